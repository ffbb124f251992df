"""One direction: who may import whom, and what a start may load."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.contracts.tree import PACKAGE, ROOT

FLOORS = [
    {"cli"},
    {"app"},
    {"report", "bench"},
    {"planning", "store", "exchange"},
    {"search"},
    {"model", "verify"},
    {"problem"},
    {"availability"},
    {"domain"},
    {"timeline"},
    {"errors"},
]
RECORDS = {"data", "machines", "relations", "schedule"}
"""What the judge may know of the problem: its records, which say what is asked and what was found."""
HEAVY = {"numpy", "ortools", "pandas", "sqlmodel"}


def test_import_linter_knows_the_same_floors() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    floors = settings["tool"]["importlinter"]["contracts"][0]
    stated = [{name.strip(" ()") for name in layer.split("|")} for layer in floors["layers"]]
    assert stated == FLOORS
    assert floors["exhaustive"] is True


def test_nothing_stands_outside_the_floors() -> None:
    parts = {path.stem for path in PACKAGE.iterdir() if path.is_dir() or path.suffix == ".py"}
    assert parts - {"__init__", "__pycache__"} <= set().union(*FLOORS)


def test_the_judge_is_kept_from_all_but_records() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (judge,) = (each for each in contracts if each.get("source_modules") == ["iplatform_sched.verify"])
    forbidden = {name.removeprefix("iplatform_sched.problem.") for name in judge["forbidden_modules"]}
    parts = {path.stem for path in (PACKAGE / "problem").iterdir() if path.is_dir() or path.suffix == ".py"}
    assert forbidden == parts - RECORDS - {"__init__", "__pycache__"}


def test_imports_keep_the_contracts() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [linter, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 broken" in run.stdout


def test_the_command_line_starts_light() -> None:
    program = "import iplatform_sched.cli, json, sys; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in json.loads(run.stdout)}
    assert "iplatform_sched" in loaded
    assert not loaded & HEAVY
