"""Every field of the JSON output stands on its page once, with the type that its values have."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.cli_case import NIGHT, Terminal, request_yaml
from tests.cli.test_documents import ARGUMENTS, ASKED, KEPT, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = (Path(__file__).parents[2] / "docs" / "output.md").read_text(encoding="utf-8")
ITEMS = {
    name: fields.replace("`", "").split()
    for name, fields in re.findall(
        r"^\| `([a-z]+)` \| (`.*`) \|$", PAGE.split("## Items with values")[1], re.MULTILINE
    )
}
FIELDS = re.findall(r"^\| `([a-z_]+)` \| ([a-z ]+) \| (.+) \|$", PAGE.split("## Fields")[1], re.MULTILINE)


def has_type(value: object, words: str) -> bool:
    """Return whether a value of JSON has one of the types that `words` name."""
    kinds = words.split(" or ")
    if value is None:
        return "null" in kinds
    if isinstance(value, bool):
        return "boolean" in kinds
    if isinstance(value, str):
        return "text" in kinds or any(
            kind in kinds and _reads(value, read) for kind, read in (("instant", datetime), ("day", date))
        )
    return "number" in kinds or ("integer" in kinds and isinstance(value, int))


def _reads(text: str, kind: type[date]) -> bool:
    try:
        kind.fromisoformat(text)
    except ValueError:
        return False
    return True


def objects(envelope: dict[str, Any]) -> Iterator[dict[str, object]]:
    """Yield every object with fields in an envelope."""
    for body in envelope.values():
        if isinstance(body, dict):
            yield body
        elif isinstance(body, list):
            yield from body


def test_every_field_has_its_line_once() -> None:
    named = {column.key for columns in TABLES.values() for column in columns if column.programs}
    named.update(*ITEMS.values())
    assert Counter(name for name, _, _ in FIELDS) == Counter(named)
    assert [name for name, _, _ in FIELDS] == sorted(named)


@pytest.fixture
def eventful(terminal: Terminal, tmp_path: Path) -> Terminal:
    """Return a terminal whose store has seen two nights, a hopeless request and a closure."""
    terminal.good(*NIGHT)
    late = tmp_path / "late.yaml"
    late.write_text(request_yaml("hurried", due="2026-11-20", deadline="2026-11-26T18:00:00+09:00"))
    terminal.good("requests", "submit", late)
    terminal.good("scenarios", "save", KEPT)
    terminal.good("bookings", "confirm", "battery/age")
    terminal.good(
        "calendar", "close", "hub", "--from", "2026-11-24T00:00:00+09:00", "--to", "2026-12-24T00:00:00+09:00"
    )
    terminal.good(*NIGHT)
    return terminal


def test_every_value_has_the_type_of_its_field(eventful: Terminal) -> None:
    types = {name: kinds for name, kinds, _ in FIELDS}
    folder = next(eventful.store.with_name(eventful.store.name + ".runs").glob("night-*"))
    commands = [
        *((*command.split(), *arguments) for command, arguments in ARGUMENTS.items()),
        ("explain", "hurried"),
        ("explain", "second", "--why-not-before", "2027-01-20"),
        ("quote", str(ASKED), "--allow-moves"),
        ("quote", str(ASKED), "--hold", "12h"),
        ("quote", "--list"),
        ("show", "request", "hurried"),
        ("show", "equipment", "chamber"),
        ("show", "centre", "hub", "2026-11-25"),
        ("show", "night", folder.name),
        ("show", "run", folder.name),
        ("nightly", "--replay", str(folder)),
        ("catalogue", "search", "--spec", "temperature>=500"),
        ("advise", "battery", "--company", "acme"),
        ("calendar", "holiday", "2026-11-30", "snow"),
    ]
    seen: set[str] = set()
    for words in commands:
        for fields in objects(eventful(*words, "--format", "json").json):
            seen.update(fields)
            wrong = {key: value for key, value in fields.items() if not has_type(value, types[key])}
            assert not wrong, words
    # The tables of violations and these are empty in this store; those of benchmarks have their own test.
    benchmarks = ("bench-judged", "bench-rungs")
    without_rows = ("levels", "quote-moves", "booking-differences", "shortages", *benchmarks)
    empty = {column.key for name in without_rows for column in TABLES[name]}
    assert set(types) - seen <= empty | {"rule", "subject", "message"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("summary", ("show", "night"), id="summary"),
        pytest.param("run", ("show", "run"), id="run"),
        pytest.param("repair", ("repair", "--deterministic", "--work", "1"), id="repair"),
        pytest.param("request", ("show", "request", "battery"), id="request"),
        pytest.param("product", ("advise", "battery"), id="product"),
        pytest.param("upgrade", ("upgrade", *ARGUMENTS["upgrade"]), id="upgrade"),
        pytest.param("explained", ("explain", "battery"), id="explained"),
    ],
)
def test_items_are_what_the_page_says(terminal: Terminal, name: str, words: tuple[str, ...]) -> None:
    terminal.good(*NIGHT)
    assert list(terminal.good(*words, "--format", "json").json[name]) == ITEMS[name]


def test_the_items_of_a_replay(terminal: Terminal) -> None:
    terminal.good(*NIGHT)
    (folder,) = terminal.store.with_name(terminal.store.name + ".runs").iterdir()
    assert (
        list(terminal.good("nightly", "--replay", folder, "--format", "json").json["values"])
        == ITEMS["replay"]
    )
    assert set(ITEMS) == {
        "about",
        "summary",
        "run",
        "request",
        "explained",
        "repair",
        "replay",
        "product",
        "upgrade",
    }
