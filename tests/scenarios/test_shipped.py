from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.app.scenarios import ScenarioResult, solve_scenario
from tests.app.night_case import NOW, quiet

if TYPE_CHECKING:
    from collections.abc import Mapping

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def solved(name: str, out: Path) -> ScenarioResult:
    return solve_scenario(Path("none.db"), str(SCENARIOS / name / "scenario.yaml"), out, NOW, quiet())


def rows(result: ScenarioResult, table: str) -> list[Mapping[str, object]]:
    return [row for found in result.view.tables if found.name == table for row in found.rows]


@pytest.mark.parametrize("folder", sorted(SCENARIOS.iterdir()), ids=lambda folder: folder.name)
def test_every_scenario_says_what_it_shows(folder: Path) -> None:
    assert (folder / "scenario.yaml").is_file()
    assert (folder / "README.md").read_text(encoding="utf-8").startswith("# ")


def test_battery_developers_alone_are_all_served(tmp_path: Path) -> None:
    """As its page says: it is competition that keeps them waiting, not the network."""
    result = solved("battery-one-stop", tmp_path / "plan.json")
    assert rows(result, "unserved") == []
    assert (tmp_path / "plan.json").is_file()
