"""Faults planted in a copy of the package, and the tests that ought to notice them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SOURCE = ROOT / "src"
PACKAGE = "iplatform_sched"
SECONDS = 240
TESTS_FAILED = 1

# Hand-made cases come first: all of a table take a second. What has to draw its cases is looked at last.
TESTS: dict[str, tuple[str, ...]] = {
    "constraints": (
        "tests/model/test_job_constraints.py",
        "tests/model/test_time_constraints.py",
        "tests/model/test_faults_constraints.py",
        "tests/agreement/test_constraints.py::test_constraint_agrees_with_its_rule[{name}]",
        "tests/agreement/test_constraints.py::test_whole_model_agrees_with_each_rule[{name}]",
    ),
    "terms": (
        "tests/model/test_objective.py",
        "tests/model/test_faults_terms.py",
        "tests/agreement/test_terms.py::test_term_agrees_with_its_measure[{name}]",
    ),
    "rules": (
        "tests/verify/test_schedule_jobs.py",
        "tests/verify/test_schedule_relations.py",
        "tests/verify/test_schedule_resources.py",
        "tests/verify/test_schedule_time.py",
        "tests/verify/test_schedule_entry.py",
        "tests/agreement/test_constraints.py::test_constraint_agrees_with_its_rule[{name}]",
    ),
    "measures": (
        "tests/problem/test_measures.py",
        "tests/problem/test_fees.py",
        "tests/agreement/test_terms.py::test_term_agrees_with_its_measure[{name}]",
    ),
}
TABLES = tuple(TESTS)


class Fate(StrEnum):
    """What became of a planted fault."""

    CAUGHT = "caught"
    SURVIVED = "survived"
    TIMED_OUT = "timed out"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Fault:
    """A change of one place of the source.

    Attributes
    ----------
    table
        One of `TABLES`: what kind of thing the fault is in.
    name
        Of the constraint, term, rule or measure that it falsifies.
    means
        What is wrong then, for people.
    file
        Below the package.
    old, new
        The text that is there once, and what takes its place.
    """

    table: str
    name: str
    means: str
    file: str
    old: str
    new: str


class StaleFaultError(ValueError):
    """The source has changed: the text that a fault replaces is not there exactly once."""


def load(table: str) -> list[Fault]:
    """Return the faults of a table, in its order."""
    rows = tomllib.loads((HERE / f"{table}.toml").read_text(encoding="utf-8"))
    return [Fault(table, name, *row) for name, faults in rows.items() for row in faults]


def changed(fault: Fault, source: Path = SOURCE) -> str:
    """Return the text of the file with the fault.

    Raises
    ------
    StaleFaultError
        Where the old text does not occur exactly once, or the fault changes nothing.
    """
    text = (source / PACKAGE / fault.file).read_text(encoding="utf-8")
    times = text.count(fault.old)
    if times != 1:
        raise StaleFaultError(f"{fault.name}, {fault.means}: {fault.old!r} is {times} times in {fault.file}.")
    if fault.old == fault.new:
        raise StaleFaultError(f"{fault.name}, {fault.means}: the fault changes nothing.")
    return text.replace(fault.old, fault.new)


def try_fault(fault: Fault) -> tuple[Fate, str]:
    """Plant a fault in a copy of the source and run the tests for its name.

    Returns
    -------
    tuple
        The fate, and the last line that pytest printed of a failure (empty for none).
    """
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        copy = Path(folder) / "src"
        # Byte code that is just being written is renamed under the copy's feet.
        shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("*.pyc.*"))
        (copy / PACKAGE / fault.file).write_text(changed(fault), encoding="utf-8")
        return _run_tests(copy, _tests(fault))


def try_none(faults: Sequence[Fault], source: Path = SOURCE) -> tuple[Fate, str]:
    """Run the tests for the names of `faults` on `source` as it is.

    Whatever fails then would pass for the trace of every fault.
    """
    tests = dict.fromkeys(test for fault in faults for test in _tests(fault))
    names = {fault.name for fault in faults}
    return _run_tests(source, list(tests), SECONDS * len(names))


def _tests(fault: Fault) -> list[str]:
    named = [test.format(name=fault.name) for test in TESTS[fault.table]]
    return [test for test in named if (ROOT / test.partition("::")[0]).exists()]


def _run_tests(source: Path, tests: list[str], seconds: int = SECONDS) -> tuple[Fate, str]:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider"]
    environment = {**os.environ, "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [*command, *tests],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Fate.TIMED_OUT, ""
    if done.returncode == 0:
        return Fate.SURVIVED, ""
    # A crash of the interpreter has the exit code of a failed test as well: what failed must have a name.
    failed = [line for line in done.stdout.splitlines() if line.startswith("FAILED")]
    if done.returncode == TESTS_FAILED and failed:
        return Fate.CAUGHT, failed[-1]
    return Fate.BROKEN, (done.stdout + done.stderr)[-800:]
