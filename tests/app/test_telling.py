"""Incidents from the words of a command line."""

from __future__ import annotations

from datetime import timedelta

import pytest

from iplatform_sched.app.telling import Told
from iplatform_sched.domain.incidents import Absent, title
from iplatform_sched.errors import InputError
from tests.facts import NOW, at

SOON, LATER = at("2026-11-25"), at("2026-11-30")


def test_one_period_for_all_that_lasts() -> None:
    told = Told(
        down=("press", "scope"),
        absent=("hub-cells",),
        count=2,
        end=LATER,
        holiday=("2026-12-01",),
        overran=("b1",),
        until=SOON,
        cancelled=("b2",),
    ).incidents(NOW)
    assert [title(each) for each in told] == [
        *("down press", "down scope", "absent hub-cells", "holiday 2026-12-01 (KR)"),
        *("overran b1", "cancelled b2"),
    ]
    spans = {(each.span.start, each.span.end) for each in told if hasattr(each, "span")}
    assert spans == {(NOW, LATER)}
    assert Told().incidents(NOW) == ()


@pytest.mark.parametrize(("count", "heads"), [(None, 2), (1, 2), (3, 3)])
def test_at_least_those_who_are_named_are_away(count: int | None, heads: int) -> None:
    (away,) = Told(absent=("hub-cells",), who=("kim", "lee", "kim"), count=count, end=LATER).incidents(NOW)
    assert isinstance(away, Absent)
    assert (away.people, away.count) == (("kim", "lee"), heads)


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        pytest.param(Told(down=("press",)), ["--to"], id="no end"),
        pytest.param(Told(down=("press",), start=LATER, end=SOON), ["--to"], id="ends before it begins"),
        pytest.param(Told(absent=("x",), end=NOW - timedelta(days=1)), ["--to"], id="over"),
        pytest.param(Told(overran=("b",)), ["--until"], id="no moment"),
        pytest.param(
            Told(start=SOON, end=LATER, count=2, who=("kim",), calendar="KR", until=SOON, holiday=()),
            ["--from", "--to", "--count", "--who", "--calendar", "--until"],
            id="belongs to nothing",
        ),
        pytest.param(Told(absent=("x", "y"), who=("kim",), end=LATER), ["--who"], id="of which pool"),
        pytest.param(Told(holiday=("x", "2026-13-01")), ["--holiday", "--holiday"], id="no dates"),
    ],
)
def test_what_is_missing_or_idle_is_told_at_once(told: Told, fields: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        told.incidents(NOW)
    assert [each.field for each in caught.value.issues] == fields
