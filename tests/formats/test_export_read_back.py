"""What leaves is read again by our own readers of tables: every place a row, every ring as it was drawn."""

import pytest
from excerpts import everything

from detente.excerpt import CAUTIONARY, Feature
from detente.formats import gpkg, kml, xlsx
from detente.formats.table import Row, Table
from detente.formats.write_gpkg import write as write_gpkg
from detente.formats.write_kml import write, write_archive
from detente.formats.write_xlsx import FIRST
from detente.formats.write_xlsx import write as write_xlsx
from detente.notice import PRESUMPTION
from detente.volume import MultiPolygon, Point, Polygon

FEATURES = [f for kind in CAUTIONARY for f in everything().features if f.kind == kind]


def rows(table: Table) -> list[tuple[dict[str, object], Row]]:
    sheets = {sheet.name: sheet for sheet in table.sheets if any(row.shapes for row in sheet.rows)}
    order = sorted(sheets, key=lambda name: next((i for i, kind in enumerate(CAUTIONARY) if name.startswith(kind)), 9))
    return [(dict(zip(sheets[n].columns, row.values, strict=True)), row) for n in order for row in sheets[n].rows]


def drawn(feature: Feature) -> list[tuple[object, ...]]:
    match feature.outline.footprint:
        case Point(coordinates=position):
            return [((position,),)]
        case Polygon(coordinates=rings):
            return [rings]
        case MultiPolygon(coordinates=polygons):
            return list(polygons)
    raise AssertionError


@pytest.mark.parametrize(
    "table",
    [
        gpkg.read(write_gpkg(everything()), "s.gpkg"),
        kml.read(write(everything()), "s.kml"),
        kml.read(write_archive(everything()), "s.kmz"),
    ],
    ids=["gpkg", "kml", "kmz"],
)
def test_every_place_is_a_row_with_the_rings_that_were_drawn(table: Table) -> None:
    found = rows(table)
    assert len(found) == len(FEATURES)
    for (values, row), feature in zip(found, FEATURES, strict=True):
        assert [shape.parts for shape in row.shapes] == drawn(feature), feature.title
        assert values["party"] == "ocha.example"
        assert values["state"] == feature.meaning
        assert PRESUMPTION in values.values()


def test_a_workbook_has_the_sentence_above_the_headings_and_a_row_a_place() -> None:
    table = xlsx.read(write_xlsx(everything()), "s.xlsx")
    sheets = {sheet.name: sheet for sheet in table.sheets}
    for kind in CAUTIONARY:
        read = [row for row in sheets[kind].rows if row.number > FIRST + 1]
        assert len(read) == sum(f.kind == kind for f in FEATURES)
        assert sheets[kind].rows[0].values[0] == PRESUMPTION
        assert not [mark for row in read for mark in row.marks.values() if mark == "formula"]
