"""What is said while something long goes on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from iplatform_sched.cli.context import Format, Shared
from iplatform_sched.cli.progress import progress


def options(*, quiet: bool = False) -> Shared:
    """Return the options of a command."""
    return Shared(Path("network.db"), None, Format.TABLE, quiet)


@pytest.mark.parametrize("terminal", [True, False])
def test_what_is_told_stays_and_names_are_no_markup(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, terminal: bool
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    with progress(options()) as hooks:
        hooks.tell("left out: public sets")
        hooks.report("1 of 2: shops [/x].txt", 0.5)
    said = capsys.readouterr().err
    assert "left out: public sets" in said
    assert "1 of 2: shops [/x].txt" in said


def test_who_wants_to_hear_nothing_is_told_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(options(quiet=True)) as hooks:
        hooks.tell("left out: public sets")
        hooks.report("1 of 2", 0.5)
    assert capsys.readouterr() == ("", "")
