"""The errors of Détente: every one says whose fault it is, where it is, and what to do next.

    DetenteError
    ├── OurError      our own statement, key or setting is wrong: we can mend it here
    ├── PeerError     bytes of another party are wrong, forged or contradict themselves
    ├── InputError    a file or value that a person gave is wrong
    └── StoreError    the disk or the database below us failed or is inconsistent

``code`` is a closed list per class (see ``CODES``); programs match on it, people read ``message`` and ``hint``.
"""

from __future__ import annotations

from typing import ClassVar, Final

CODES: Final[dict[str, str]] = {
    # input
    "not-json": "the bytes are not JSON of the expected shape",
    "bad-value": "a value is outside its range or of the wrong type",
    "bad-geometry": "a footprint is not a usable shape",
    "too-large": "a size limit is exceeded",
    "bad-encoding": "the bytes are not UTF-8",
    "quota": "a party has used all that it may put there",
    "not-found": "a file, statement or name does not exist",
    "usage": "the words of the request do not fit together",
    # keys, notes, logs
    "bad-key": "a key is malformed, unknown or not allowed to sign this",
    "bad-note": "a signed note does not parse",
    "bad-signature": "a signature does not verify",
    "bad-proof": "a Merkle proof does not verify",
    "bad-leaf": "a leaf does not parse or breaks a rule of its log",
    "bad-content": "content does not match its commitment",
    "split-view": "two signed checkpoints of one log contradict each other",
    "rollback": "a log is shorter than it was",
    "replay": "a statement was already taken, or belongs to another agreement",
    "not-member": "the author is not a member of the agreement",
    "not-entitled": "the agreement does not allow this",
    "exercise-mix": "exercise and live data would mix",
    # store
    "stale": "another writer was faster; nothing was written",
    "locked": "another process holds the writer's lock",
    "corrupt": "stored rows contradict the log",
    "disk": "the disk refused",
    "schema": "the store was made by another version",
    "bad-evidence": "an evidence file does not verify",
}


class DetenteError(Exception):
    """Base of all errors.

    ``message`` explains, ``where`` names file, row and field (``plan.geojson feature 3 $.geometry``), ``hint`` says what
    to do next.
    """

    whose: ClassVar[str] = "ours"

    def __init__(self, code: str, message: str, *, where: str = "", hint: str = "") -> None:
        if code not in CODES:
            raise AssertionError(f"unknown error code {code!r}")
        super().__init__(message)
        self.code = code
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.message}" + (f" ({self.hint})" if self.hint else "")

    def at(self, where: str) -> DetenteError:
        """The same error, with ``where`` put in front of what is already known of the place."""
        joined = f"{where} {self.where}".strip()
        return type(self)(self.code, self.message, where=joined, hint=self.hint)

    def as_dict(self) -> dict[str, str]:
        """The error for ``--json`` and logs of a program."""
        return {"error": self.code, "whose": self.whose, "message": self.message, "where": self.where, "hint": self.hint}


class OurError(DetenteError):
    """Our own statement, key or setting is wrong."""

    whose = "ours"


class PeerError(DetenteError):
    """Bytes of another party are wrong, forged or contradict themselves."""

    whose = "the peer's"


class InputError(DetenteError):
    """A file or value that a person gave is wrong."""

    whose = "the input's"


class StoreError(DetenteError):
    """The disk or the database below us failed or is inconsistent."""

    whose = "the store's"
