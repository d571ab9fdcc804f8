"""Life cycles of notices, as data tables; docs/lifecycles.md is rendered from them.

A state is a function of the facts that are held (which versions, receipts, verdicts exist), never of the order in which they
arrived (A7). The tables name every state, the event that leads to it, and whether the statement still counts in conflicts.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Transition(NamedTuple):
    """``event`` leads from ``before`` to ``after``; ``rule`` says why in one line."""

    before: str
    event: str
    after: str
    rule: str


class State(NamedTuple):
    """A state, whether a statement in it counts in conflicts, and how it is explained to a person."""

    word: str
    counts: bool
    meaning: str


ACTIVITY: Final = (
    Transition("", "append", "logged", "from here it counts in everybody's conflicts"),
    Transition("logged", "receipts of all parties", "answered", "every party of the agreement has answered"),
    Transition("answered", "verdict", "registered", "the author's verdict cites the receipts"),
    Transition("logged", "verdict", "registered", "verdict `unconfirmed`: not every party has answered"),
    Transition("registered", "later conflict", "revoked", "the author takes the verdict back; the activity still counts"),
    Transition("registered", "new version", "superseding", "make-before-break: both versions count until all have received"),
    Transition("superseding", "receipts of all parties", "superseded", "only the new version counts"),
    Transition("registered", "withdrawal", "withdrawing", "counts until all have received the withdrawal"),
    Transition("withdrawing", "receipts of all parties", "withdrawn", "an activity that is not going to happen counts no more"),
    Transition("registered", "time_end passed", "ended", "its windows lie in the past"),
)

PROTECTED: Final = (
    Transition("", "append", "active", "notification is voluntary and informs (G5)"),
    Transition("active", "review_by or time_end passed", "unverified", "unverified, presumed protected (G9, R15)"),
    Transition("active", "receipt `contests`", "contested", "contested stays on the list (G9, R34)"),
    Transition("unverified", "new version", "superseding", "both versions count until all have received"),
    Transition("active", "new version", "superseding", "make-before-break: both versions count until all have received"),
    Transition("superseding", "receipts of all parties", "superseded", "only the new version counts"),
    Transition("active", "withdrawal", "withdrawing", "counts until all have received the withdrawal"),
    Transition("withdrawing", "receipts of all parties", "withdrawn", "withdrawn, unverified, presumed protected (G9)"),
)

STATES: Final[dict[str, State]] = {
    state.word: state
    for state in (
        State("logged", True, "logged; not every party has answered"),
        State("answered", True, "all parties have answered; the author has given no verdict"),
        State("registered", True, "the author's verdict is registered"),
        State("revoked", True, "the author's verdict was revoked; the activity itself still counts"),
        State("active", True, "active"),
        State("unverified", True, "unverified, presumed protected"),
        State("contested", True, "contested; stays on the list"),
        State("superseding", True, "a new version exists; both count until all parties have received it"),
        State("withdrawing", True, "withdrawal under way; counts until all parties have received it"),
        State("superseded", False, "replaced by a newer version"),
        State("withdrawn", False, "withdrawn; absence of a notice changes no protection"),
        State("ended", False, "its time is over"),
    )
}

PRESUMED: Final = frozenset({"site", "movement", "presence", "emergency"})
"""Kinds that stay in every answer after withdrawal or expiry: `withdrawn` counts for them (G9, A5)."""

PLANNED: Final = frozenset({"activity"})
TABLES: Final = {"activity": ACTIVITY, "site, movement, area, presence, emergency": PROTECTED}


def counts(kind: str, word: str) -> bool:
    """Whether a statement of this kind in this state counts in conflicts."""
    return STATES[word].counts or (kind in PRESUMED and word in {"withdrawn", "ended"})


def render() -> str:
    """The tables as Markdown, for the documentation."""
    lines = ["# Life cycles", "", "Rendered from `detente.lifecycle`; a test keeps this page equal to it.", ""]
    for title, table in TABLES.items():
        lines += [f"## {title}", "", "| from | event | to | rule |", "|---|---|---|---|"]
        lines += [f"| {t.before or '(nothing)'} | {t.event} | {t.after} | {t.rule} |" for t in table] + [""]
    lines += ["## States", "", "| state | counts in conflicts | meaning |", "|---|---|---|"]
    lines += [f"| {s.word} | {'yes' if s.counts else 'no'} | {s.meaning} |" for s in STATES.values()]
    presumed = ", ".join(sorted(PRESUMED))
    return "\n".join([*lines, "", f"For {presumed}: `withdrawn` and `ended` still count; no notice falls silent (G9).", ""])
