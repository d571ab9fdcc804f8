"""What must not exist: G1 no history of the protected, G3 no effects, G6 no armed actors, G16 no export for aiming."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec
import pytest

from detente.cli import main
from detente.notice import HUMANITARIAN_KINDS, KINDS
from detente.statement import CLASSES, schema

ROOT = Path(__file__).parent.parent.parent
SOURCES = sorted((ROOT / "src" / "detente").rglob("*.py"))
G1 = re.compile(
    r"target|nominat|predict|forecast|\brank|rank(ing|ed)|priorit|score|heat_?map|habit|pattern_of|follow_|track_?(log|history)"
)
G3 = re.compile(r"munition|weapon|warhead|ordnance|calib|blast|fragment|lethal|collateral|casualt|damage|yield|explosive|effect_")
G6 = re.compile(r"armed|actor|affiliation|combatant|fighter|occupant|patient|home_address|forces|troop|enemy|hostile")
G16 = re.compile(r"\b(cot|cursor_on_target|kml|atak|fire_?mission|aim|engage|strike)\b", re.I)


def names(path: Path) -> Iterator[str]:
    """Functions, classes and fields of structs that a source defines."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name.lower()
        if isinstance(node, ast.ClassDef):
            yield from (n.target.id.lower() for n in node.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name))


def properties(definition: Any) -> Iterator[str]:
    """Every name of a property anywhere in a JSON Schema."""
    if isinstance(definition, dict):
        yield from definition.get("properties", {})
        definition = list(definition.values())
    if isinstance(definition, list):
        for child in definition:
            yield from properties(child)


def writes(path: Path) -> bool:
    """Whether a format writes files that leave."""
    return any(re.match(r"write(_|$)", name) for name in names(path))


def command_names(command: click.Command) -> Iterator[str]:
    yield command.name or ""
    yield from (option.name or "" for option in command.params)
    for child in command.commands.values() if isinstance(command, click.Group) else ():
        yield from command_names(child)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.stem)
def test_nothing_nominates_ranks_follows_or_predicts(path: Path) -> None:
    """G1, G3: no function, class or field for it."""
    found = [name for name in names(path) if G1.search(name) or G3.search(name)]
    assert found == []


def test_no_field_of_any_statement_speaks_of_effects_or_aims() -> None:
    """G1, G3, in the schema, which is made from the structs."""
    found = [name for name in properties(schema()) if G1.search(name) or G3.search(name) or G16.search(name)]
    assert found == []
    assert "separation_m" in set(properties(schema())), "a buffer is what the notifier or the agreement says"


def test_no_kind_keeps_tracks() -> None:
    """G1: positions over time are no statement, so no log can keep a history of them."""
    assert not [kind for kind in CLASSES if re.search(r"track|position|sighting|observation", kind)]


def fields(cls: type) -> Iterator[tuple[str, str]]:
    """Names of all fields of a struct, with those of the structs inside it."""
    pending, seen = [msgspec.inspect.type_info(cls)], set()
    while pending:
        info = pending.pop()
        if isinstance(info, msgspec.inspect.StructType) and info.cls not in seen:
            seen.add(info.cls)
            for field in info.fields:
                yield info.cls.__name__, field.name
                pending.append(field.type)
        pending += getattr(info, "types", ()) or getattr(info, "item_types", ())
        pending += [info.item_type] if hasattr(info, "item_type") else []


@pytest.mark.parametrize("kind", sorted(HUMANITARIAN_KINDS))
def test_humanitarian_kinds_have_no_field_on_armed_actors(kind: str) -> None:
    """G6."""
    found = list(fields(CLASSES[kind]))
    assert ("Notice", "volumes") in found or (CLASSES[kind].__name__, "volumes") in found
    assert [name for name in found if G6.search(name[1])] == []


def test_kinds_about_forces_are_not_humanitarian() -> None:
    """G6: and every kind stands on one side."""
    assert set(KINDS) - HUMANITARIAN_KINDS == {"activity", "area", "presence", "report"}


def test_no_command_and_no_module_exports_for_aiming() -> None:
    """G16: what leaves is logs, evidence and what asks for caution (tests/node/test_excerpts.py: no-objection areas and forces of
    others stay out of every file); a format that is only read aims at nothing.
    """
    found = [n for n in command_names(main) if G16.search(n)] + [p.stem for p in SOURCES if G16.search(p.stem)]
    assert [name for name in found if name != "kml" or writes(ROOT / "src" / "detente" / "formats" / "kml.py")] == []
    exports = [(path.stem, name) for path in SOURCES for name in names(path) if name.startswith("export")]
    assert exports == [("export", "export"), ("folder", "export")], "a new export needs a test of G16 of its own"
    writers = sorted(path.stem for path in SOURCES if path.parent.name == "formats" and writes(path))
    assert writers == [f"write_{form}" for form in ("geojson", "gpkg", "kml", "xlsx")], "and so does a new format that leaves"
