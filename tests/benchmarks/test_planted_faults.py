"""The tables of planted faults fit the present source, and tests do notice what is planted."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.planted_faults.__main__ import main
from benchmarks.planted_faults.planting import (
    PACKAGE,
    SOURCE,
    TABLES,
    Fate,
    Fault,
    StaleFaultError,
    changed,
    load,
    try_fault,
    try_none,
)
from iplatform_sched.model.constraints import CONSTRAINTS
from iplatform_sched.model.objective import TERMS
from iplatform_sched.problem.measures import MEASURES
from iplatform_sched.verify.schedule import RULES

if TYPE_CHECKING:
    from pathlib import Path

NAMES = {
    "constraints": [constraint.name for constraint in CONSTRAINTS],
    "terms": [term.name for term in TERMS],
    "rules": [rule.name for rule in RULES],
    "measures": [measure.name for measure in MEASURES],
}
LEAST = 5


def fault(table: str, name: str, number: int = 0) -> Fault:
    return [one for one in load(table) if one.name == name][number]


@pytest.mark.parametrize("table", TABLES)
def test_every_name_has_its_faults(table: str) -> None:
    planted = Counter(one.name for one in load(table))
    assert set(planted) == set(NAMES[table])
    assert min(planted.values()) >= LEAST


@pytest.mark.parametrize("table", TABLES)
def test_every_fault_applies_to_the_present_source(table: str) -> None:
    faults = load(table)
    for one in faults:
        compile(changed(one), one.file, "exec")
    assert len({(one.name, one.means) for one in faults}) == len(faults)
    assert len({(one.name, one.file, one.old, one.new) for one in faults}) == len(faults)


def test_a_fault_without_its_place_is_refused() -> None:
    one = fault("constraints", "release")
    with pytest.raises(StaleFaultError, match="0 times"):
        changed(replace(one, old="nowhere in the source"))
    with pytest.raises(StaleFaultError, match="changes nothing"):
        changed(replace(one, new=one.old))


@pytest.mark.parametrize(
    "one",
    [fault("constraints", "deadline"), fault("rules", "release")],
    ids=lambda one: f"{one.table} {one.name}",
)
def test_a_planted_fault_is_caught(one: Fault) -> None:
    fate, words = try_fault(one)
    assert fate is Fate.CAUGHT, words
    assert one.name in words or one.table == "rules"


def test_a_source_that_is_wrong_already_is_noticed(tmp_path: Path) -> None:
    one = fault("measures", "makespan")
    copy = shutil.copytree(SOURCE, tmp_path / "src", ignore=shutil.ignore_patterns("*.pyc.*"))
    (copy / PACKAGE / one.file).write_text(changed(one), encoding="utf-8")
    assert try_none([one], copy)[0] is Fate.CAUGHT


def test_a_change_of_no_meaning_survives() -> None:
    harmless = replace(fault("measures", "makespan"), new="return max((at.end  for _, _, at")
    assert try_fault(harmless) == (Fate.SURVIVED, "")


def test_the_summary_counts_what_was_caught(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--table", "measures", "--only", "preference"]) == 0
    printed = capsys.readouterr().out
    assert "| measures | preference | 5 | 5 |" in printed
    assert "survived" not in printed
