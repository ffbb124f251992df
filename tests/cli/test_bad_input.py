"""Bad input is refused with all reasons, and nothing is changed."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.exchange.folder import write_folder
from tests.cli.cli_case import NIGHT, Terminal, file_hash, request_yaml, small_facts
from tests.facts import booking

if TYPE_CHECKING:
    from pathlib import Path

STAGE = "[{{id: a, name_ko: a, name_en: a, ways: [{{capability: {}, work_minutes: {}, run: {}}}]}}]"
TWO = (
    "[{id: a, name_ko: a, name_en: a, ways: [{capability: cycle, work_minutes: 240}]},"
    " {id: b, name_ko: b, name_en: b, ways: [{capability: age, work_minutes: 240}],"
    " after: [{after: a, minimum: 600, maximum: 60}]}]"
)
LAG_CYCLE = (
    "[{id: a, name_ko: a, name_en: a, ways: [{capability: cycle, work_minutes: 240}]},"
    " {id: b, name_ko: b, name_en: b, ways: [{capability: cycle, work_minutes: 480}], after: [{after: a}]},"
    " {id: c, name_ko: c, name_en: c, ways: [{capability: cycle, work_minutes: 240}],"
    " after: [{after: b}, {after: a, maximum: 60}]}]"
)
CYCLE = (
    "[{id: a, name_ko: a, name_en: a, ways: [{capability: cycle, work_minutes: 240}], after: [{after: b}]},"
    " {id: b, name_ko: b, name_en: b, ways: [{capability: cycle, work_minutes: 240}], after: [{after: a}]}]"
)


def write_bookings(folder: Path, name: str, start: str, end: str) -> None:
    """Write the tiny network with one booking."""
    write_folder(small_facts().model_copy(update={"bookings": (booking(name, start, end),)}), folder)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"stages": STAGE.format("fly", 60, "attended")}, "fly"),
        ({"stages": STAGE.format("crush", 60_000, "attended")}, "window"),
        (
            {"stages": STAGE.format("age", 14_400, "unattended"), "deadline": "2026-11-27"},
            "deadline",
        ),
        ({"stages": LAG_CYCLE}, "lag"),
        ({"stages": TWO}, "maximum"),
        ({"stages": CYCLE}, "wait for each other"),
        ({"company": "nobody"}, "nobody"),
        ({"lead_centre": "nowhere"}, "nowhere"),
        ({"stages": STAGE.format("cycle", -5, "attended")}, "-5"),
        ({"due": "sometime"}, "sometime"),
        ({"submitted": "2026-11-20T20:00:00"}, "zone"),
        ({"budget_krw": 0}, "the budget of the request is below"),
        ({"nonsense": 1}, "nonsense"),
        ({"due": "9999-12-31"}, "the years 1900 to 2199"),
        ({"deadline": "9999-12-31T23:59:59+09:00"}, "the years 1900 to 2199"),
        ({"release": "9999-12-31T23:59:59-09:00"}, "the years 1900 to 2199"),
        ({"release": "0001-01-01T00:00:00+09:00"}, "the years 1900 to 2199"),
    ],
    ids=[
        "no-capability",
        "no-window",
        "deadline",
        "lag-cycle",
        "lag-bounds",
        "cycle",
        "company",
        "centre",
        "negative",
        "date",
        "no-zone",
        "budget",
        "unknown-field",
        "far-due",
        "far-deadline",
        "far-release",
        "early-release",
    ],
)
def test_impossible_requests_are_refused(
    terminal: Terminal, tmp_path: Path, fields: dict[str, object], words: str
) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(request_yaml("good") + request_yaml("bad", **fields), encoding="utf-8")
    with terminal.unchanged():
        assert words in terminal.refused(3, "requests", "submit", file)


def test_the_last_date_of_all_is_planned_with(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "patient.yaml"
    file.write_text(request_yaml("patient", due="2199-12-31", deadline="2199-12-31T23:59:59-12:00"), "utf-8")
    terminal.good("requests", "submit", file)
    assert "3 requests" in terminal.good(*NIGHT).err


def test_all_reasons_of_all_requests_at_once(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    far = request_yaml("far", stages=LAG_CYCLE)
    file.write_text(far + request_yaml("long", stages=STAGE.format("crush", 60_000, "attended")), "utf-8")
    words = terminal.refused(3, "requests", "submit", file)
    first, second, last = words.splitlines()
    assert first.startswith(f"error: {file}:1: stages.after: request far: minimum lags")
    assert second.startswith(f"error: {file}:8: stages.ways: request long: stage a: no window")
    assert last == "2 errors; nothing was changed"


def test_what_the_store_refuses_in_a_file_is_told_with_its_line(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "closed.yaml"
    file.write_text(request_yaml("good") + request_yaml("over", status="closed"), encoding="utf-8")
    with terminal.unchanged():
        words = terminal.refused(3, "requests", "submit", file)
    assert words.startswith(f"error: {file}:8: status: request over: must be open")


def test_an_import_that_overlaps_the_store_is_told_with_its_line(
    terminal: Terminal, folder: Path, tmp_path: Path
) -> None:
    for name in ("first", "second"):
        shutil.copytree(folder, tmp_path / name)
    write_bookings(tmp_path / "first", "old", "2026-12-07 09:00", "2026-12-07 12:00")
    write_bookings(tmp_path / "second", "new", "2026-12-07 10:00", "2026-12-07 11:00")
    terminal.good("import", tmp_path / "first")
    with terminal.unchanged():
        words = terminal.refused(3, "import", tmp_path / "second")
    assert words.startswith(
        "error: bookings.csv:2: bookings.start: booking new: overlaps with booking old on cycler"
    )


def test_a_request_is_submitted_once_and_amended_by_its_company(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "request.yaml"
    file.write_text(request_yaml("third"), encoding="utf-8")
    terminal.good("requests", "submit", file)
    with terminal.unchanged():
        assert "amend them" in terminal.refused(5, "requests", "submit", file)
        file.write_text(request_yaml("third", company="bolt"), encoding="utf-8")
        assert "belongs to company acme" in terminal.refused(5, "requests", "amend", file)
        file.write_text(request_yaml("unknown"), encoding="utf-8")
        assert "unknown" in terminal.refused(3, "requests", "amend", file)
    terminal.good("requests", "withdraw", "third")
    with terminal.unchanged():
        file.write_text(request_yaml("third"), encoding="utf-8")
        terminal.refused(5, "requests", "amend", file)


@pytest.mark.parametrize(
    "words",
    [
        ("show", "request", "nope"),
        ("show", "equipment", "nope"),
        ("show", "centre", "nope"),
        ("show", "run", "nope"),
        ("show", "night", "nope"),
        ("show", "night", "--company", "nope"),
        ("show", "run"),
        ("promote", "nope"),
        ("requests", "withdraw", "nope"),
        ("requests", "list", "--company", "nope"),
        ("requests", "list", "--status", "nope"),
        ("requests", "submit", "nope.yaml"),
        ("bookings", "list", "--centre", "nope"),
        ("bookings", "list", "--equipment", "nope"),
        ("bookings", "list", "--request", "nope"),
        ("bookings", "list", "--status", "nope"),
        ("bookings", "confirm", "nope"),
        ("calendar", "close", "nope", "--from", "2026-12-01T09:00:00Z", "--to", "2026-12-02T09:00:00Z"),
        ("calendar", "open", "nope", "--from", "2026-12-01T09:00:00Z", "--to", "2026-12-02T09:00:00Z"),
        ("calendar", "absent", "nope", "--from", "2026-12-01T09:00:00Z", "--to", "2026-12-02T09:00:00Z"),
        (
            "calendar", "absent", "hub-cells", "--count", "3",
            "--from", "2026-12-01T09:00:00Z", "--to", "2026-12-02T09:00:00Z",
        ),
        ("calendar", "close", "hub", "--from", "2026-12-01T09:00:00", "--to", "2026-12-02T09:00:00Z"),
        ("calendar", "close", "hub", "--from", "2026-12-02T09:00:00Z", "--to", "2026-12-01T09:00:00Z"),
        (
            "calendar", "close", "hub", "--kind", "nope",
            "--from", "2026-12-01T09:00:00Z", "--to", "2026-12-02T09:00:00Z",
        ),
        ("calendar", "close", "hub", "--from", "2026-12-01T09:00:00Z", "--to", "9999-12-31T23:59:59Z"),
        ("calendar", "holiday", "2026-13-01"),
        ("calendar", "holiday", "9999-12-31"),
        ("--now", "9999-12-31T23:59:59-12:00", "show", "centre", "hub"),
        ("calendar", "holiday", "2026-12-01", "--calendar", "nope"),
        ("show", "equipment", "cycler", "--week", "tomorrow"),
        ("show", "centre", "hub", "24.11.2026"),
        ("show", "centre", "hub", "9999-12-31"),
        ("show", "equipment", "cycler", "--week", "9999-12-31"),
        ("export", "nope", "--out", "x.csv"),
        ("export", "bookings", "--out", "x.txt"),
        ("export", "plan", "--out", "x.json"),
        ("check", "nope.json"),
        ("check", "--run", "nope"),
        ("plan", "nope.yaml"),
        ("import", "nope"),
        ("restore", "nope.db"),
        ("nightly", "--budget", "soon"),
        ("nightly", "--replay", "nope.json"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_unknown_ids_words_dates_and_files(terminal: Terminal, words: tuple[str, ...]) -> None:
    with terminal.unchanged():
        assert terminal.refused(3, *words).startswith("error: ")


def test_an_import_with_errors_changes_nothing_and_tells_all(
    terminal: Terminal, folder: Path, tmp_path: Path
) -> None:
    bad = shutil.copytree(folder, tmp_path / "bad")
    centres = (bad / "centres.csv").read_text(encoding="utf-8-sig")
    (bad / "centres.csv").write_text(centres.replace("36.12", "north"), encoding="utf-8")
    pools = (bad / "pools.csv").read_text(encoding="utf-8-sig")
    (bad / "pools.csv").write_text(pools.replace("hub-cells,hub", "hub-cells,hob"), encoding="utf-8")
    before = file_hash(terminal.store)
    words = terminal.refused(3, "import", bad)
    assert "centres.csv:" in words
    assert "north" in words
    assert "nothing was changed" in words
    assert file_hash(terminal.store) == before


def test_korean_excel_files_are_read(empty: Terminal, folder: Path, tmp_path: Path) -> None:
    korean = shutil.copytree(folder, tmp_path / "korean")
    text = (korean / "companies.csv").read_text(encoding="utf-8-sig").replace("acme,acme", "acme,새한전지", 1)
    (korean / "companies.csv").write_bytes(text.encode("cp949"))
    empty.good("init")
    empty.good("import", korean)
    empty.good("export", "facts", "--out", tmp_path / "back")
    assert "새한전지" in (tmp_path / "back" / "companies.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    "pattern", [b"\x00\xff\xfe", b"a,b\n", b'"', b"\xc7\xd1,"], ids=["nul", "rows", "quote", "cut"]
)
def test_ten_megabytes_of_garbage(terminal: Terminal, folder: Path, tmp_path: Path, pattern: bytes) -> None:
    bad = shutil.copytree(folder, tmp_path / "bad")
    (bad / "equipment.csv").write_bytes(pattern * (10_000_000 // len(pattern)))
    with terminal.unchanged():
        words = terminal.refused(3, "import", bad)
    assert "equipment.csv" in words
    assert len(words) < 1_000_000


def test_a_replay_needs_a_saved_night(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "wrong.json").write_text('{"plan": 1}', encoding="utf-8")
    assert "is not the saved input of a night" in terminal.refused(
        3, "nightly", "--replay", tmp_path / "wrong.json"
    )
    (tmp_path / "garbage.json").write_bytes(b"\xff\xfe\x00" * 50)
    terminal.refused(3, "nightly", "--replay", tmp_path / "garbage.json")
    terminal.refused(3, "check", tmp_path / "garbage.json")
    terminal.refused(3, "check", tmp_path / "wrong.json")
    terminal.refused(3, "plan", tmp_path / "garbage.json")


def test_publishing_twice_and_publishing_what_is_stale(terminal: Terminal) -> None:
    for _ in range(2):
        terminal.good(*NIGHT, "--no-publish")
    first, second = "night-20261123T110000Z-1", "night-20261123T110000Z-2"
    terminal.good("promote", first)
    with terminal.unchanged():
        assert "only planned runs" in terminal.refused(5, "promote", first)
        assert "error" in terminal.refused(5, "promote", second)
