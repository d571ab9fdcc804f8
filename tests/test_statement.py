"""Contents: kept as they came, refused with the field that is wrong, shown as unknown where they are."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import InputError
from detente.lifecycle import render
from detente.notice import KINDS, Site, Validity
from detente.statement import CLASSES, MAX_CONTENT, Known, Unknown, decode, encode, kind_of, schema, unknown_fields
from detente.testing import built

SITE = Site(id="ab" * 16, validity=Validity(review_by=datetime(2016, 1, 1, tzinfo=UTC)), title="clinic")
BODY = encode(SITE)


def test_a_notice_comes_back() -> None:
    assert decode(BODY) == SITE
    assert kind_of(decode(BODY)) == "site"
    assert unknown_fields(BODY) == ()


def test_unknown_kinds_and_fields_are_kept_and_named() -> None:
    strange = decode(b'{"kind":"weather","wind":7}')
    assert strange == Unknown("weather", {"kind": "weather", "wind": 7})
    assert unknown_fields(b'{"kind":"weather"}') == ("kind",)
    wider = msgspec.json.decode(BODY) | {"colour": "red"}
    wider["validity"]["until_further_notice"] = True
    assert unknown_fields(msgspec.json.encode(wider)) == ("$.colour", "$.validity.until_further_notice")


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (BODY.replace(b'"title":"clinic"', b'"title":7'), "not-json", r"\$\.title"),
        (BODY.replace(b'"version":1', b'"version":0'), "not-json", r"\$\.version"),
        (BODY.replace(b"ab" * 16, b"zz" * 16), "not-json", r"\$\.id"),
        (BODY.replace(b'"validity"', b'"validities"'), "not-json", "validity"),
        (BODY.replace(b"2016-01-01T00:00:00Z", b"2016-01-01T00:00:00"), "not-json", "review_by"),
        (BODY[:-1], "not-json", "truncated"),
        (b'{"kind":"site","id":NaN}', "not-json", "invalid"),
        (b"[]", "not-json", "object"),
        (b"\xff{}", "bad-encoding", "UTF-8"),
        (b'{"kind":' + b"[" * 100_000, "too-large", "deeper"),
        (b" " * (MAX_CONTENT + 1), "too-large", "at most"),
    ],
)
def test_contents_that_are_refused(data: bytes, code: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as error:
        decode(data, "sites.json row 3")
    assert error.value.code == code
    assert error.value.where == "sites.json row 3"


@pytest.mark.parametrize("rest", [b'"\\q"', b'"\\u12"', b'"\x01"', b"01", b"1e", b"nul", b'{"a"}', b"[1,]", b'{"a":1,}'])
def test_what_is_no_json_is_refused_where_no_decoder_looks_as_well(rest: bytes) -> None:
    for data in (BODY[:-1] + b',"colour":' + rest + b"}", BODY.replace(b"{", b'{"colour":' + rest + b",", 1)):
        with pytest.raises(InputError):
            decode(data)
    with pytest.raises(InputError):
        decode(BODY + rest)


@given(st.one_of([built(cls) for cls in CLASSES.values()]))
def test_the_same_statement_is_read_however_it_is_spelled(statement: Known) -> None:
    data = encode(statement)
    spaced = msgspec.json.format(data, indent=1)
    turned = msgspec.json.encode(dict(reversed(msgspec.json.decode(data).items())))
    assert decode(data) == decode(spaced) == decode(turned)
    assert type(decode(data)) is type(statement)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)))
def test_any_json_gives_a_statement_or_an_input_error(value: object) -> None:
    for data in (msgspec.json.encode(value), msgspec.json.encode({"kind": "site", "id": value})):
        with pytest.raises(InputError):
            decode(data)


@given(st.binary(max_size=100))
def test_any_bytes_give_a_statement_or_an_input_error(data: bytes) -> None:
    with suppress(InputError):
        assert decode(data) is not None


def test_the_schema_names_every_kind() -> None:
    made = schema()
    assert set(KINDS) <= set(CLASSES)
    assert len(made["anyOf"]) == len(CLASSES)
    assert all(reference["$ref"].removeprefix("#/$defs/") in made["$defs"] for reference in made["anyOf"])


def test_the_page_of_life_cycles_is_rendered_from_the_tables() -> None:
    page = Path(__file__).parent.parent / "docs" / "lifecycles.md"
    assert page.read_text("utf-8") == render()
