from __future__ import annotations

import subprocess
import sys

import pytest

from iplatform_sched.cli.context import Format
from iplatform_sched.cli.entry import hoisted, main
from iplatform_sched.cli.render import show_table
from iplatform_sched.cli.search_options import seconds
from iplatform_sched.errors import InputError
from iplatform_sched.report.table import Table, columns


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["requests", "list", "--format", "json"], ["--format", "json", "requests", "list"]),
        (
            ["nightly", "--now=2026-11-23T20:00:00+09:00", "-q"],
            ["--now=2026-11-23T20:00:00+09:00", "-q", "nightly"],
        ),
        (["check", "--", "--format"], ["check", "--", "--format"]),
        (["show", "night", "--store"], ["--store", "show", "night"]),
        (["nightly", "--seed", "3"], ["nightly", "--seed", "3"]),
    ],
)
def test_shared_options_may_stand_anywhere(given: list[str], expected: list[str]) -> None:
    assert hoisted(given) == expected


@pytest.mark.parametrize(
    ("text", "value"), [("60s", 60), ("1.5", 1.5), ("5m", 300), ("2 min", 120), ("1h", 3600)]
)
def test_durations(text: str, value: float) -> None:
    assert seconds(text, "--budget") == value


@pytest.mark.parametrize("text", ["", "x", "-3s", "0s", "3 days"])
def test_no_durations(text: str) -> None:
    with pytest.raises(InputError, match="--budget: is not a duration"):
        seconds(text, "--budget")


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert "nightly" in capsys.readouterr().out
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("iplatform-sched 0.")


def test_wrong_use_is_exit_2_with_a_hint_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nonsense"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "No such command" in captured.err
    assert main(["nightly", "--seed", "-1"]) == 2


def test_an_instant_needs_a_zone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["requests", "list", "--now", "2026-11-23T20:00:00"]) == 3
    assert "has no zone" in capsys.readouterr().err
    assert main(["requests", "list", "--now", "tomorrow"]) == 3
    assert "is not a date and time" in capsys.readouterr().err


def test_our_own_fault_is_said_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(arguments: list[str]) -> list[str]:
        raise RuntimeError(f"planted in {arguments}")

    monkeypatch.setattr("iplatform_sched.cli.entry.hoisted", broken)
    assert main(["--help"]) == 70
    captured = capsys.readouterr().err
    assert "internal error: RuntimeError: planted" in captured
    assert "Traceback" not in captured
    monkeypatch.setenv("IPLATFORM_SCHED_DEBUG", "1")
    with pytest.raises(RuntimeError, match="planted"):
        main(["--help"])


def test_an_interrupt_is_exit_130(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(arguments: list[str]) -> list[str]:
        raise KeyboardInterrupt(arguments)

    monkeypatch.setattr("iplatform_sched.cli.entry.hoisted", interrupted)
    assert main(["nightly"]) == 130
    assert "nothing was changed" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error() -> None:
    code = "import sys; from iplatform_sched.cli import main; sys.exit(main(['--help']))"
    command = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert command.stdout is not None
    command.stdout.close()
    _, errors = command.communicate(timeout=60)
    assert b"Traceback" not in errors


def test_people_see_the_first_rows_of_a_long_table(capsys: pytest.CaptureFixture[str]) -> None:
    table = Table("long", "Long", columns(a="A"), tuple({"a": f"row{turn}"} for turn in range(5)), most=2)
    show_table(table, Format.TABLE)
    said = capsys.readouterr().out
    assert ("row1" in said, "row2" in said, "3 more rows" in said) == (True, False, True)
    show_table(table, Format.CSV)
    assert "row4" in capsys.readouterr().out
