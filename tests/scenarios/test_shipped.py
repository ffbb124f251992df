"""What the pages of the shipped scenarios say, as signs and bounds."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from iplatform_sched.cli.entry import main
from tests.app.night_case import NOW, filled
from tests.cli.cli_case import facts_hash

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios"
PAGE = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
NAMES = (
    "after-hours",
    "battery-one-stop",
    "dry-room-closed",
    "fee-cut-start-ups",
    "half-operators",
    "same-operator",
    "second-cycler",
    "sector-surge",
    "temporary-holiday",
)
Found = dict[str, dict[str, Any]]
pytestmark = pytest.mark.timeout(900)  # thirteen searches on the whole network, all in the first test


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Return what the command of the page shows, by folder; the store does not change."""
    store = filled(tmp_path_factory.mktemp("shipped") / "network.db").path
    before = facts_hash(store)
    (line,) = re.findall(r"^iplatform-sched (whatif .*)$", PAGE.split("\n## whatif\n")[1], re.MULTILINE)
    command, pattern = shlex.split(line)
    files = sorted(map(str, ROOT.glob(pattern)))
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        words = ("--store", str(store), "--now", NOW.isoformat(), "--format", "json", "--quiet")
        assert main([*words, command, *files, "--all"]) == 0
    assert facts_hash(store) == before
    answer = json.loads(out.getvalue())
    titles = {row["scenario"]: name for row, name in zip(answer["scenarios"], NAMES, strict=True)}
    shown: Found = {titles[row["scenario"]]: row for row in answer["scenarios"]}
    for row in answer["comparison"]:
        shown[titles[row["scenario"]]][row["figure"]] = (row["baseline"], row["with_changes"])
    return shown


def rises(pair: tuple[float, float]) -> bool:
    return pair[1] > pair[0]


def falls(pair: tuple[float, float]) -> bool:
    return pair[1] < pair[0]


def test_every_scenario_says_what_it_shows() -> None:
    assert tuple(sorted(folder.name for folder in SCENARIOS.iterdir())) == NAMES
    for name in NAMES:
        page = (SCENARIOS / name / "README.md").read_text(encoding="utf-8")
        assert page.startswith("# ")
        assert f"iplatform-sched whatif scenarios/{name}/scenario.yaml" in page


def test_no_centre_has_the_whole_chain(found: Found) -> None:
    shown = found["battery-one-stop"]
    assert (shown["served"], shown["not_served"]) == ((1, 0), (0, 1))
    assert shown["difference"] > 100_000_000


def test_a_fortnight_without_a_dry_room_costs_weeks(found: Found) -> None:
    shown = found["dry-room-closed"]
    assert rises(shown["late"])
    assert shown["late_days"][1] >= shown["late_days"][0] + 14
    assert shown["lost"] == (0, 2)
    assert falls(shown["open_hours"])
    assert shown["difference_low"] > 0


def test_more_equipment_is_never_worse_and_may_bring_nothing(found: Found) -> None:
    shown = found["second-cycler"]
    assert rises(shown["open_hours"])
    assert shown["difference"] <= 0
    assert shown["served"] == (2, 2)
    assert shown["verdict"] in {"same objective", "not significant"}


def test_a_holiday_loses_bookings_and_a_day(found: Found) -> None:
    shown = found["temporary-holiday"]
    assert shown["lost"][1] > 400
    assert falls(shown["open_hours"])
    assert shown["served"] == (2, 2)


def test_a_fee_cut_is_paid_by_the_centres(found: Found) -> None:
    shown = found["fee-cut-start-ups"]
    assert falls(shown["company_krw"])
    assert rises(shown["discounts_krw"])
    assert not rises(shown["vouchers_krw"])
    assert shown["verdict"] == "cheaper"


def test_the_sector_has_room_for_a_surge(found: Found) -> None:
    shown = found["sector-surge"]
    assert shown["served"] == (2, 4)
    assert shown["operator_hours"][1] > 1.5 * shown["operator_hours"][0]
    assert shown["verdict"] == "dearer"


def test_half_the_operators_lose_bookings_of_others(found: Found) -> None:
    shown = found["half-operators"]
    assert shown["lost"][1] >= 12
    assert shown["served"] == (2, 2)


def test_whom_a_company_knows_costs_it_nothing(found: Found) -> None:
    shown = found["same-operator"]
    assert (shown["served"], shown["lost"]) == ((1, 1), (0, 0))
    assert shown["late_days"] == (0, 0)
    assert shown["company_krw"][0] == shown["company_krw"][1]
    assert shown["difference_low"] > 0
    assert shown["verdict"] == "dearer"


def test_evening_hours_pay(found: Found) -> None:
    shown = found["after-hours"]
    assert falls(shown["late_days"])
    assert rises(shown["overtime_krw"])
    saved = shown["company_krw"][0] - shown["company_krw"][1]
    assert saved > shown["overtime_krw"][1] - shown["overtime_krw"][0]
    assert shown["verdict"] == "cheaper"
