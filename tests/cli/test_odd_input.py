"""What nobody means and somebody types: the edge of time, ids of no letters, bytes of another code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.cli_case import NIGHT, Terminal, request_yaml

if TYPE_CHECKING:
    from pathlib import Path

CP949 = "\udcc7\udcd1"
"""What Python makes of two bytes of a terminal that does not write UTF-8."""


@pytest.mark.parametrize(
    "moment",
    [
        "1900-01-01T00:00:00+09:00",
        "2199-12-31T23:59:59+09:00",
        "1900-12-31T23:59:59Z",
        "2199-01-01T00:00:00Z",
    ],
)
def test_a_moment_whose_horizon_leaves_the_calendar_is_refused(terminal: Terminal, moment: str) -> None:
    with terminal.unchanged():
        assert "must lie in the years 1901 to 2198" in terminal.refused(3, *NIGHT, "--now", moment)


@pytest.mark.parametrize("moment", ["1901-01-01T00:00:00+09:00", "2198-12-31T23:59:59-12:00"])
def test_the_first_and_the_last_moment_leave_a_store_that_can_be_read(
    terminal: Terminal, moment: str
) -> None:
    for words in (NIGHT, ("check",), ("show", "night"), ("requests", "list")):
        terminal.good(*words, "--now", moment)


@pytest.mark.parametrize("start", ["1900-01-01T00:00:00+09:00", "1900-01-01T00:00:00+14:00"])
def test_a_closure_since_ever_can_be_read_again(terminal: Terminal, start: str) -> None:
    terminal.good("calendar", "close", "lab", "--from", start, "--to", "2199-12-31T23:59:59-12:00")
    assert (
        "lab open again"
        in terminal.good("calendar", "open", "lab", "--from", start, "--to", "2199-01-01T00:00:00Z").err
    )


def test_an_instant_that_is_nowhere_in_these_years(terminal: Terminal) -> None:
    words = ("calendar", "close", "lab", "--to", "2027-01-01T00:00:00Z")
    assert "the years 1900 to 2199" in terminal.refused(3, *words, "--from", "1900-01-01T00:00:00+23:59")


def test_a_part_of_a_second_is_no_matter(terminal: Terminal) -> None:
    for words in (NIGHT, ("check",)):
        terminal.good(*words, "--now", "2026-11-23T20:00:00.75+09:00")


@pytest.mark.parametrize(
    "words",
    [
        ("requests", "withdraw", "battery", "--reason", CP949),
        ("requests", "close", "battery", "--reason", CP949),
        ("bookings", "confirm", "battery", "--reason", CP949),
        ("calendar", "holiday", "2026-12-01", CP949),
        (
            "calendar", "close", "hub", "--reason", CP949,
            "--from", "2026-12-01T09:00:00Z", "--to", "2026-12-02T09:00:00Z",
        ),
    ],
    ids=" ".join,
)  # fmt: skip
def test_words_that_are_no_utf_8_are_refused(terminal: Terminal, words: tuple[str, ...]) -> None:
    with terminal.unchanged():
        assert "this text cannot be read" in terminal.refused(3, *words)


@pytest.mark.parametrize("option", ["--seed", "--work", "--workers"])
def test_a_number_that_no_setting_takes_is_wrong_use(terminal: Terminal, option: str) -> None:
    assert "less than or equal" in terminal.refused(2, *NIGHT, option, str(10**9 + 1))


@pytest.mark.parametrize("name", ['""', '"  "', '"a\\nb"', '"a\\0b"', '"\\e[31mred"', '"' + "x" * 201 + '"'])
def test_a_request_needs_an_id_that_people_can_type(terminal: Terminal, tmp_path: Path, name: str) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text(request_yaml(name, title="odd"), encoding="utf-8")
    with terminal.unchanged():
        words = terminal.refused(3, "requests", "submit", file)
    assert words.startswith(f"error: {file}:1: id: must be 1 to 200 letters")


def test_ids_may_be_in_any_script(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text(request_yaml('"요청 1/가"'), encoding="utf-8")
    terminal.good("requests", "submit", file)
    terminal.good(*NIGHT)
    assert "요청 1/가/a" in terminal.good("show", "request", "요청 1/가").out


def test_the_store_is_no_backup_of_itself(terminal: Terminal) -> None:
    with terminal.unchanged():
        assert "is the store itself" in terminal.refused(3, "restore", terminal.store)
