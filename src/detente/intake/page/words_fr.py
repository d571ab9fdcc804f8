"""Words in French: data only, see `detente.intake.page.words`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_DOUBT: Final[Mapping[str, str]] = {
    # the text of a position
    "order-assumed": "Rien n’indique lequel des nombres est la latitude ; le premier a été retenu.",
    "longitude-first": "Le premier nombre ne peut pas être une latitude ; il a été pris pour la longitude.",
    "cells-swapped": "La latitude se trouvait dans la cellule de la longitude, et inversement.",
    "hemisphere-assumed": "Rien n’indique {missing} ; {assumed} a été retenu.",
    "null-island": "Latitude 0, longitude 0 : le plus souvent un champ laissé vide.",
    "suspicious-digits": "Chiffres répétés ou qui se suivent, le plus souvent un nombre inventé[ : {digits}].",
    "comma-ambiguous": "Les virgules séparent les nombres et servent aussi de signe décimal.",
    "sign-and-letter": "Le signe {sign} et la lettre {letter} disent deux fois la même chose, ou se contredisent.",
    "letter-o": "La lettre O signifie ouest en français, espagnol et italien, est en allemand ; {assumed} a été retenu.",
    "xy-order": "x a été pris pour la longitude et y pour la latitude ; les cartes russes les nomment à l’inverse.",
    "minutes-mark-twice": "Le signe des minutes figure deux fois ; le second a été pris pour les secondes.",
    "leading-zero": "{digits} a été lu comme {meaning} ; un zéro initial semble perdu.",
    "packed-assumed": "{digits} a été lu comme degrés et minutes écrits d’un seul tenant ; aucune lettre ne le dit.",
    "short-grid": "Une référence de grille de {digits} chiffres est un carré de {metres}, pas un point.",
    "band-mismatch": "La bande {band} ne contient pas l’ordonnée {northing} : la lettre ou le nombre est faux.",
    "northing-first": "Le premier nombre ne peut pas être une abscisse ; il a été pris pour l’ordonnée.",
    "outside-zone": "La position se trouve à {degrees}° hors de la zone {zone}.",
    "map-centre": "Le lien donne le centre d’une carte, pas un lieu marqué.",
    "map-zoom-missing": "Le lien n’indique pas l’agrandissement de la carte ; l’étendue de la vue est inconnue.",
    "link-several": "Le lien contient {count} lieux ; rien ne dit lequel est le bon.",
    "beside-link": "D’autres nombres figurent à côté du lien ; seul le lien a été lu.",
    "letter-lookalike": "Les lettres latines C et B ont été prises pour les lettres russes du nord et de l’est.",
    "near-used": "Forme abrégée ; elle a été complétée à partir de la position voisine indiquée : {near}.",
    "datum-padded": "Aucune transformation depuis {datum} n’est disponible ; la position est gardée et élargie de {metres}.",
    "datum-coarse": "La transformation depuis {datum} n’est connue qu’à {metres} près.",
    "datum-conflict": "Le texte dit {said}, le tableau dit {given}.",
    "datum-unknown": "Le système géodésique[ {datum}] n’est pas connu[ ; {metres} ont été ajoutés autour de la position, "
    "l’écart le plus grand possible].",
    "datum-assumed": "Aucun système géodésique n’est indiqué ; {datum} a été retenu.",
    "position-missing": "La ligne ne donne aucune position[ : sa cellule contient « {mark} »].",
    "formula-without-result": "La cellule de la position contient une formule sans résultat : ouvrez le fichier dans un "
    "tableur, enregistrez-le et renvoyez-le.",
    "positions-differ": "Les colonnes de la ligne donnent des positions différentes, à {distance} l’une de l’autre[ : {texts}]. "
    "Laquelle est la bonne ?",
    "thousands-separator": "« {text} » : un séparateur de milliers a peut-être remplacé le signe décimal."
    "[ Fallait-il lire {meant} ?]",
    "position-unreadable": "La position est illisible[ : « {text} »][ – {problem}][; {hint}].",
    "several-readings": "« {text} » peut se lire de {count} façons. Laquelle est la bonne ?",
    "coarse-position": "La position n’est connue qu’à {metres} près : c’est une zone, pas un point.",
    "name-missing": "La ligne ne donne pas le nom du lieu.",
    "no-position-column": "Aucune colonne de cette feuille ne contient de positions.",
    "moved": "Le lieu s’est déplacé depuis la dernière édition[, de {distance}].",
    "total-row": "« {text} » ressemble à un total du tableau, pas à un lieu.",
    "too-coarse": "Le lieu n’est connu qu’à l’échelle du pays : une telle zone touche tout et n’aide personne.",
    "shape-unusable": "La forme est inutilisable : {problem}.[ {hint}]",
    "sheet-hidden": "La feuille est masquée ; ses lignes ne sont prises que si quelqu’un le demande.",
    "decided-accepted": "Confirmé[ par {by}][, {at}][ : {why}].",
    "decided-rejected": "Écarté[ par {by}][, {at}][ : {why}].",
    # the ground
    "outside-unit": "La position se trouve à {distance} hors de {unit}, que la ligne indique[ ; elle est dans "
    "{found}].[ Limites : {source}.]",
    "unit-unknown": "L’unité {unit} ne figure pas dans les limites disponibles[ ; noms proches : {near}]. Elle n’a pas "
    "pu être vérifiée.",
    "outside-country": "La position se trouve dans {found} ; la ligne indique un autre pays[ ({country})].[ Source : {source}.]",
    "sea": "La position se trouve en mer[ ; la ligne indique {country}].[ Source : {source}.]",
    "country-mismatch": "Le code {pcode} appartient à {found} ; la ligne indique {country}.",
    "far-from-siblings": "La position se trouve à {distance} des autres lignes de {unit} : plus loin qu’elles ne le "
    "sont entre elles.",
    "among-others": "Tous les lieux autour de la position indiquent {found} ; la ligne indique {unit}[, dont les "
    "lignes sont à {distance}].",
    "far-from-place": "La position se trouve à {distance} de {place}, que la ligne nomme.[ Source : {source}.]",
    "homonym": "Il y a {count} lieux nommés {place} : lequel est le bon ?",
    "columns-swapped": "Avec les colonnes de latitude et de longitude inversées, {rows} lignes sur {count} de cette liste "
    "seraient là où elles le disent ; telles quelles, la plupart ne le sont pas.",
    "swapped": "Avec latitude et longitude inversées, la position conviendrait[, à {distance} de là].",
    "sign": "Avec l’autre signe (nord ou sud, est ou ouest), la position conviendrait[, à {distance} de là].",
    "dms-as-decimal": "Lu comme degrés, minutes et secondes, le nombre conviendrait[, à {distance} de là].",
    "digit-transposed": "Avec deux chiffres voisins intervertis, la position conviendrait[, à {distance} de là].",
    "grid-square": "Avec un autre carré de la grille, ou ses moitiés interverties, la position conviendrait[, à "
    "{distance} de là].",
    "truncated": "Décimales des degrés, sans les zéros de la fin : {decimals}[ ; d’ordinaire dans cette liste : {usual}]. "
    "Le lieu peut être décalé de {metres}.",
    "seconds-dropped": "La position tombe sur des minutes entières : les secondes ont pu être omises, soit jusqu’à {metres}.",
    "office": "La position est celle du bureau de l’expéditeur[ ({distance})].",
    "duplicate-row": "Cette ligne figure déjà plus haut, avec le même nom ou la même référence et la même position[ : {others}].",
    "same-name": "Une autre ligne du même nom est ailleurs[ : {others}].",
    "duplicate-place": "C’est peut-être le même lieu que dans une autre ligne[ : {others}].",
    "repeated-position": "{count} lignes de lieux différents ont cette même position[ : {others}].",
    "columns-ambiguous": "Plusieurs colonnes peuvent être la {field} : {headings}. Laquelle est la bonne ?[ La personne qui "
    "importe l’indique par {option}.]",
    "example-row": "C’est l’exemple du modèle, pas une ligne à vous.",
    "too-many-waypoints": "L’itinéraire a plus de points qu’une notification ne peut en contenir.",
    "short-code": "Un code de {characters} caractères est une zone, pas un point.",
    # times
    "time-unreadable": "L’heure est illisible[ : « {text} »]. Écrire 2024-04-01 14:30 +03:00.",
    "time-unknown": "La ligne dit que l’heure n’est pas connue.",
    "calendar": "L’année[ dans « {text} »] n’est pas du calendrier grégorien et n’a pas été convertie : donner la date "
    "grégorienne.",
    "zone-missing": "Aucun fuseau horaire n’est indiqué[ avec « {text} »] : écrire UTC, un décalage tel que +03:00 ou "
    "un nom tel que Asia/Damascus.",
    "zone-unknown": "Le fuseau horaire {zone} n’est pas connu : écrire UTC, un décalage tel que +03:00 ou un nom tel "
    "que Asia/Damascus.",
    "zone-ambiguous": "L’heure « {text} » peut relever d’un fuseau ou d’un autre : {first} ou {second}. Lequel est le bon ?",
    "date-missing": "« {text} » est une heure sans date.",
    "date-order": "« {text} » peut être {first} ou {second} : écrire la date comme 2024-04-01.",
    "date-order-turned": "Le programme a pris des jours pour des mois dans {count} cellules de cette colonne, mais pas "
    "dans « {text} » : donner les dates en texte, 2024-04-01.",
    "dst-fold": "Les horloges de {zone} ont été retardées : « {text} » a eu lieu deux fois ce jour-là, à {first} et à {second}.",
    "dst-gap": "Les horloges de {zone} ont été avancées : « {text} » n’a pas eu lieu ce jour-là.[ Ce peut être {first} "
    "ou {second}.]",
    "excel-date": "Le programme a fait une date de ce qui a été saisi[ : {text}].[ Saisie possible : {typed}.]",
    "excel-serial": "{text} est un nombre de jours, comme les classeurs les comptent ; il a été lu comme une date.",
    "span-or-offset": "« {text} » : deux heures, ou une avec son décalage ? UTC devant un décalage, espaces autour d’un tiret.",
    "time-missing": "La ligne ne donne aucune heure.",
    "times-reversed": "La fin ({end}) précède le début ({start}).",
    "approximate": "Le texte dit lui-même que la position est approximative, sans dire de combien.",
    "movement-without-way": "Le mouvement n’a pas de trajet : le départ et la destination sont un même lieu.",
    "word-unknown": "« {text} » n’est aucune des réponses possibles à « {field} » : ce serait omis.",
    "review-past": "La date à laquelle la fiche doit être revue est passée : {text}.",
    "movement-past": "Le mouvement est déjà terminé : {text}.",
    "time-end-missing": "La ligne ne donne pas l’heure d’arrivée.",
    "arrival-missing": "La ligne ne donne pas la position d’arrivée[ ({place})] : personne ne saurait où va le mouvement.",
    "reference-twice": "Un autre lieu a la même référence, {text}[ : {others}].",
    # what could not be checked
    "unchecked-position": "{rows} lignes n’ont pas de position unique : rien n’a été vérifié sur le lieu où elles sont.",
    "unchecked-country": "{rows} lignes n’indiquent aucun pays connu : leur pays n’a pas été vérifié.",
    "unchecked-unit": "{rows} lignes : les limites des unités indiquées manquent[ ({level}, {country})] : "
    "l’appartenance n’a pas été vérifiée.",
    "unchecked-inside": "{rows} lignes : une erreur qui reste dans l’unité indiquée ({level}) peut passer inaperçue.",
    "unchecked-siblings": "{rows} lignes ont trop peu d’autres lignes de leur unité pour être comparées.",
    "unchecked-place": "{rows} lignes ne nomment aucun lieu d’un répertoire disponible.",
    "unchecked-settlements": "Le fichier ouvert des localités du monde n’est pas installé ou n’a pas servi.",
    "unchecked-alternatives": "{rows} autres lignes sont mises en doute pour leur position ; ce qu’elles pouvaient "
    "vouloir dire n’a pas été cherché. Une liste qui en compte autant est fausse dans son ensemble : voyez d’abord ses colonnes.",
    "unchecked-office": "L’emplacement du bureau de l’expéditeur n’est pas indiqué : on n’a pas vérifié si une ligne "
    "donne sa position.",
}

_WHY: Final[Mapping[str, str]] = {
    "last-edition": "là où la dernière édition le plaçait",
    "reading": "une autre lecture du texte[ : {how}]",
    "swapped": "latitude et longitude inversées",
    "sign": "l’autre hémisphère : nord ou sud, est ou ouest",
    "swapped-sign": "latitude et longitude inversées, avec un autre signe",
    "dms-as-decimal": "degrés, minutes et secondes saisis comme décimales",
    "minutes-as-decimal": "degrés et minutes saisis comme décimales",
    "decimal-as-dms": "décimales saisies comme minutes et secondes",
    "seconds-as-minutes": "secondes saisies comme décimales de minute",
    "digit-transposed": "deux chiffres voisins intervertis",
    "digit-wrong": "un chiffre erroné",
    "point-shifted": "le signe décimal décalé d’un rang",
    "column": "telle qu’une colonne de la ligne la donne[ : « {text} »]",
    "thousands-separator": "sans les séparateurs de milliers",
    "grid-square": "un autre carré de la grille, ou ses moitiés interverties",
}

_STATE: Final[Mapping[str, str]] = {"accepted": "retenues", "doubted": "à vérifier", "rejected": "non retenues"}

_FORMAT: Final[Mapping[str, str]] = {
    "DD": "degrés décimaux", "DDM": "degrés et minutes décimales", "DMS": "degrés, minutes, secondes", "UTM": "UTM",
    "UPS": "UPS (grille polaire)", "MGRS": "référence de grille MGRS", "PLUSCODE": "plus code", "GEOURI": "adresse geo:",
    "LINK": "lien vers une carte",
}  # fmt: skip

_FIELD: Final[Mapping[str, str]] = {
    "id": "identifiant", "name": "nom", "name_local": "nom en écriture locale", "aliases": "autres noms",
    "function": "fonction", "organisation": "organisation", "relationship": "lien avec le lieu", "contact": "contact",
    "remarks": "remarques", "country": "pays", "admin1": "unité, niveau 1", "admin2": "unité, niveau 2",
    "admin3": "unité, niveau 3", "admin4": "unité, niveau 4", "place": "ville ou village", "pcode": "code du lieu",
    "latitude": "latitude", "longitude": "longitude", "position": "position", "datum": "système géodésique",
    "position_source": "source de la position", "precision": "précision", "accuracy_m": "exactitude, mètres",
    "radius_m": "rayon, mètres", "office_latitude": "latitude du bureau", "office_longitude": "longitude du bureau",
    "time": "heure", "time_start": "début", "time_end": "fin", "zone": "fuseau horaire", "since": "depuis", "until": "jusqu’à",
    "review_by": "à revoir avant", "status": "statut", "origin": "départ", "destination": "destination",
    "route": "itinéraire", "vehicles": "véhicules", "staff_count": "nombre de personnes",
}  # fmt: skip

_PRECISION: Final[Mapping[str, str]] = {
    "exact": "mesurée sur place", "building": "bâtiment ou enceinte", "street": "rue ou quartier",
    "settlement": "village ou ville", "admin4": "unité de niveau 4", "admin3": "unité de niveau 3 (sous-district)",
    "admin2": "unité de niveau 2 (district)", "admin1": "unité de niveau 1 (province)", "country": "pays",
    "linear": "quelque part le long d’une route ou d’un cours d’eau", "unknown": "non connue",
    "radius": "rayon tel qu’indiqué",
}  # fmt: skip

_REPORT: Final[Mapping[str, str]] = {
    "point-arrival": "Arrivée, « {typed} » :", "point-way": "Point {point} de l’itinéraire, « {typed} » :",
    "title": "Ce qui a été compris de {file}",
    "skip": "Aller aux lignes à vérifier",
    "file": "Fichier", "made": "Établi", "short": "En bref",
    "equation": "{rows} lignes ont été lues : {accepted} retenues + {doubted} à vérifier + {rejected} non retenues."
    "[ Lignes d’en-tête : {headings}.]",
    "unpublished": "Rien de ceci n’est publié : une personne confirme d’abord chaque ligne.",
    "please": "Merci de vérifier chaque ligne ci-dessous. Corrigez le fichier et renvoyez-le, ou répondez en donnant le numéro "
    "de la ligne et celui de la position voulue. Aucune ligne n’a été modifiée : une position proposée est une question, "
    "pas une correction.",
    "file-notes": "Ce que le programme n’a pas repris du fichier",
    "unchecked": "Ce qui n’a pas pu être vérifié",
    "unchecked-none": "Aucune vérification n’a été omise. Qu’une ligne les ait toutes passées ne prouve pas sa position.",
    "columns": "Comment les colonnes ont été lues", "column": "Colonne du fichier", "read-as": "Lue comme", "sheet": "Feuille",
    "not-used": "non utilisée", "no-heading": "(sans en-tête)",
    "columns-wrong": "L’une d’elles est-elle fausse ? Alors chaque ligne ci-dessous peut l’être : dites-le d’abord.",
    "difference": "Par rapport à l’édition précédente de la liste",
    "difference-counts": "{new} lignes sont nouvelles, {changed} modifiées, {same} inchangées, {gone} disparues.",
    "list-changed": "Modifiées", "list-gone": "Disparues",
    "gone-stays": "Rien n’a été retiré : pour une ligne disparue, le retrait est proposé à une personne.",
    "nothing": "(rien)",
    "doubted": "Lignes à vérifier", "doubted-none": "Il n’y en a pas.",
    "rejected": "Lignes non retenues", "rejected-none": "Il n’y en a pas.",
    "accepted": "Lignes retenues telles quelles", "accepted-none": "Il n’y en a pas.",
    "rows-note": "{rows} lignes :",
    "cut": "{shown} sur {total} figurent ici. Le classeur annoté contient toutes les lignes.",
    "cut-full": "Les {shown} premières lignes sur {total} figurent en détail. Le classeur annoté contient toutes les lignes.",
    "cut-maps": "Les {shown} premières lignes détaillées sur {total} ont une carte.",
    "row": "Ligne", "name": "Nom", "doubts": "Doutes", "typed": "Tel que saisi", "reason": "Motif", "position": "Position",
    "known": "Précision", "notes": "Notes", "understood": "Tel que compris (WGS 84)", "datum": "Système géodésique",
    "format": "Format", "stated": "Lieu, tel qu’indiqué", "candidates": "Fallait-il lire l’une de celles-ci ?",
    "more": "et {count} autres",
    "where": "[{sheet}, ]ligne\u00a0{row}", "within": "à {metres} près", "datum-stated": "{datum}, tel qu’indiqué",
    "datum-taken": "{datum}, non indiqué",
    "shape-circle": "une zone : cercle de rayon {radius}, {area}", "shape-route": "un itinéraire, {radius} de chaque côté",
    "shape-area": "une zone, telle que dessinée dans le fichier", "distance": "Distance : {distance}.",
    "map": "Carte", "map-close": "Vue rapprochée",
    "key-understood": "tel que compris[ : {position}]", "key-candidate": "numéros : ce qui a pu être voulu",
    "key-unit": "[{unit} : ]contour de l’unité indiquée par la ligne", "key-place": "[{place} : ]le lieu nommé par la ligne",
    "key-sibling": "{rows} autres lignes de la liste", "key-office": "bureau de l’expéditeur",
    "sources": "Frontières, noms et leur provenance", "sources-none": "Aucune frontière ni aucun répertoire de lieux n’a servi.",
    "source-error": "Écart possible : {error}.", "source-error-unknown": "L’écart possible n’est pas connu.",
    "north": "N",
    # the workbook
    "sheet-name": "Remarques", "column-state": "Détente : état", "column-remarks": "Détente : remarques",
    "column-meant": "Détente : était-ce voulu ? (WGS 84)",
    "striped": "Les cellules rayées sont en doute ; pointez-en une pour lire pourquoi. Les trois dernières colonnes de chaque "
    "feuille disent la même chose en toutes lettres. Vos propres cellules n’ont pas été modifiées.",
    "rebuilt": "Ce classeur a été fait à partir des lignes de votre fichier : celui-ci ne peut pas porter de remarques.",
    "not-kept": "Non repris dans cette copie, toujours dans votre fichier : {what}.",
    "lost-charts": "graphiques", "lost-images": "images", "lost-drawings": "dessins", "lost-macros": "macros",
    "lost-pivots": "tableaux croisés", "lost-other": "extensions du programme qui l’a fait",
    "no-room": "La feuille « {sheet} » n’a pas de place pour trois colonnes : ses remarques ne figurent qu’ici.",
    "rivals": "peut être la {fields}, comme une autre colonne : merci de préciser",
    "cut-sheet": "{shown} lignes sur {total} figurent ici ; chaque ligne porte ses remarques sur sa propre feuille.",
    "moved": "; à {moved_m} de la position saisie[, à {place_m} du lieu nommé par la ligne]",
    "rows-notes": "Notes sur la plupart des lignes",
    "column-row": "Détente : ligne",
}  # fmt: skip

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "doubt": _DOUBT, "why": _WHY, "state": _STATE, "format": _FORMAT, "field": _FIELD, "precision": _PRECISION, "report": _REPORT,
}  # fmt: skip
