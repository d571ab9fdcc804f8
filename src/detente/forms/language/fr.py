"""French words of the forms: data only. Every language has the same keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

COLUMNS: Final[Mapping[str, tuple[str, str]]] = {
    "id": ("Votre référence", "Votre propre numéro ou nom pour cette ligne. Gardez-le quand vous renvoyez la liste."),
    "movement.id": (
        "Référence du mouvement",
        "La même à chaque ligne d’un même mouvement. Gardez-la quand vous renvoyez la liste.",
    ),
    "organisation": ("Organisation", "Qui notifie."),
    "name": ("Nom du site", "En lettres latines, tel que vos équipes l’emploient."),
    "movement.name": ("Intitulé", "Quelques mots, comme vous le diriez au téléphone."),
    "name_local": ("Nom dans l’écriture locale", "Tel qu’il est écrit à l’entrée."),
    "aliases": ("Autres noms", "Autres graphies et anciens noms, séparés par ;"),
    "function": ("Fonction", "Ce à quoi le site sert aujourd’hui."),
    "function_at_submission": ("Y sert aujourd’hui", "Oui : il a cette fonction le jour où vous envoyez la liste."),
    "relationship": ("Votre lien avec le site", "Si vous l’administrez, l’appuyez ou le faites fonctionner."),
    "country": ("Pays", "Où la position doit se trouver. Comparé aux coordonnées : ainsi se trouvent la plupart des erreurs."),
    "admin1": ("Province ou gouvernorat", "Le premier niveau sous le pays. Il est comparé aux coordonnées."),
    "movement.admin1": ("Province de départ", "Le premier niveau sous le pays. Elle est comparée aux coordonnées."),
    "destination_admin1": ("Province d’arrivée", "Le premier niveau sous le pays. Elle est comparée aux coordonnées."),
    "admin2": ("District", "Le deuxième niveau, si vous le connaissez."),
    "admin3": ("Sous-district", "Le troisième niveau, si vous le connaissez."),
    "pcode": ("P-code", "Le code du lieu ou de sa plus petite unité."),
    "position": (
        "Position",
        "Telle que vous l’avez, ni convertie ni arrondie : degrés décimaux, degrés minutes secondes, MGRS, UTM ou code plus.",
    ),
    "movement.position": (
        "Position de départ",
        "Telle que vous l’avez, ni convertie ni arrondie : degrés, MGRS, UTM ou code plus.",
    ),
    "destination_position": ("Position d’arrivée", "Telle que vous l’avez, ni convertie ni arrondie."),
    "datum": (
        "Datum",
        "Un récepteur satellite donne normalement WGS 84. Une carte ancienne l’indique dans sa marge. Ne devinez pas.",
    ),
    "position_source": ("D’où vient la position", "Mesurée sur place, vue sur une image, lue sur une carte, dite au téléphone."),
    "precision": (
        "Précision : classe",
        "Un village ou un district entier peut être donné : dites-le, et il est traité comme une zone.",
    ),
    "accuracy_m": ("Précision : mètres", "À combien de mètres au plus de la position le lieu se trouve à coup sûr."),
    "radius_m": ("Rayon, mètres", "Jusqu’où le site s’étend autour de la position."),
    "movement.radius_m": ("Largeur, mètres", "Jusqu’où, de chaque côté de l’itinéraire, les véhicules peuvent se trouver."),
    "marking_day": ("Marquage de jour", "Emblèmes, drapeaux, signes sur le toit et les murs."),
    "marking_night": ("Marquage de nuit", "Lumières, emblèmes éclairés."),
    "marking_infrared": ("Marquage infrarouge", "Panneaux ou balises que voit la vision nocturne."),
    "visible_from_air": ("Visible du ciel", "Si le marquage se voit d’en haut."),
    "legal_basis": ("Base juridique", "Les règles auxquelles vous vous référez, séparées par ;"),
    "status": ("État", "Ce qu’il en est aujourd’hui."),
    "since": ("Depuis", "Année-mois-jour, 2026-01-31."),
    "until": ("Prévu jusqu’au", "Année-mois-jour, 2026-01-31. Laissez vide si aucune fin n’est connue."),
    "review_by": (
        "À revoir avant le",
        "Année-mois-jour. Après cette date la notification est montrée comme non vérifiée ; elle n’expire pas.",
    ),
    "zone": (
        "Fuseau horaire",
        "Le fuseau de toutes les heures de cette ligne : UTC, un décalage comme +03:00, ou un nom comme Asia/Damascus.",
    ),
    "contact": ("Bureau qui répond", "Une fonction, pas une personne : permanence, salle radio."),
    "contact_means": (
        "Comment le joindre",
        "Deux moyens auxquels on répond jour et nuit, séparés par ; Pas de numéros privés.",
    ),
    "movement.contact_means": ("Moyens en route", "Deux moyens de joindre l’équipe sur la route, séparés par ;"),
    "verified_by": ("Vérifié par", "L’organisation qui l’a vérifié, pas une personne."),
    "verified_method": ("Comment", "Visite, imagerie, téléphone."),
    "verified_at": ("Vérifié le", "Année-mois-jour, 2026-01-31."),
    "tlp": (
        "Étiquette de partage",
        "Traffic Light Protocol 2.0. Elle dit aux gens ce qu’ils peuvent faire ; la ligne n’est envoyée à personne de ce fait.",
    ),
    "remarks": ("Remarques", "Rien sur des personnes armées, des patients, des occupants, des domiciles ni des noms d’employés."),
    "leg": ("Étape", "1, 2, 3 … dans l’ordre. Le retour est une étape à part, sur une ligne à part."),
    "purpose": ("Objet", "Ce qui est transporté."),
    "emergency": ("Urgent", "Oui : cela ne peut attendre le délai habituel."),
    "emergency_reason": ("Pourquoi c’est urgent", "En quelques mots."),
    "origin": ("De", "Nom du lieu de départ."),
    "destination": ("À", "Nom du lieu d’arrivée."),
    "route": (
        "Positions le long de l’itinéraire",
        "Dans l’ordre, séparées par ; Donnez-en une à chaque tournant : entre deux, la route est prise comme droite.",
    ),
    "stops": ("Arrêts", "Lieux des arrêts longs et de nuit, séparés par ;"),
    "time_start": ("Départ", "Année-mois-jour heure:minute, 2026-01-31 06:00, dans le fuseau que vous indiquez."),
    "time_end": ("Arrivée", "Année-mois-jour heure:minute, 2026-01-31 09:30, dans le fuseau que vous indiquez."),
    "vehicles": (
        "Nombre de véhicules",
        "De ce type, dans cette étape. Un autre type : une autre ligne avec la même étape.",
    ),
    "vehicle_type": ("Type de véhicule", "Camion, voiture, bus, ambulance."),
    "vehicle_make": ("Marque", "Marque et modèle."),
    "vehicle_colour": ("Couleur", "Telle qu’on la voit de l’extérieur."),
    "vehicle_plates": ("Plaques", "Séparées par ;"),
    "staff_count": (
        "Nombre d’employés",
        "Un nombre seulement : les noms des chauffeurs et du personnel sont donnés ailleurs, scellés.",
    ),
    "escort": ("Escorte", "Si votre mouvement a sa propre escorte."),
    "escort_count": ("Nombre d’escorteurs", "Combien de personnes."),
    "contact_tested_at": ("Moyens essayés le", "Année-mois-jour heure:minute du dernier appel d’essai."),
    "check_in_minutes": ("Appel toutes les, minutes", "À quel rythme l’équipe appelle son bureau."),
}

CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    "yes_no": {"yes": "oui", "no": "non"},
    "function": {
        "health": "hôpital, clinique", "education": "école, université", "water": "eau", "electricity": "électricité",
        "warehouse": "entrepôt", "office": "bureau", "camp": "camp de déplacés", "shelter": "abri",
        "religious": "religieux", "cultural": "culturel", "other": "autre",
    },
    "relationship": {
        "administers": "nous l’administrons", "supports": "nous l’appuyons", "operates": "nous le faisons fonctionner",
        "other": "autre",
    },
    "site_status": {"active": "en service", "under-review": "en cours de réexamen", "evacuated": "évacué"},
    "purpose": {
        "staff": "personnel", "food": "vivres", "non-food": "biens non alimentaires", "migrants": "migrants",
        "evacuation": "évacuation", "general": "fret général", "other": "autre",
    },
    "escort": {"none": "aucune", "unarmed": "non armée", "armed": "armée", "not-stated": "non indiqué"},
    "movement_status": {
        "planned": "prévu", "ready": "prêt", "moving": "en route", "delayed": "retardé", "deviating": "hors itinéraire",
        "stopped": "arrêté", "split": "divisé", "completed": "achevé", "cancelled": "annulé",
    },
    "source": {
        "gps": "mesurée sur place", "imagery": "vue sur une image", "map": "lue sur une carte", "telephone": "dite au téléphone",
        "gazetteer": "cherchée par son nom", "unknown": "inconnue",
    },
    "visible": {"yes": "oui", "no": "non", "unknown": "inconnu"},
    "tlp": {
        "RED": "destinataires nommés seulement", "AMBER+STRICT": "organisation du destinataire seulement",
        "AMBER": "destinataire et ses clients", "GREEN": "communauté", "CLEAR": "sans limite",
    },
    "datum": {"unknown": "inconnu"},
}  # fmt: skip

TEXTS: Final[Mapping[str, str]] = {
    "language": "Français",
    "site": "Notification de sites", "movement": "Notification de mouvements", "emergency": "Urgence",
    "site.sheet": "Sites", "movement.sheet": "Mouvements", "instructions.sheet": "À lire d’abord",
    "example": "cette ligne montre comment faire ; elle n’est pas lue",
    "choose": "Choisissez dans la liste.",
    "position_gps": "Position, mesurée ici",
    "position_gps.hint": "Seulement si vous êtes sur place. Attendez qu’elle soit précise.",
    "position_typed": "Position, telle que vous l’avez",
    "position_or": "Donnez la position : mesurée ici, ou telle que vous l’avez.",
    "position_limit": "400 caractères au plus.",
    "metres_limit": "Des mètres, de 0 à 1000000.", "count_limit": "Un nombre entier, de 0 à 1000000.",
}  # fmt: skip

INSTRUCTIONS: Final[Mapping[str, str]] = {
    "coordinates": "Écrivez les coordonnées telles que vous les avez, sous l’une des formes ci-dessous. Ne convertissez pas, "
    "n’arrondissez pas. Dites le datum.",
    "units": "Dites le pays et la province de chaque lieu : une position hors de ceux-ci est trouvée avant l’envoi.",
    "exact": "Dites d’où vient une position et quelle est sa précision. Un village ou un district va bien : c’est une zone.",
    "zone": "Chaque heure a besoin de son fuseau : UTC, un décalage comme +03:00, ou un nom comme Asia/Damascus.",
    "late": "Les accords demandent un préavis de 24, 48 ou 72 heures. Envoyez aussi une notification tardive : elle est "
    "marquée tardive et n’est jamais refusée.",
    "never": "N’écrivez rien sur des personnes armées près d’un site, sur des patients ou des occupants, sur des domiciles, "
    "ni de noms ou de numéros privés. Les noms des chauffeurs sont donnés ailleurs, scellés.",
    "example": "La ligne qui commence par EXAMPLE n’est pas lue. Vous pouvez la supprimer.",
    "columns": "Les colonnes marquées * sont nécessaires. Vous pouvez déplacer des colonnes et en ajouter ; ne changez ni les "
    "titres ni la ligne d’étiquettes au-dessous.",
    "removal": "Ôter une ligne de la liste ne retire rien : on vous le demande d’abord. Un retrait ne change aucune protection.",
    "recipients": "Qui reçoit quoi est choisi pour chaque destinataire au moment de publier. Personne ne reçoit rien avant.",
}

PAGE: Final[Mapping[str, str]] = {
    "lead": "À remplir à la main et à lire par radio ou téléphone. Heures en UTC (Z). Datum WGS 84 : tout autre doit être dit.",
    "spell": "Dites les chiffres un à un. Épelez : 0 est zéro, O est oscar, 1 est un, I est india. « Slash » entre les champs.",
    "withdrawn": "notification retirée",
    "kind": "Genre", "id": "Numéro (vide : le receveur en donne un)", "position": "Position (degrés N/S et E/W, ou MGRS)",
    "accuracy": "Précision, mètres", "around": "Étendue autour, mètres",
    "movement.position": "Position de départ", "movement.around": "De chaque côté de l’itinéraire, mètres",
    "site.code": "Fonction", "movement.code": "Objet", "emergency.code": "Ce qui doit se faire",
    "site.time": "À revoir avant", "movement.time": "Départ", "emergency.time": "Depuis quand",
    "party": "Partie qui notifie", "check": "Mots de contrôle, dits par le receveur",
    "also": "Dites aussi, hors des champs", "also.fields": "nom du lieu · district et pays · comment vous rappeler",
    "how": "Comment le lire",
    "steps": "Dites ce que vous avez : « {title}, neuf champs ».\n"
    "Dites chaque champ avec son numéro.\n"
    "Le receveur relit tous les champs. Comparez chiffre par chiffre. Faux : « correction, champ 3 », et redites-le.\n"
    "Le receveur saisit ce qu’il a entendu (`detente forms read --by-voice`) et dit quatre mots de contrôle.\n"
    "Écrivez-les au champ 9. Si vous avez la ligne avec ses mots CHECK, ils doivent être les mêmes.\n"
    "S’ils diffèrent : l’un a entendu ou écrit autre chose. Relisez les champs jusqu’à ce qu’ils soient les mêmes.\n"
    "Notez quand, et avec quel bureau.",
    "emergency.words": "cessez : CEASE · attendez : HOLD · dites qui vous êtes : IDENTIFY",
}  # fmt: skip
