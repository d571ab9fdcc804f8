"""What positions are compared with: boundaries, named places and an office, each where the user supplies it (R05)."""

from __future__ import annotations

from typing import Final

import msgspec

from detente.intake.checks.boundaries import Boundaries
from detente.intake.checks.gazetteer import Gazetteer, world


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """``office``: latitude and longitude of who submits. ``settlements``: whether the open world file of settlements is used
    where it is installed. With nothing at all, rows are compared with each other and with the zones of time."""

    boundaries: Boundaries | None = None
    gazetteer: Gazetteer | None = None
    office: tuple[float, float] | None = None
    settlements: bool = True

    def places(self, countries: frozenset[str]) -> list[Gazetteer]:
        """The gazetteers that are at hand for some countries, the user's own first."""
        own = [self.gazetteer] if self.gazetteer else []
        open_world = world(countries) if self.settlements and countries else None
        return [*own, open_world] if open_world else own


NOTHING: Final = Ground(settlements=False)
"""No ground at all."""
