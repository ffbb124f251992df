"""``make bench-smoke``, its own commands: every format's fixtures solved, judged, compared, judged again."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.bench.best_known import read_best_known
from iplatform_sched.bench.records import read_results
from iplatform_sched.cli.entry import main
from iplatform_sched.exchange.instances import FORMATS
from tests.contracts.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

RECIPE = (ROOT / "Makefile").read_text(encoding="utf-8").split("\nbench-smoke: ")[1].split("\n\n")[0]
COMMANDS = [shlex.split(line) for line in re.findall(r"^\t\$\(BENCH\) (.*)$", RECIPE, re.MULTILINE)]


@pytest.mark.timeout(300)
def test_the_fixtures_of_every_format_are_solved_to_what_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    results = tmp_path / "smoke.jsonl"
    for words in COMMANDS:
        assert main(["bench", *(str(results) if word == "$(SMOKE)" else word for word in words)]) == 0, words
    out, err = capfd.readouterr()
    assert "Presets by set" in out
    records = read_results(results)
    assert f"{sum(bool(each.solution) for each in records)} solutions judged again" in err
    assert {each.set for each in records} == {f"fixtures-{each.name}" for each in FORMATS}
    presets = {preset for preset in COMMANDS[0] if COMMANDS[0][COMMANDS[0].index(preset) - 1] == "--preset"}
    assert {each.preset for each in records} == presets
    assert not [each for each in records if each.failed or each.status == "unsuitable"]
    known = read_best_known(ROOT / "benchmarks" / "fixtures" / "best_known.csv")
    assert len(known) >= 2 * len(FORMATS)
    for each in records:
        assert each.closed, each
        assert each.objective == each.known_upper, each
