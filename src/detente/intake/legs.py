"""Rows of one movement to one notice: every leg with a volume of its own, the way back among them (R12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from detente.intake.model import Item

MOST: Final = 64
"""Legs and kinds of vehicles of one notice; a movement of more rows stays one notice for each."""
_ESCORTS: Final = ("none", "not-stated", "unarmed", "armed")
_LABELS: Final = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
_ENDED: Final = frozenset({"completed", "cancelled"})
_USUAL: Final = {"escort": "not-stated", "status": "planned", "purpose": "general"}
"""What a notice says of a movement whose row does not say it."""

Made = dict[str, Any]


def together(items: Sequence[Item], kind: str) -> Iterator[list[Item]]:
    """The rows of each notice, in the order of the file: those of a movement that name a leg and share their reference."""
    by_reference: dict[str, list[Item]] = {}
    for item in items:
        named = kind == "movement" and item.said.get("id") and item.said.get("leg")
        by_reference.setdefault(f"id {item.said['id'].strip()}" if named else f"row {item.key}", []).append(item)
    for rows in by_reference.values():
        yield from [rows] if len(rows) <= MOST else ([row] for row in rows)


def joined(notices: Sequence[Made]) -> Made:
    """One notice of those of its rows; the first gives what there can be only one of.

    A row with the leg and the way of another brings its vehicles only. Of what rows say differently the notice says what leaves
    least out: the strongest escort, the strictest label, the earliest review, a status that has not ended.
    """
    if len(notices) == 1:
        return notices[0]
    made = {**notices[0], "volumes": [], "legs": [], "vehicles": []}
    seen: list[tuple[Any, Any]] = []
    drive: dict[str, list[Any]] = {}
    for each in notices:
        drive.setdefault(str(each.get("legs")), []).extend(each.get("vehicles", ()))
        if (each.get("legs"), each["volumes"]) in seen:
            continue
        seen.append((each.get("legs"), each["volumes"]))
        made["legs"] += [{**leg, "volume": leg["volume"] + len(made["volumes"])} for leg in each.get("legs", ())]
        made["volumes"] += each["volumes"]
    made["vehicles"] = _vehicles(list(drive.values()))
    return {name: value for name, value in {**made, **_whole(notices)}.items() if value not in ([], None)}


def _vehicles(legs: Sequence[Sequence[Any]]) -> list[Any]:
    """All that drive in any leg: the same ones in two legs once, two rows of one leg that say the same twice."""
    found: list[Any] = []
    for driving in legs:
        for one in driving:
            if found.count(one) < driving.count(one):
                found.append(one)
    return found


def _whole(notices: Sequence[Made]) -> Made:
    said = {name: [each.get(name, usual) for each in notices] for name, usual in _USUAL.items()}
    counts = {name: [each[name] for each in notices if each.get(name) is not None] for name in ("staff_count", "escort_count")}
    labels = [each["handling"] for each in notices if "handling" in each]
    texts = list(dict.fromkeys(each["text"] for each in notices if each.get("text")))
    reasons = list(dict.fromkeys(each["emergency_reason"] for each in notices if each.get("emergency_reason")))
    whole: Made = {
        "escort": max(said["escort"], key=_ESCORTS.index),
        "purpose": said["purpose"][0] if len(set(said["purpose"])) == 1 else _USUAL["purpose"],
        "status": next((status for status in said["status"] if status not in _ENDED), said["status"][0]),
        "emergency": any(each.get("emergency") for each in notices),
        "validity": {"review_by": min(each["validity"]["review_by"] for each in notices)},
        **{name: max(found) for name, found in counts.items() if found},
    }
    whole |= {"handling": max(labels, key=lambda label: _LABELS.index(label["tlp"]))} if labels else {}
    whole |= {"text": " · ".join(texts)[:4000]} if texts else {}
    return whole | ({"emergency_reason": " · ".join(reasons)[:4000]} if reasons else {})
