"""What a quote says of each date is what the judge of schedules says of the start before."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.planning.quote import quote, with_request
from iplatform_sched.planning.quote.blocks import FIRST_RULES
from iplatform_sched.planning.quote.candidates import at_any_price
from iplatform_sched.planning.standing import standing
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile.schedule import to_schedule
from iplatform_sched.problem.placement import place
from iplatform_sched.problem.schedule import Schedule
from iplatform_sched.verify.schedule import verify_schedule
from tests.facts import at, battery_request, booking, centre, network, request, snapshot, stage, way
from tests.verify.plan_draw import draw_snapshot

if TYPE_CHECKING:
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.quote import Alternative
    from iplatform_sched.planning.quote.waits import Wait

BEFORE_THE_FIRST = FIRST_RULES | {"start_window"}
NO_RULE = {"free", "price", "opening", "calendar"}


def refusals(facts: Snapshot, asked: Request, alternative: Alternative, number: int) -> set[str]:
    """Return the rules that the judge names when one booking is at the start that was refused to it."""
    wait = alternative.waits[number]
    assert wait.refused is not None
    now = standing(with_request(facts, asked), {asked.id})
    compiled = compile_snapshot(now)
    problem = at_any_price(compiled.problem)
    schedule = to_schedule(compiled, alternative.bookings)
    task = compiled.tasks[asked.id, alternative.bookings[number].stage or ""]  # type: ignore[index]
    there = schedule.tasks[task]
    assert there is not None
    start = compiled.grid.exact(wait.refused)
    assert start is not None
    assert start < there.start
    span = place(problem, problem.tasks[task].modes[there.mode], start)
    assert span is not None
    tasks = list(schedule.tasks)
    tasks[task] = replace(there, start=span.start, run_end=span.run_end, unload=span.unload, end=span.end)
    return {violation.rule for violation in verify_schedule(problem, Schedule(tuple(tasks)))}


def test_the_judge_refuses_the_start_before_by_the_rule_that_is_named() -> None:
    told: Counter[str] = Counter()
    for seed in range(16):
        facts = draw_snapshot(seed)
        for asked in facts.requests:
            for alternative in quote(facts, asked).alternatives:
                for number, wait in enumerate(alternative.waits):
                    if wait.code in NO_RULE or wait.refused is None:
                        continue
                    expected = {"start_window", "release"} if wait.code in BEFORE_THE_FIRST else {wait.code}
                    assert expected & refusals(facts, asked, alternative, number), (seed, wait)
                    told[wait.code] += 1
    assert len(told) >= 8


def only(asked: Request, *bookings: object, **fields: object) -> Wait:
    """Return why the last stage of the earliest alternative is not earlier."""
    found = quote(snapshot(asked, bookings=bookings, **fields), asked)
    return found.alternatives[0].waits[-1]


SCOPE = {"equipment": "scope", "centre": "lab"}


@pytest.mark.parametrize(
    ("wait", "code", "words"),
    [
        pytest.param(
            only(
                request("r", stage("a", ways=[way("image", 60)])),
                booking("b", "2026-11-24 09:00", "2026-11-24 15:00", **SCOPE),
            ),
            "capacity",
            "the machine has b (confirmed) until 2026-11-24 Tue 15:00",
            id="machine",
        ),
        pytest.param(
            only(
                request("r", stage("a", ways=[way("image", 60)])),
                booking(
                    "other/a", "2026-11-24 09:00", "2026-11-24 15:00", **SCOPE, status="planned",
                    request="other", stage="a",
                ),
                requests=[
                    request("r", stage("a", ways=[way("image", 60)])),
                    request("other", stage("a", ways=[way("image", 60)])),
                ],
            ),
            "capacity",
            "the machine has other/a (planned) until 2026-11-24 Tue 15:00",
            id="planned",
        ),
        pytest.param(
            only(
                request("r", stage("a", ways=[way("image", 60)])),
                booking(
                    "b", "2026-11-24 09:00", "2026-11-24 15:00", equipment="cycler-2", centre="lab",
                    operators=[{"pool": "lab-optics", "count": 1}],
                    attended=[{"start": at("2026-11-24 09:00"), "end": at("2026-11-24 15:00")}],
                ),
            ),
            "operators",
            "operators lab-optics are away or taken at 2026-11-24 Tue 14:30",
            id="operators",
        ),
        pytest.param(
            only(request("r", stage("a", ways=[way("image", 60)]), release=at("2026-11-26 00:00"))),
            "release",
            "starts before its release at 2026-11-26 00:00",
            id="release",
        ),
        pytest.param(
            only(
                request("r", stage("a", ways=[way("image", 60)])),
                catalogue=network(
                    centres=[centre("hub"), centre("lab", rules={"notice_days": 2}), centre("isle")]
                ),
            ),
            "notice",
            "keeps 1 working days of notice; lab asks for 2",
            id="notice",
        ),
        pytest.param(
            only(
                request(
                    "r",
                    stage("a", ways=[way("image", 60)]),
                    stage("b", after=[{"after": "a", "minimum": 2_880}], ways=[way("image", 60)]),
                )
            ),
            "minimum_lag",
            "stage a ends 2026-11-24 Tue 10:00, and 48 h must pass",
            id="lag",
        ),
    ],
)  # fmt: skip
def test_each_reason_is_told_in_words_with_the_facts(wait: Wait, code: str, words: str) -> None:
    assert wait.code == code
    assert words in wait.words


def test_a_specimen_on_its_way_sets_the_date() -> None:
    asked = battery_request()
    earliest = quote(snapshot(asked), asked).alternatives[0]
    cut = earliest.waits[-1]
    assert "specimen cell leaves hub" in cut.words
    assert cut.after == "crush"


def test_what_sets_the_date_of_all_is_found_along_what_each_stage_waits_for() -> None:
    asked = request("r", stage("a", ways=[way("image", 60)]), stage("b", "a", ways=[way("image", 60)]))
    facts = snapshot(asked, bookings=[booking("b", "2026-11-24 09:00", "2026-11-24 15:00", **SCOPE)])
    (alternative,) = quote(facts, asked).alternatives
    stage_of, wait = alternative.binding
    assert [each.stage for each in alternative.bookings] == ["a", "b"]
    assert (stage_of.stage, wait.code) == ("a", "capacity")
    assert alternative.waits[1].after == "a"
    assert all(each.status is BookingStatus.PLANNED for each in alternative.bookings)
