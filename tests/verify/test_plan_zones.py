"""Wall clocks elsewhere: a centre in a zone that changes its clocks."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.facts import request, snapshot, stage, way
from tests.verify.plan_facts import broken_rules, changed_centre, on_press

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2027, 3, 22, 9, tzinfo=BERLIN)
FACTS = snapshot(
    request("job", stage("a", ways=[way("crush", 180)]), due="2027-06-01"),
    now=NOW,
    plan_from=NOW + timedelta(minutes=30),
    catalogue=changed_centre("hub", zone="Europe/Berlin", rules={"latest_start": "13:00", "notice_days": 1}),
)


def _from(day: int, hour: int, minute: int = 0) -> list[str]:
    """Return the broken rules of three hours on ``press`` from a moment of Berlin's wall clock on."""
    start = datetime(2027, 3, day, hour, minute, tzinfo=BERLIN)
    end = start + timedelta(hours=3)
    seoul = [each.astimezone(ZoneInfo("Asia/Seoul")).strftime("%Y-%m-%d %H:%M") for each in (start, end)]
    return broken_rules(FACTS, on_press(FACTS, "/".join(seoul)))


@pytest.mark.parametrize(
    ("rules", "day", "hour"),
    [
        pytest.param([], 26, 9, id="the Friday before the change, at opening"),
        pytest.param(["opening"], 26, 8, id="an hour before"),
        pytest.param([], 29, 9, id="the Monday after the change, at opening"),
        pytest.param(["opening"], 29, 8, id="an hour before, by the new time"),
        pytest.param([], 24, 13, id="latest start"),
        pytest.param(["latest_start"], 24, 14, id="later than the latest start"),
        pytest.param(["notice"], 23, 9, id="no working day between"),
    ],
)
def test_the_wall_clock_of_the_centre_counts(rules: list[str], day: int, hour: int) -> None:
    assert _from(day, hour) == rules
