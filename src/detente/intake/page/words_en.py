"""Words in English: data only, see `detente.intake.page.words`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_DOUBT: Final[Mapping[str, str]] = {
    # the text of a position
    "order-assumed": "Nothing says which number is the latitude; the first was taken.",
    "longitude-first": "The first number cannot be a latitude; it was taken for the longitude.",
    "cells-swapped": "The latitude stood in the cell of the longitude, and the longitude in that of the latitude.",
    "hemisphere-assumed": "Nothing says {missing}; {assumed} was taken.",
    "null-island": "Latitude 0, longitude 0: mostly a field that was left empty.",
    "suspicious-digits": "Repeated or counted-up digits, mostly a number that was made up[: {digits}].",
    "comma-ambiguous": "Commas both part the numbers and stand for the decimal point.",
    "sign-and-letter": "The sign {sign} and the letter {letter} say the same thing twice, or contradict each other.",
    "letter-o": "The letter O is west in French, Spanish and Italian, east in German; {assumed} was taken.",
    "xy-order": "x was taken for the longitude and y for the latitude; Russian maps name them the other way round.",
    "minutes-mark-twice": "The mark for minutes stands twice; the second was taken for seconds.",
    "leading-zero": "{digits} was read as {meaning}; a leading zero seems to be lost.",
    "packed-assumed": "{digits} was read as degrees and minutes written together; no letter says so.",
    "short-grid": "A grid reference of {digits} digits is a square of {metres}, not a point.",
    "band-mismatch": "Band {band} does not hold northing {northing}: the letter or the number is wrong.",
    "northing-first": "The first number cannot be an easting; it was taken for the northing.",
    "outside-zone": "The position lies {degrees}° outside zone {zone}.",
    "map-centre": "The link gives the middle of a map, not a marked place.",
    "map-zoom-missing": "The link does not say how far the map is zoomed; how wide the view is, is not known.",
    "link-several": "The link holds {count} places; which one is meant is not said.",
    "beside-link": "Other numbers stand beside the link; only the link was read.",
    "letter-lookalike": "Latin C and B were taken for the Russian letters of north and east.",
    "near-used": "A short form; it was completed by the position that was given as near: {near}.",
    "datum-padded": "No transformation from {datum} is at hand; the position was kept and {metres} were added around it.",
    "datum-coarse": "The transformation from {datum} is known to {metres} only.",
    "datum-conflict": "The text says {said}, the table says {given}.",
    "datum-unknown": "The datum[ {datum}] is not known[; {metres} were added around the position, the most that it may be off].",
    "datum-assumed": "No datum is given; {datum} was taken.",
    "position-missing": "The row gives no position[: its cell holds “{mark}”].",
    "formula-without-result": "The cell of the position holds a formula without a result: open the file in a spreadsheet "
    "program, save it and send it again.",
    "positions-differ": "The columns of the row give different positions, {distance} apart[: {texts}]. Which one is meant?",
    "thousands-separator": "“{text}”: a separator of thousands may have taken the place of the decimal "
    "point.[ Was {meant} meant?]",
    "position-unreadable": "The position cannot be read[: “{text}”][ – {problem}][; {hint}].",
    "several-readings": "“{text}” can be read in {count} ways. Which one is meant?",
    "coarse-position": "The position is known to {metres} only: it is an area, not a point.",
    "name-missing": "The row gives no name of the place.",
    "no-position-column": "No column of this sheet holds positions.",
    "moved": "The place has moved since the last edition[ by {distance}].",
    "total-row": "“{text}” looks like a total of the table, not like a place.",
    "too-coarse": "The place is known only to its country: such an area meets everything and helps nobody.",
    "shape-unusable": "The shape cannot be used: {problem}.[ {hint}]",
    "sheet-hidden": "The sheet is hidden; its rows are taken only when somebody asks for it.",
    "decided-accepted": "Confirmed[ by {by}][, {at}][: {why}].",
    "decided-rejected": "Left out[ by {by}][, {at}][: {why}].",
    # the ground
    "outside-unit": "The position lies {distance} outside {unit}, which the row states[; it lies in {found}].[ "
    "Borders: {source}.]",
    "unit-unknown": "The unit {unit} is not in the boundaries at hand[; like it: {near}]. It could not be checked.",
    "outside-country": "The position lies in {found}; the row states another country[ ({country})].[ Source: {source}.]",
    "sea": "The position lies at sea[; the row states {country}].[ Source: {source}.]",
    "country-mismatch": "The code {pcode} belongs to {found}; the row states {country}.",
    "far-from-siblings": "The position lies {distance} from the other rows of {unit}: farther than they lie from each other.",
    "among-others": "All places around the position state {found}; the row states {unit}[, whose rows are {distance} away].",
    "far-from-place": "The position lies {distance} from {place}, which the row names.[ Source: {source}.]",
    "homonym": "There are {count} places called {place}: which one is meant?",
    "columns-swapped": "With the columns of latitude and longitude the other way round, {rows} of {count} rows of this list "
    "would lie where they say they are; as they stand, most do not.",
    "swapped": "With latitude and longitude the other way round, the position would fit[, {distance} away].",
    "sign": "With the other sign (north or south, east or west) the position would fit[, {distance} away].",
    "dms-as-decimal": "Read as degrees, minutes and seconds, the number would fit[, {distance} away].",
    "digit-transposed": "With two neighbouring digits exchanged, the position would fit[, {distance} away].",
    "grid-square": "With another square of the grid, or its halves exchanged, the position would fit[, {distance} away].",
    "truncated": "Decimals of the degrees, without zeros at the end: {decimals}[; usual in this list: {usual}]. "
    "The place may be {metres} off.",
    "seconds-dropped": "The position lies on whole minutes: seconds may have been left out, which is up to {metres}.",
    "office": "The position is that of the sender’s office[ ({distance})].",
    "duplicate-row": "It stands in the list already, with the same name or reference and the same position[: {others}].",
    "same-name": "Another row of the same name lies elsewhere[: {others}].",
    "duplicate-place": "It may be the same place as in another row[: {others}].",
    "repeated-position": "{count} rows of different places have this same position[: {others}].",
    "columns-ambiguous": "Several columns may be the {field}: {headings}. Which one is meant?[ Whoever imports says so "
    "with {option}.]",
    "example-row": "This is the example of the template, not a row of yours.",
    "too-many-waypoints": "The route has more points than one notice can hold.",
    "short-code": "A code of {characters} characters is an area, not a point.",
    # times
    "time-unreadable": "The time cannot be read[: “{text}”]. Write 2024-04-01 14:30 +03:00.",
    "time-unknown": "The row says that the time is not known.",
    "calendar": "The year[ in “{text}”] is not of the Gregorian calendar and was not converted: give the Gregorian date.",
    "zone-missing": "No time zone is given[ with “{text}”]: write UTC, an offset such as +03:00, or a name such as "
    "Asia/Damascus.",
    "zone-unknown": "The time zone {zone} is not known: write UTC, an offset such as +03:00, or a name such as Asia/Damascus.",
    "zone-ambiguous": "The time “{text}” may be of one time zone or another: {first} or {second}. Which is meant?",
    "date-missing": "“{text}” is a time of day without a date.",
    "date-order": "“{text}” can be {first} or {second}: write the date as 2024-04-01.",
    "date-order-turned": "The program took days for months in {count} cells of this column, but not in “{text}”: give "
    "the dates as text, 2024-04-01.",
    "dst-fold": "Clocks in {zone} were set back: “{text}” came twice that day, at {first} and at {second}.",
    "dst-gap": "Clocks in {zone} were set forward: “{text}” did not come that day.[ Meant may be {first} or {second}.]",
    "excel-date": "The program made a date of what was typed[: {text}].[ Typed may have been: {typed}.]",
    "excel-serial": "{text} is a number of days, as workbooks count them; it was read as a date.",
    "span-or-offset": "“{text}” can be two times, or one time with its offset: put UTC before an offset, spaces around a dash.",
    "time-missing": "The row gives no time.",
    "times-reversed": "The end ({end}) lies before the beginning ({start}).",
    "approximate": "The text itself says that the position is approximate, and not by how much.",
    "movement-without-way": "The movement has no way: its origin and its destination are one place.",
    "word-unknown": "“{text}” is none of the answers that “{field}” can have: it would be left out.",
    "review-past": "The date by which it is to be looked at again is past: {text}.",
    "movement-past": "The movement is over already: {text}.",
    "time-end-missing": "The row gives no time of arrival.",
    "arrival-missing": "The row gives no position of the arrival[ ({place})]: nobody would know where the movement goes.",
    "reference-twice": "Another place has the same reference, {text}[: {others}].",
    # what could not be checked
    "unchecked-position": "{rows} rows have no single position: nothing about where they are was checked.",
    "unchecked-country": "{rows} rows state no country that is known: whether they lie in it was not checked.",
    "unchecked-unit": "{rows} rows: no boundaries of the stated units are at hand[ ({level}, {country})]: whether the "
    "rows lie in them was not checked.",
    "unchecked-inside": "{rows} rows: an error that stays within the stated unit ({level}) may not be seen.",
    "unchecked-siblings": "{rows} rows have too few other rows of their unit to be compared with.",
    "unchecked-place": "{rows} rows name no place that a gazetteer at hand has.",
    "unchecked-settlements": "The open file of the world’s settlements is not installed or was not used.",
    "unchecked-alternatives": "{rows} more rows are doubted for where they lie; what they may have been meant as was "
    "not worked out. A list with so many is wrong as a whole: look at its columns first.",
    "unchecked-office": "Where the sender’s office is was not said: whether a row gives its position was not checked.",
}

_WHY: Final[Mapping[str, str]] = {
    "last-edition": "where the last edition had it",
    "reading": "another way to read the text[: {how}]",
    "swapped": "latitude and longitude the other way round",
    "sign": "the other hemisphere: north or south, east or west",
    "swapped-sign": "latitude and longitude the other way round, with another sign",
    "dms-as-decimal": "degrees, minutes and seconds typed as decimals",
    "minutes-as-decimal": "degrees and minutes typed as decimals",
    "decimal-as-dms": "decimals typed as minutes and seconds",
    "seconds-as-minutes": "seconds typed as decimals of a minute",
    "digit-transposed": "two neighbouring digits exchanged",
    "digit-wrong": "one digit wrong",
    "point-shifted": "the decimal point one place off",
    "column": "as a column of the row gives it[: “{text}”]",
    "thousands-separator": "the separators of thousands left out",
    "grid-square": "another square of the grid, or its halves exchanged",
}

_STATE: Final[Mapping[str, str]] = {"accepted": "taken", "doubted": "to look at", "rejected": "not taken"}

_FORMAT: Final[Mapping[str, str]] = {
    "DD": "decimal degrees", "DDM": "degrees and decimal minutes", "DMS": "degrees, minutes, seconds", "UTM": "UTM",
    "UPS": "UPS (polar grid)", "MGRS": "MGRS grid reference", "PLUSCODE": "plus code", "GEOURI": "geo: address",
    "LINK": "map link",
}  # fmt: skip

_FIELD: Final[Mapping[str, str]] = {
    "id": "identifier", "name": "name", "name_local": "name in the local script", "aliases": "other names",
    "function": "function", "organisation": "organisation", "relationship": "relation to the place", "contact": "contact",
    "remarks": "remarks", "country": "country", "admin1": "unit, level 1", "admin2": "unit, level 2",
    "admin3": "unit, level 3", "admin4": "unit, level 4", "place": "town or village", "pcode": "place code",
    "latitude": "latitude", "longitude": "longitude", "position": "position", "datum": "datum",
    "position_source": "source of the position", "precision": "precision", "accuracy_m": "accuracy, metres",
    "radius_m": "radius, metres", "office_latitude": "latitude of the office", "office_longitude": "longitude of the office",
    "time": "time", "time_start": "begins", "time_end": "ends", "zone": "time zone", "since": "since", "until": "until",
    "review_by": "to be reviewed by", "status": "status", "origin": "origin", "destination": "destination", "route": "route",
    "vehicles": "vehicles", "staff_count": "number of staff",
}  # fmt: skip

_PRECISION: Final[Mapping[str, str]] = {
    "exact": "measured on the spot", "building": "building or compound", "street": "street or quarter",
    "settlement": "village or town", "admin4": "unit of level 4", "admin3": "unit of level 3 (sub-district)",
    "admin2": "unit of level 2 (district)", "admin1": "unit of level 1 (province)", "country": "country",
    "linear": "somewhere along a road or river", "unknown": "not known", "radius": "radius as stated",
}  # fmt: skip

_REPORT: Final[Mapping[str, str]] = {
    "point-arrival": "Arrival, “{typed}”:", "point-way": "Point {point} of the way, “{typed}”:",
    "title": "What was understood of {file}",
    "skip": "Go to the rows to look at",
    "file": "File", "made": "Made", "short": "In short",
    "equation": "{rows} rows were read: {accepted} taken + {doubted} to look at + {rejected} not taken."
    "[ Rows of headings: {headings}.]",
    "unpublished": "Nothing of this is published: a person confirms every row first.",
    "please": "Please look at each row below. Correct the file and send it again, or answer with the number of the row and of "
    "the position that you meant. No row was changed: a proposed position is a question, not a correction.",
    "file-notes": "What the program did not take over from the file",
    "unchecked": "What could not be checked",
    "unchecked-none": "No check was left out. That a row passed every check does not prove its position.",
    "columns": "How the columns were read", "column": "Column of the file", "read-as": "Read as", "sheet": "Sheet",
    "not-used": "not used", "no-heading": "(no heading)",
    "columns-wrong": "Is one of these wrong? Then every row below may be: please say so first.",
    "difference": "Against the last edition of the list",
    "difference-counts": "{new} rows are new, {changed} changed, {same} the same, {gone} gone.",
    "list-changed": "Changed", "list-gone": "Gone",
    "gone-stays": "Nothing was taken away: for a row that is gone, its withdrawal is proposed to a person.",
    "nothing": "(nothing)",
    "doubted": "Rows to look at", "doubted-none": "There are none.",
    "rejected": "Rows that were not taken", "rejected-none": "There are none.",
    "accepted": "Rows taken as they are", "accepted-none": "There are none.",
    "rows-note": "{rows} rows:",
    "cut": "{shown} of {total} are shown here. The workbook with remarks holds every row.",
    "cut-full": "The first {shown} of {total} rows are shown in full. The workbook with remarks holds every row.",
    "cut-maps": "The first {shown} of {total} rows that are shown in full have a map.",
    "row": "Row", "name": "Name", "doubts": "Doubts", "typed": "As typed", "reason": "Reason", "position": "Position",
    "known": "Precision", "notes": "Notes", "understood": "As understood (WGS 84)", "datum": "Datum", "format": "Format",
    "stated": "Place, as stated", "candidates": "Was one of these meant?", "more": "and {count} more",
    "where": "[{sheet}, ]row\u00a0{row}", "within": "within {metres}", "datum-stated": "{datum}, as stated",
    "datum-taken": "{datum}, not stated",
    "shape-circle": "an area: circle of radius {radius}, {area}", "shape-route": "a route, {radius} to each side",
    "shape-area": "an area, as drawn in the file", "distance": "Distance: {distance}.",
    "map": "Map", "map-close": "Close-up",
    "key-understood": "as understood[: {position}]", "key-candidate": "numbers: what may have been meant",
    "key-unit": "[{unit}: ]outline of the unit that the row states", "key-place": "[{place}: ]the place that the row names",
    "key-sibling": "{rows} other rows of the list", "key-office": "office of the sender",
    "sources": "Borders, names and where they come from", "sources-none": "No borders and no gazetteer were used.",
    "source-error": "May be off by {error}.", "source-error-unknown": "How far it may be off is not known.",
    "north": "N",
    # the workbook
    "sheet-name": "Remarks", "column-state": "Détente: state", "column-remarks": "Détente: remarks",
    "column-meant": "Détente: was this meant? (WGS 84)",
    "striped": "Cells with stripes are doubted; point at one to read why. The last three columns of each sheet hold the same "
    "in words. Your own cells were not changed.",
    "rebuilt": "This workbook was made from the rows of your file: the file itself is of a kind that can hold no remarks.",
    "not-kept": "Not kept in this copy, and still in your own file: {what}.",
    "lost-charts": "charts", "lost-images": "pictures", "lost-drawings": "drawings", "lost-macros": "macros",
    "lost-pivots": "pivot tables", "lost-other": "extensions of the program that made it",
    "no-room": "The sheet “{sheet}” has no room for three more columns: its remarks stand here only.",
    "rivals": "may be the {fields}, like another column: please say which",
    "cut-sheet": "{shown} of {total} rows are listed here; each row has its remarks on its own sheet.",
    "moved": "; {moved_m} from the position as typed[, {place_m} from the place that the row names]",
    "rows-notes": "Notes on most rows",
    "column-row": "Détente: row",
}  # fmt: skip

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "doubt": _DOUBT, "why": _WHY, "state": _STATE, "format": _FORMAT, "field": _FIELD, "precision": _PRECISION, "report": _REPORT,
}  # fmt: skip
