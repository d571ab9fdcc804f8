"""For tests of programs that use Détente: a clock that is set, entropy from a seed, a town of nodes, shapes of every sort.

Nothing of it is for use between parties: its keys and salts can be guessed. `volumes`, `notices`, `leaves`, `built` are
Hypothesis strategies and need ``hypothesis``; everything else needs the package alone.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

import msgspec

from detente import agreement as agreements
from detente.geometry import geod
from detente.node import found, home, sync
from detente.node.node import Node
from detente.node.outbox import put_out
from detente.notice import Notice, Validity
from detente.peer.folder import FolderSource
from detente.sign import ED25519, SigningKey, make_leaf
from detente.statement import CLASSES
from detente.terms import Agreement, Clause
from detente.volume import (
    Altitude,
    Circle,
    Corridor,
    Footprint,
    MultiPolygon,
    Point,
    Polygon,
    Position,
    Reference,
    Segment,
    Volume4D,
    validate,
)  # fmt: skip

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

START: Final = datetime(2015, 11, 20, 6, tzinfo=UTC)
CLAUSES: Final = (
    Clause("protect", ("site", "movement")),
    Clause("plans", ("activity", "area"), separation_m=2000.0, suspended_by=("incident",)),
    Clause("line", ("emergency", "message")),
)


# --- clock, entropy, town ------------------------------------------------------------------------------------------------


class Clock:
    """A clock that stands until it is moved: ``clock()`` gives its instant (UTC), `tick` moves it on."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def tick(self, seconds: float = 1.0) -> datetime:
        """Move on by ``seconds``; returns the new instant."""
        self.now += timedelta(seconds=seconds)
        return self.now


def entropy(seed: object) -> Callable[[int], bytes]:
    """A source of bytes that is the same in every run. Never for live keys."""
    return random.Random(str(seed)).randbytes


class Town:
    """Parties with real nodes below one folder, one clock, one seed. Party ``france`` is named ``france.example``.

    Close it (or use it in ``with``): nodes hold files.
    """

    def __init__(self, folder: Path, *names: str, seed: object = 7, clock: Clock | None = None, exercise: bool = False) -> None:
        self.folder = folder
        self.clock = clock or Clock()
        self.entropy = entropy(seed)
        self.exercise = exercise
        self.nodes: dict[str, Node] = {}
        for name in names:
            self.join(name)

    def __getitem__(self, name: str) -> Node:
        return self.nodes[name]

    def __enter__(self) -> Town:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every node."""
        for node in self.nodes.values():
            node.close()

    def join(self, name: str, *desks: str) -> Node:
        """A new party with fresh keys and the given desks (``ops`` where none is named)."""
        cards = tuple(home.DeskConfig(desk, f"{desk} desk", "line 1") for desk in desks or ("ops",))
        home.create(self.folder / name, home.Config(f"{name}.example", name, self.exercise, cards), self.entropy)
        return self.reopen(name)

    def reopen(self, name: str) -> Node:
        """Open a node, closing it first where it is open: what is in memory is read from its store again."""
        if name in self.nodes:
            self.nodes[name].close()
        self.nodes[name] = Node.open(self.folder / name, clock=self.clock, entropy=self.entropy)
        return self.nodes[name]

    def agree(self, *names: str, title: str = "", clauses: tuple[Clause, ...] = CLAUSES, **terms: Any) -> Agreement:
        """An agreement between any of the parties, signed by all of them and opened at each."""
        members = tuple(home.card(self[name].folder, self[name].config) for name in names)
        identity = self.entropy(16).hex()
        start = terms.pop("time_start", self.clock.now)
        agreement = Agreement(identity, 1, title or "-".join(names), members, clauses, start, exercise=self.exercise, **terms)
        document = agreements.encode(agreement)
        for name in names:
            document = found.sign_terms(self[name], document)
        for name in names:
            found.open_log(self[name], document)
        return agreement

    def outbox(self, author: str, reader: str) -> Path:
        """Where ``author`` puts what ``reader`` may read."""
        return self.folder / author / "outbox" / f"{reader}.example"

    def told(self, reader: str) -> bytes:
        """Every byte that others have put out for a party, and once more the contents in it, which stand there as base64."""
        found = b""
        for folder in (self.outbox(author, reader) for author in self.nodes):
            found += b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
            source = FolderSource(folder)
            found += b"".join(c.content for o in (source.origins() if folder.exists() else ()) for c in source.contents(o))
        return found

    def put_out(self, *names: str) -> None:
        """Let the parties (all where none is named) put out what others may read."""
        for name in names or self.nodes:
            put_out(self[name], self.folder / name / "outbox")

    def pull(self, reader: str, *authors: str) -> None:
        """Let one party read what others (all where none is named) have put out for it."""
        for author in authors or self.nodes:
            source = self.outbox(author, reader)
            if author != reader and source.exists():
                sync.pull(self[reader], FolderSource(source))

    def settle(self, *, rounds: int = 3, offline: Sequence[str] = ()) -> None:
        """Everybody who is on line reads everybody: statements, the answers to them, and what these call for."""
        online = [name for name in self.nodes if name not in offline]
        for _ in range(rounds):
            self.clock.tick(10)
            self.put_out(*online)
            for name in online:
                self.pull(name, *online)

    def notice(self, cls: type[Notice], *volumes: Volume4D, **fields: Any) -> bytes:
        """The content of a notice with a fresh id and a review date in thirty days."""
        fields.setdefault("id", self.entropy(16).hex())
        fields.setdefault("validity", Validity(self.clock.now + timedelta(days=30)))
        return msgspec.json.encode(cls(volumes=volumes, **fields))


# --- shapes --------------------------------------------------------------------------------------------------------------


def away(centre: Position, azimuth: float, metres: float) -> Position:
    """The place ``metres`` from ``centre``, rounded to the seven decimals that positions have."""
    lon, lat, _ = geod().fwd(*centre, azimuth, metres)
    return round(min(180.0, max(-180.0, lon)), 7), round(min(90.0, max(-90.0, lat)), 7)


def ring(
    rng: random.Random, centre: Position, size: float, count: int, *, dents: float = 0.5, squash: float = 1.0
) -> tuple[Position, ...]:
    """A closed ring around ``centre``: star-shaped, vertices at ``dents`` … 1 times ``size``, squashed east and west."""
    step = 360.0 / count
    turns = [step * (i + rng.uniform(0.0, 0.55)) for i in range(count)]
    places = [away(centre, turn, size * rng.uniform(dents, 1.0) * (squash if 45 < turn % 180 < 135 else 1.0)) for turn in turns]
    return (*places, places[0])


def _comb(rng: random.Random, centre: Position, size: float) -> Polygon:
    """Deep dents between points, and one side in far shorter edges than the other."""
    teeth, fine = rng.randrange(3, 9), rng.randrange(3, 40)
    places = [away(centre, i * 180.0 / teeth, size * (1.0 if i % 2 else rng.uniform(0.1, 0.4))) for i in range(teeth)]
    places += [away(centre, 180.0 + i * 180.0 / fine, size * rng.uniform(0.9, 0.91)) for i in range(fine)]
    return Polygon(((*places, places[0]),))


SHAPES: Final[dict[str, Callable[[random.Random, Position, float], Footprint]]] = {
    "point": lambda rng, c, size: Point(c),
    "circle": lambda rng, c, size: Circle(c, round(size, 3)),
    "leg": lambda rng, c, size: Corridor((away(c, rng.uniform(0, 360), size), away(c, rng.uniform(0, 360), size)), 0.0),
    "corridor": lambda rng, c, size: Corridor(ring(rng, c, size, rng.randrange(4, 8))[:-1], 0.0),
    "polygon": lambda rng, c, size: Polygon((ring(rng, c, size, rng.randrange(5, 9)),)),
    "outline": lambda rng, c, size: Polygon((ring(rng, c, size, rng.randrange(20, 60), dents=0.9),)),
    "sliver": lambda rng, c, size: Polygon((ring(rng, c, size, rng.randrange(5, 9), squash=rng.choice([0.02, 1e-4])),)),
    "comb": _comb,
    "hole": lambda rng, c, size: Polygon((ring(rng, c, size, rng.randrange(5, 9)), ring(rng, c, size / 8, 5))),
    "pair": lambda rng, c, size: MultiPolygon(
        ((ring(rng, c, size / 3, 6),), (ring(rng, away(c, rng.uniform(0, 360), size), size / 4, 5),))
    ),
}
"""Shapes by name: made of chance, a centre, and a size in metres."""


def a_place(rng: random.Random) -> Position:
    """Anywhere, and often at a pole or the antimeridian."""
    match rng.randrange(6):
        case 0:
            return round(rng.uniform(-180, 180), 7), rng.choice([1, -1]) * round(90 - 10 ** rng.uniform(-6, 0.5), 7)
        case 1:
            return rng.choice([-180.0, 180.0, 179.9999, -179.99]), round(rng.uniform(-80, 80), 7)
        case 2:
            return rng.choice([(0.0, 90.0), (17.0, -90.0), (0.0, 0.0), (180.0, 0.0), (-180.0, 45.0)])
    return round(rng.uniform(-180, 180), 7), round(math.degrees(math.asin(rng.uniform(-1, 1))), 7)


def a_footprint(rng: random.Random, centre: Position, size: float, kinds: Sequence[str] = tuple(SHAPES)) -> Footprint:
    """A footprint of one of these `SHAPES`, no larger than about ``size`` metres around ``centre``. Not always a usable one."""
    return SHAPES[rng.choice(kinds)](rng, centre, size)


def a_volume(rng: random.Random, centre: Position | None = None, size: float | None = None) -> Volume4D:
    """A volume with any altitudes, times, accuracy and buffer."""
    size = 10 ** rng.uniform(0, 5) if size is None else size
    footprint = a_footprint(rng, centre or a_place(rng), size)
    start = START + timedelta(minutes=rng.randrange(0, 2000))
    low, reference = rng.choice([0, 300, 3000]), rng.choice(get_args(Reference))
    return Volume4D(
        footprint,
        rng.choice([None, Altitude(low, "M", reference)]),
        rng.choice([None, Altitude(low + rng.choice([0, 50, 900]), "M", reference)]),
        rng.choice([None, start]),
        rng.choice([None, start + timedelta(minutes=rng.randrange(0, 600))]),
        accuracy_m=rng.choice([0.0, 0.0, 250.0]),
        buffer_m=rng.choice([0.0, 0.0, 1000.0]),
    )


def _box(west: float, south: float, east: float, north: float) -> tuple[Position, ...]:
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


_NOON: Final = datetime(2015, 11, 24, 12, tzinfo=UTC)
ZOO: Final[dict[str, Volume4D]] = {
    "point": Volume4D(Point((36.135, 35.834))),
    "circle": Volume4D(Circle((36.135, 35.834), 500.0)),
    "over the antimeridian": Volume4D(Polygon((_box(179.9, 9.9, -179.9, 10.1),))),
    "cut at the antimeridian": Volume4D(
        MultiPolygon(((_box(179.9, 9.9, 180.0, 10.1),), (_box(-180.0, 9.9, -179.9, 10.1),))), edges="lonlat"
    ),
    "corridor over the antimeridian": Volume4D(Corridor(((179.5, -17.0), (-179.5, -17.2)), 500.0)),
    "around the north pole": Volume4D(Polygon((((0.0, 89.0), (90.0, 89.0), (180.0, 89.0), (-90.0, 89.0), (0.0, 89.0)),))),
    "at the south pole": Volume4D(Circle((0.0, -90.0), 2000.0)),
    "through a pole": Volume4D(Corridor(((20.0, 89.5), (-160.0, 89.5)), 100.0)),
    "hole": Volume4D(Polygon((_box(36.0, 35.0, 36.1, 35.1), _box(36.04, 35.04, 36.06, 35.06)))),
    "sliver": Volume4D(Polygon((((36.0, 35.0), (36.5, 35.0), (36.5, 35.0000001), (36.0, 35.0)),))),
    "two polygons": Volume4D(MultiPolygon(((_box(36.0, 35.0, 36.1, 35.1),), (_box(36.2, 35.0, 36.3, 35.1),)))),
    "long leg": Volume4D(Corridor(((-30.0, 60.0), (60.0, 60.0)), 1000.0)),
    "rhumb line": Volume4D(Corridor(((-5.0, 50.0), (-60.0, 40.0)), 1000.0), edges="rhumb"),
    "parallel": Volume4D(Polygon((_box(0.0, 49.0, 20.0, 50.0),)), edges="lonlat"),
    "legs with their own heights and times": Volume4D(
        Corridor(
            ((36.0, 35.0), (36.1, 35.0), (36.2, 35.0)), 500.0,
            (Segment(time_end=_NOON), Segment(Altitude(100, "FL", "STD"), Altitude(200, "FL", "STD"), _NOON)),
        )
    ),
    "feet above the ground": Volume4D(Point((69.0, 34.5)), Altitude(0, "FT", "AGL"), Altitude(500, "FT", "AGL")),
    "of unknown datum": Volume4D(Point((69.0, 34.5)), Altitude(1000), Altitude(2000)),
    "known to a kilometre": Volume4D(Point((36.1, 35.8)), accuracy_m=1000.0),
    "one instant": Volume4D(Point((36.1, 35.8)), time_start=_NOON, time_end=_NOON),
}  # fmt: skip
"""Volumes that programs get wrong, by name. All are valid."""


# --- Hypothesis strategies -----------------------------------------------------------------------------------------------


def volumes() -> SearchStrategy[Volume4D]:
    """Volumes as `a_volume` makes them, and those of the zoo; they pass `detente.volume.validate`, not always `parts`."""
    from hypothesis import strategies as st

    made = st.randoms(use_true_random=False).map(a_volume)
    return st.sampled_from(list(ZOO.values())) | made.filter(_usable)


def _usable(volume: Volume4D) -> bool:
    from detente.errors import InputError

    try:
        validate(volume)
    except InputError:
        return False
    return True


def notices(kinds: Iterable[str] | None = None) -> SearchStrategy[Notice]:
    """Notices of these kinds (all where none is named) with any of their fields filled."""
    from hypothesis import strategies as st

    classes = [c for k, c in CLASSES.items() if issubclass(c, Notice) and (kinds is None or k in kinds)]
    return st.one_of([built(cls) for cls in classes])


def built(type_: Any) -> SearchStrategy[Any]:
    """Values of any msgspec type within its limits: statements, agreements, settings."""
    return _strategy(msgspec.inspect.type_info(type_))


def leaves() -> SearchStrategy[bytes]:
    """Signed leaves, by a key that can be guessed."""
    from hypothesis import strategies as st

    key = SigningKey.from_seed("town.example/desk/ops", ED25519, b"town" * 8)
    hashes, names = st.none() | st.binary(min_size=32, max_size=32), st.from_regex(r"[a-z]{1,9}\.example", fullmatch=True)
    hex_ = st.from_regex(r"[0-9a-f]{32}", fullmatch=True)
    return st.builds(
        make_leaf, kind=st.sampled_from(sorted(CLASSES)), agreement=hex_, subject=hex_, version=st.integers(1, 1_000_000),
        issued=st.datetimes(datetime(1000, 1, 1)).map(lambda t: f"{t:%Y-%m-%dT%H:%M:%SZ}"), key=st.just(key),
        commit_coarse=hashes, commit_exact=hashes, vector=hashes,
        to=st.dictionaries(names, st.sampled_from(["none", "cell", "exact"]), max_size=4).map(dict.items),
        cites=st.lists(st.tuples(names, st.integers(0, 2**63 - 1)), max_size=4),
        seen=st.lists(st.tuples(names, st.integers(0, 9), st.just(bytes(32))), max_size=2, unique_by=lambda s: s[0]),
    )  # fmt: skip


def _strategy(info: Any) -> SearchStrategy[Any]:
    from hypothesis import strategies as st

    kinds = msgspec.inspect
    match info:
        case kinds.StructType(cls=cls) if cls is Volume4D:
            return volumes()
        case kinds.StructType():
            needed = {f.name: _strategy(f.type) for f in info.fields if f.required}
            given = {f.name: _strategy(f.type) for f in info.fields if not f.required}
            return st.builds(_filled, st.just(info.cls), st.fixed_dictionaries(needed, optional=given))
        case kinds.UnionType():
            return st.one_of([_strategy(t) for t in info.types])
        case kinds.VarTupleType():
            low = info.min_length or 0
            most = low + 2 if info.max_length is None else min(info.max_length, low + 2)
            return st.lists(_strategy(info.item_type), min_size=low, max_size=most).map(tuple)
        case kinds.TupleType():
            return st.tuples(*[_strategy(t) for t in info.item_types])
        case kinds.LiteralType():
            return st.sampled_from(info.values)
    return _scalar(info)


def _filled(cls: Callable[..., Any], fields: dict[str, Any]) -> Any:
    return cls(**fields)


def _scalar(info: Any) -> SearchStrategy[Any]:
    from hypothesis import strategies as st

    kinds = msgspec.inspect
    match info:
        case kinds.StrType(pattern=str(pattern)):
            return st.from_regex(pattern.strip("^$"), fullmatch=True)
        case kinds.StrType():
            most = 40 if info.max_length is None else min(info.max_length, 40)
            return st.text(min_size=info.min_length or 0, max_size=most)
        case kinds.IntType():
            return st.integers(info.ge, info.le if info.lt is None else info.lt - 1)
        case kinds.FloatType():
            low, high = (-180.0 if info.ge is None else info.ge), (180.0 if info.le is None else info.le)
            return st.floats(low, high, allow_nan=False)
        case kinds.DateTimeType():
            return st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
        case kinds.BoolType():
            return st.booleans()
        case kinds.NoneType():
            return st.none()
    raise TypeError(f"no strategy for {info}")
