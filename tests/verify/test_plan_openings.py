"""Openings and absences: what they allow and forbid, and that planner and judge read them alike."""

from __future__ import annotations

import pytest

from iplatform_sched.availability.absences import absences
from iplatform_sched.availability.almanac import open_almanac
from iplatform_sched.availability.windows import after_hours, centre_open, overtime, shift, weekly_open
from iplatform_sched.verify.plan import broken_bookings
from iplatform_sched.verify.plan.clock import WallClock
from iplatform_sched.verify.plan.people import presence
from tests.facts import booking, hours, request, snapshot
from tests.verify.plan_draw import draw_snapshot
from tests.verify.plan_facts import broken_rules, changed_centre, changed_pool, planned, spans

SATURDAY, CHRISTMAS = "2026-11-28", "2026-12-25"
WEEKS = 5


def opening(*texts: str) -> dict[str, object]:
    return {"openings": [{"span": each} for each in spans(*texts)]}


@pytest.mark.parametrize(
    ("rules", "fields"),
    [
        pytest.param(["opening"], {}, id="closed"),
        pytest.param([], opening(f"{SATURDAY} 09:00/15:00"), id="open once"),
        pytest.param(["opening"], opening(f"{SATURDAY} 09:30/15:00"), id="open too late"),
        pytest.param(
            [], opening(f"{SATURDAY} 09:00/12:30", f"{SATURDAY} 12:30/18:00"), id="in two parts that meet"
        ),
        pytest.param(
            ["opening"],
            opening(f"{SATURDAY} 09:00/15:00")
            | {"closures": [{"span": spans(f"{SATURDAY} 10:00/10:30")[0], "kind": "closed"}]},
            id="a closure cuts it",
        ),
    ],
)
def test_an_open_saturday(rules: list[str], fields: dict[str, object]) -> None:
    facts = snapshot(request("job"), catalogue=changed_centre("hub", **fields))
    day = f"{SATURDAY} 09:00/12:00", f"{SATURDAY} 13:00/15:00"
    assert broken_rules(facts, planned(facts, *day)) == rules


def test_own_hours_bind_in_an_opening() -> None:
    both = opening(f"{SATURDAY} 09:00/15:00", f"{CHRISTMAS} 09:00/15:00")
    catalogue = changed_centre("hub", **both)
    pools = [
        each.model_copy(update={"hours": hours("08:00", "16:00")}) if each.id == "hub-cells" else each
        for each in catalogue.pools
    ]
    facts = snapshot(request("job"), catalogue=catalogue.model_copy(update={"pools": tuple(pools)}))
    for day, rules in ((SATURDAY, ["opening"]), (CHRISTMAS, [])):
        attended = f"{day} 09:00/12:00", f"{day} 13:00/15:00"
        assert broken_rules(facts, planned(facts, *attended)) == rules


@pytest.mark.parametrize(
    ("rules", "span", "count"),
    [
        pytest.param([], "2026-11-25 13:00/18:00", 1, id="one of two"),
        pytest.param(["headcount"], "2026-11-25 13:00/18:00", 2, id="both"),
        pytest.param(["headcount"], "2026-11-25 14:50/14:55", 9, id="in one tick, more than there are"),
        pytest.param([], "2026-11-25 15:00/18:00", 2, id="afterwards"),
        pytest.param([], "2026-11-25 12:00/13:00", 2, id="at lunch"),
    ],
)
def test_operators_who_are_away(rules: list[str], span: str, count: int) -> None:
    away = {"absences": [{"span": each, "count": count} for each in spans(span)]}
    facts = snapshot(request("job"), catalogue=changed_pool("hub-cells", **away))
    assert broken_rules(facts, planned(facts)) == rules


def test_a_fixed_booking_without_operators_is_broken() -> None:
    use = {"operators": [{"pool": "hub-cells", "count": 1}]}
    day = "2026-11-25"
    early = booking("early", f"{day} 09:00", f"{day} 12:00", **use)
    late = booking("late", f"{day} 10:00", f"{day} 12:00", unit_numbers=[2], **use)
    running = booking("running", f"{day} 11:00", f"{day} 12:00", unit_numbers=[3], status="running", **use)
    held = booking("held", f"{day} 13:00", f"{day} 14:00", status="held", **use)
    fields = {"absences": [{"span": each, "count": 1} for each in spans(f"{day} 09:00/13:00")]}
    facts = snapshot(catalogue=changed_pool("hub-cells", **fields), bookings=[early, late, running, held])
    found = broken_bookings(facts)
    assert [(each.booking, each.code) for each in found] == [
        ("early", "operators"),
        ("late", "operators"),
    ]
    assert "too few operators of hub-cells are there at 2026-11-25 11:00" in found[0].reason
    bare = snapshot(bookings=[early, late, held])
    assert broken_bookings(bare) == ()


@pytest.mark.parametrize("seed", range(12))
def test_planner_and_judge_read_calendars_alike(seed: int) -> None:
    facts = draw_snapshot(seed)
    almanac, clock = open_almanac(facts), WallClock.of(facts)
    assert clock.grid == almanac.grid
    ticks = range(WEEKS * 7 * almanac.grid.ticks_per_day)
    centres = {each.id: each for each in facts.catalogue.centres}
    for centre in centres.values():
        known = centre_open(almanac, centre)
        assert [tick for tick in ticks if tick in known] == [
            tick for tick in ticks if clock.reception(centre, tick)
        ]
    for machine in facts.catalogue.equipment:
        centre = centres[machine.centre]
        week, late = weekly_open(almanac, centre, machine), after_hours(almanac, centre, machine)
        for tick in ticks:
            assert (tick in week) == clock.weekly(centre, machine, tick)
            # What lies across both kinds of hours is asked by minutes.
            assert tick not in late or clock.after_hours(centre, machine, tick)
    for pool in facts.catalogue.pools:
        centre = centres[pool.centre]
        regular, extra = shift(almanac, centre, pool), overtime(almanac, centre, pool)
        away = {tick: each.heads for each in absences(almanac, pool) for tick in range(each.start, each.end)}
        there = presence(clock.grid, pool, ticks)
        for tick in ticks:
            assert (tick in regular) == clock.on_shift(centre, pool, tick)
            assert tick not in extra or not clock.on_shift(centre, pool, tick)
            assert there[tick] == pool.headcount - away.get(tick, 0)


def test_the_draws_have_openings_and_absences() -> None:
    networks = [draw_snapshot(seed).catalogue for seed in range(12)]
    assert any(each.openings for network in networks for each in network.centres)
    assert any(each.absences for network in networks for each in network.pools)
