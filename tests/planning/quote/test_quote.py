from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.planning.quote import Aim, quote, with_request
from iplatform_sched.planning.quote.offer import FIELD
from iplatform_sched.planning.standing import standing
from iplatform_sched.verify.plan import verify_plan
from tests.facts import at, battery_request, booking, company, request, snapshot, stage, way
from tests.verify.plan_draw import draw_snapshot

if TYPE_CHECKING:
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.quote import Alternative, Quote

SEEDS = range(24)


def planned(booking_id: str, start: str, end: str, **fields: object) -> object:
    """Return a booking of the request ``other`` that a night has planned."""
    default: dict[str, object] = {
        "status": "planned", "request": "other", "stage": "a", "company": "acme", "equipment": "scope",
        "centre": "lab", "operators": [{"pool": "lab-optics", "count": 1}], "policy_version": "1",
        "attended": [{"start": at(start), "end": at(end)}],
    }  # fmt: skip
    return booking(booking_id, start, end, **(default | fields))


def violations(facts: Snapshot, asked: Request, alternative: Alternative) -> list[str]:
    """Return what breaks a rule because of an alternative, among all that is planned in the true facts."""
    facts = with_request(facts, asked)
    renumbered = {each.id: each.unit_numbers for each in alternative.renumbered}
    others = [
        each.model_copy(update={"unit_numbers": renumbered.get(each.id, each.unit_numbers)})
        for each in facts.bookings
        if each.status is BookingStatus.PLANNED or each.id in renumbered
    ]
    found = verify_plan(facts, (*others, *alternative.bookings))
    own = {each.id for each in alternative.bookings}
    return [str(each) for each in found if each.request == asked.id or own & set(each.bookings)]


def test_the_four_aims_are_met_by_alternatives_that_nothing_beats() -> None:
    asked = battery_request()
    found = quote(snapshot(asked), asked)
    assert {aim for each in found.alternatives for aim in each.best_at} == set(Aim)
    for each in found.alternatives:
        assert {booking.status for booking in each.bookings} == {BookingStatus.PLANNED}
        assert not any(
            all(getattr(other.figures, name) <= getattr(each.figures, name) for name in FIELD.values())
            for other in found.alternatives
            if other is not each
        )
    for aim, name in FIELD.items():
        least = min(getattr(each.figures, name) for each in found.alternatives)
        assert getattr(found.best(aim).figures, name) == least


@cache
def quotes() -> list[tuple[Snapshot, Request, Quote]]:
    """Return the quotes of all requests of random facts with every kind of rule."""
    drawn = [draw_snapshot(seed) for seed in SEEDS]
    return [(facts, asked, quote(facts, asked)) for facts in drawn for asked in facts.requests]


def test_every_alternative_keeps_every_rule_among_all_that_is_booked_and_planned() -> None:
    shown = [(facts, asked, each) for facts, asked, found in quotes() for each in found.alternatives]
    assert len(shown) > len(SEEDS)
    assert {tuple(violations(*each)) for each in shown} == {()}


def test_a_quote_has_alternatives_or_reasons() -> None:
    for _, _, found in quotes():
        assert bool(found.alternatives) != bool(found.reasons)


def test_the_first_opening_is_proved_to_be_the_earliest_and_the_only_price_the_least() -> None:
    asked = request("r", stage("a", ways=[way("image", 60)]))
    (only,) = quote(snapshot(asked), asked).alternatives
    assert only.best_at == only.proved == tuple(Aim)
    assert only.figures.end == at("2026-11-24 10:00")


def test_what_is_proved_the_least_is_what_a_solver_finds() -> None:
    from iplatform_sched.model.solve import solve
    from iplatform_sched.planning.quote.candidates import at_any_price
    from iplatform_sched.problem.compile import compile_snapshot
    from iplatform_sched.problem.data import Weights
    from iplatform_sched.problem.measures import evaluate

    paid = ("fees", "transport", "staff_travel")
    checked = 0
    for seed in range(12):
        facts = draw_snapshot(seed)
        for asked in facts.requests:
            found = quote(facts, asked)
            if not found.alternatives or Aim.CHEAPEST not in found.best(Aim.CHEAPEST).proved:
                continue
            problem = at_any_price(compile_snapshot(standing(with_request(facts, asked), {asked.id})).problem)
            names = dict.fromkeys(Weights.__dataclass_fields__, 0)
            weights = Weights(**names | dict.fromkeys((*paid, "unserved"), 1))
            outcome = solve(replace(problem, weights=weights))
            assert outcome.schedule is not None
            terms = evaluate(problem, outcome.schedule)
            assert sum(terms[name] for name in paid) == found.best(Aim.CHEAPEST).figures.price_krw
            checked += 1
    assert checked > 3


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        pytest.param(request("r", stage("a", units=99)), "units", id="static"),
        pytest.param(request("r", stage("a"), deadline=at("2026-11-24 10:00")), "deadline", id="deadline"),
    ],
)
def test_what_can_never_be_served_is_refused_with_the_reason(asked: Request, word: str) -> None:
    found = quote(snapshot(asked), asked)
    assert found.alternatives == ()
    assert word in found.reasons[0]


def crowded() -> tuple[Snapshot, Request]:
    """Return facts in which another request has the only microscope until the deadline."""
    asked = request("r", stage("a", ways=[way("image", 480)]), deadline=at("2026-11-25 18:00"))
    other = request("other", stage("a", ways=[way("image", 480)]))
    held = planned("other/a", "2026-11-25 09:00", "2026-11-25 18:00")
    also = booking(
        "b", "2026-11-24 09:00", "2026-11-24 18:00", equipment="scope", centre="lab",
        operators=[{"pool": "lab-optics", "count": 1}],
    )  # fmt: skip
    return snapshot(asked, other, bookings=[held, also]), asked


def test_who_is_crowded_out_is_told_that_others_would_have_to_move() -> None:
    facts, asked = crowded()
    found = quote(facts, asked, solver_seconds=5)
    assert found.alternatives == ()
    assert "--allow-moves" in found.reasons[0]


def test_without_room_for_anybody_nobody_is_blamed() -> None:
    facts, asked = crowded()
    firm = tuple(each.model_copy(update={"status": BookingStatus.CONFIRMED}) for each in facts.bookings)
    (reason,) = quote(facts.model_copy(update={"bookings": firm}), asked).reasons
    assert "not proved" in reason


def test_a_request_with_every_stage_booked_needs_no_quote() -> None:
    asked = request("r", stage("a"))
    facts = snapshot(
        asked, bookings=[booking("b", "2026-11-25 09:00", "2026-11-25 14:00", request="r", stage="a")]
    )
    assert "every stage" in quote(facts, asked).reasons[0]


def test_quoting_the_rest_keeps_what_is_confirmed() -> None:
    asked = request("r", stage("a"), stage("b", "a"))
    firm = booking("r/a", "2026-12-02 09:00", "2026-12-02 14:00", request="r", stage="a", company="acme")
    for each in quote(snapshot(asked, bookings=[firm]), asked).alternatives:
        assert [(b.stage, b.start >= firm.end) for b in each.bookings] == [("b", True)]


def test_the_budget_of_a_company_covers_what_its_other_requests_have_planned() -> None:
    asked, other = request("r", stage("a")), request("other", stage("a", ways=[way("image", 480)]))
    costly = planned("other/a", "2026-11-25 09:00", "2026-11-25 18:00", charge={"net": 900_000})
    for budget, is_served in ((1_000_000, False), (2_000_000, True)):
        facts = snapshot(asked, other, bookings=[costly], companies=[company("acme", budget_krw=budget)])
        assert bool(quote(facts, asked).alternatives) is is_served


def test_a_solver_in_a_process_of_its_own_finds_what_there_is() -> None:
    from iplatform_sched.planning.quote.candidates import Finder, at_any_price
    from iplatform_sched.problem.compile import compile_snapshot
    from iplatform_sched.search.state import State

    asked = battery_request()
    compiled = compile_snapshot(standing(with_request(snapshot(asked), asked), {asked.id}))
    finder = Finder(State(at_any_price(compiled.problem)))
    (placed,) = finder.solved(60.0)
    assert placed.keys() == set(compiled.tasks.values())
    assert list(finder.solved(0.0)) == []
