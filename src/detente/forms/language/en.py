"""English words of the forms: data only. Every language has the same keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

COLUMNS: Final[Mapping[str, tuple[str, str]]] = {
    "id": ("Your reference", "Your own number or name for this row. Keep it when you send the list again."),
    "movement.id": ("Movement reference", "The same in every row of one movement. Keep it when you send the list again."),
    "organisation": ("Organisation", "Who notifies."),
    "name": ("Name of the site", "In Latin letters, as your staff use it."),
    "movement.name": ("Title", "A few words, as you would say them by telephone."),
    "name_local": ("Name in the local script", "As it is written at the gate."),
    "aliases": ("Other names", "Other spellings and former names, separated by ;"),
    "function": ("Function", "What the site serves today."),
    "function_at_submission": ("Serves it today", "Yes: it has this function on the day on which you send the list."),
    "relationship": ("Your relation to it", "Whether you administer, support or operate it."),
    "country": ("Country", "Where the position must lie. It is compared with the coordinates: this finds most errors."),
    "admin1": ("Province or governorate", "The first level below the country. It is compared with the coordinates."),
    "movement.admin1": ("Province of departure", "The first level below the country. It is compared with the coordinates."),
    "destination_admin1": ("Province of arrival", "The first level below the country. It is compared with the coordinates."),
    "admin2": ("District", "The second level, if you know it."),
    "admin3": ("Sub-district", "The third level, if you know it."),
    "pcode": ("P-code", "The code of the place or of its smallest unit."),
    "position": (
        "Position",
        "As you have it, not converted, not rounded: degrees with decimals, degrees minutes seconds, MGRS, UTM or a plus code.",
    ),
    "movement.position": ("Position of departure", "As you have it, not converted, not rounded: degrees, MGRS, UTM, plus code."),
    "destination_position": ("Position of arrival", "As you have it, not converted, not rounded."),
    "datum": ("Datum", "A satellite receiver normally gives WGS 84. An old map has it printed in its margin. Do not guess."),
    "position_source": ("Where the position is from", "Measured on the spot, seen on imagery, read from a map, or told."),
    "precision": ("How exact: class", "A whole village or district may be given: say so, and it is treated as an area."),
    "accuracy_m": ("How exact: metres", "Within how many metres of the position the place surely lies."),
    "radius_m": ("Radius, metres", "How far around the position the site reaches."),
    "movement.radius_m": ("Width, metres", "How far to either side of the route the vehicles may be."),
    "marking_day": ("Marking by day", "Emblems, flags, signs on roof and walls."),
    "marking_night": ("Marking by night", "Lights, illuminated emblems."),
    "marking_infrared": ("Marking in infrared", "Panels or beacons that night vision sees."),
    "visible_from_air": ("Visible from the air", "Whether the marking can be seen from above."),
    "legal_basis": ("Legal basis", "Rules that you refer to, separated by ;"),
    "status": ("Status", "How it stands today."),
    "since": ("Since", "Year-month-day, 2026-01-31."),
    "until": ("Expected until", "Year-month-day, 2026-01-31. Leave it empty where no end is known."),
    "review_by": ("To be looked at again by", "Year-month-day. After it the notice is shown as not verified; it does not lapse."),
    "zone": ("Time zone", "The zone of all times in this row: UTC, an offset such as +03:00, or a name such as Asia/Damascus."),
    "contact": ("Desk that answers", "A function, not a person: duty desk, radio room."),
    "contact_means": ("How it is reached", "Two means that are answered day and night, separated by ; No private numbers."),
    "movement.contact_means": ("Means on the move", "Two means by which the team is reached on the road, separated by ;"),
    "verified_by": ("Verified by", "The organisation that looked at it, not a person."),
    "verified_method": ("How it was verified", "Visit, imagery, telephone."),
    "verified_at": ("Verified on", "Year-month-day, 2026-01-31."),
    "tlp": ("Sharing label", "Traffic Light Protocol 2.0: what people may do with it. Nobody is sent the row because of it."),
    "remarks": ("Remarks", "Nothing on armed persons, patients, occupants, homes or names of staff."),
    "leg": ("Leg", "1, 2, 3 … in order. The way back is a leg of its own, in a row of its own."),
    "purpose": ("Purpose", "What is moved."),
    "emergency": ("Urgent", "Yes: it cannot wait for the usual lead time."),
    "emergency_reason": ("Why it is urgent", "In a few words."),
    "origin": ("From", "Name of the place of departure."),
    "destination": ("To", "Name of the place of arrival."),
    "route": (
        "Positions along the route",
        "In order, separated by ; One at every turn: between two the road counts as straight.",
    ),
    "stops": ("Stops", "Places of longer and overnight stops, separated by ;"),
    "time_start": ("Departure", "Year-month-day hour:minute, 2026-01-31 06:00, in the zone that you name."),
    "time_end": ("Arrival", "Year-month-day hour:minute, 2026-01-31 09:30, in the zone that you name."),
    "vehicles": ("Number of vehicles", "Of this type, in this leg. Another type: another row with the same leg."),
    "vehicle_type": ("Type of vehicle", "Truck, car, bus, ambulance."),
    "vehicle_make": ("Make", "Make and model."),
    "vehicle_colour": ("Colour", "As it is seen from outside."),
    "vehicle_plates": ("Plates", "Separated by ;"),
    "staff_count": ("Number of staff", "A number only: names of drivers and staff are given elsewhere, sealed."),
    "escort": ("Escort", "Whether your movement has an escort of its own."),
    "escort_count": ("Number of escorts", "How many persons."),
    "contact_tested_at": ("Means tested at", "Year-month-day hour:minute of the last test call."),
    "check_in_minutes": ("Check-in every, minutes", "How often the team calls its desk."),
}
"""Heading and hint of every column; ``kind.key`` where the same field is asked in other words."""

CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    "yes_no": {"yes": "yes", "no": "no"},
    "function": {
        "health": "hospital, clinic", "education": "school, university", "water": "water", "electricity": "electricity",
        "warehouse": "warehouse", "office": "office", "camp": "camp for displaced people", "shelter": "shelter",
        "religious": "religious", "cultural": "cultural", "other": "other",
    },
    "relationship": {
        "administers": "we administer it", "supports": "we support it", "operates": "we operate it", "other": "other",
    },
    "site_status": {"active": "in use", "under-review": "being looked at again", "evacuated": "evacuated"},
    "purpose": {
        "staff": "staff", "food": "food", "non-food": "goods other than food", "migrants": "migrants",
        "evacuation": "evacuation", "general": "general cargo", "other": "other",
    },
    "escort": {"none": "none", "unarmed": "unarmed", "armed": "armed", "not-stated": "not stated"},
    "movement_status": {
        "planned": "planned", "ready": "ready", "moving": "moving", "delayed": "delayed", "deviating": "off its route",
        "stopped": "stopped", "split": "split", "completed": "completed", "cancelled": "cancelled",
    },
    "source": {
        "gps": "measured on the spot", "imagery": "seen on imagery", "map": "read from a map", "telephone": "told by telephone",
        "gazetteer": "looked up by name", "unknown": "not known",
    },
    "visible": {"yes": "yes", "no": "no", "unknown": "not known"},
    "tlp": {
        "RED": "named recipients only", "AMBER+STRICT": "recipient’s organisation only", "AMBER": "recipient and its clients",
        "GREEN": "community", "CLEAR": "no limit",
    },
    "datum": {"unknown": "not known"},
}  # fmt: skip
"""What every code means, by list; a code that stands for itself has no words."""

TEXTS: Final[Mapping[str, str]] = {
    "language": "English",
    "site": "Notification of sites", "movement": "Notification of movements", "emergency": "Emergency",
    "site.sheet": "Sites", "movement.sheet": "Movements", "instructions.sheet": "Read first",
    "example": "this row shows how; it is not read",
    "choose": "Choose from the list.",
    "position_gps": "Position, measured here", "position_gps.hint": "Only if you stand at the place. Wait until it is exact.",
    "position_typed": "Position, as you have it",
    "position_or": "Give the position: measured here, or as you have it.",
    "position_limit": "No more than 400 characters.",
    "metres_limit": "Metres, from 0 to 1000000.", "count_limit": "A whole number, from 0 to 1000000.",
}  # fmt: skip
"""Words around the questions."""

INSTRUCTIONS: Final[Mapping[str, str]] = {
    "coordinates": "Write the coordinates as you have them, in one of the forms below. Do not convert, do not round. Say the "
    "datum.",
    "units": "Say the country and the province of every place: a position outside them is found before it is sent.",
    "exact": "Say where a position is from and how exact it is. A village or a district is a good answer: it is treated as "
    "an area.",
    "zone": "Every time needs its zone: UTC, an offset such as +03:00, or a name such as Asia/Damascus.",
    "late": "Agreements ask for notice 24, 48 or 72 hours ahead. Send it also when it is late: it is marked late and never "
    "refused.",
    "never": "Write nothing on armed persons near a site, on patients or occupants, on homes, and no names or private "
    "numbers of persons. Names of drivers are given elsewhere, sealed.",
    "example": "The row that begins with EXAMPLE is not read. You may delete it.",
    "columns": "Columns marked * are needed. You may move columns and add your own; do not change headings, nor the row of "
    "tags below them.",
    "removal": "To take a row out of the list withdraws nothing: you are asked first. Removal changes no protection.",
    "recipients": "Who receives what is chosen for each recipient when it is published. Nobody receives anything before.",
}
"""For the first sheet, below the standing sentences."""

PAGE: Final[Mapping[str, str]] = {
    "lead": "To fill in by hand and to read by radio or telephone. Times in UTC (Z). Datum WGS 84: any other must be said.",
    "spell": "Say figures one by one. Spell names: 0 is zero, O is oscar, 1 is one, I is india. Say “slash” between fields.",
    "withdrawn": "notice taken back",
    "kind": "Kind", "id": "Number (empty: the receiver gives one)", "position": "Position (degrees N/S and E/W, or MGRS)",
    "accuracy": "How exact, metres", "around": "How far around it, metres",
    "movement.position": "Position of departure", "movement.around": "To either side of the route, metres",
    "site.code": "Function", "movement.code": "Purpose", "emergency.code": "What must happen",
    "site.time": "To be looked at again by", "movement.time": "Departure", "emergency.time": "Since when",
    "party": "Party that notifies", "check": "Check words, as the receiver says them",
    "also": "Say also, it is not in the fields",
    "also.fields": "name of the place · district and country · how you are called back",
    "how": "How to read it",
    "steps": "Say what you have: “{title}, nine fields”.\n"
    "Say every field with its number.\n"
    "The receiver reads all fields back. Compare figure by figure. Wrong: “correction, field 3”, and say it again.\n"
    "The receiver enters what was heard (`detente forms read --by-voice`) and says four check words.\n"
    "Write them into field 9. If you hold the line with its CHECK words, both must be the same.\n"
    "Not the same: one of you heard or wrote something else. Read the fields again until they are.\n"
    "Write down when, and with which desk.",
    "emergency.words": "stop: CEASE · wait: HOLD · say who you are: IDENTIFY",
}  # fmt: skip
"""For the page on paper."""
