"""The glossary's worked examples hold, in the judge's reading and in the planner's."""

from __future__ import annotations

import pytest

from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.data import Weights
from iplatform_sched.problem.decompile import to_plan
from iplatform_sched.problem.decompile.schedule import to_schedule
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.problem.schedule import Schedule
from iplatform_sched.search.construct import construct
from iplatform_sched.search.outcome import SearchOutcome
from iplatform_sched.verify.plan import PLAN_RULES, recompute_terms, verify_plan
from iplatform_sched.verify.schedule import RULES, verify_schedule
from tests.facts import SEOUL
from tests.glossary.worked import Example, bookings_of, examples, facts_of, gaps

EXAMPLES = examples()
CASES = [(example, case) for example in EXAMPLES for case in example["cases"]]


def _having(key: str) -> list[tuple[Example, Example]]:
    return [(example, case) for example, case in CASES if key in case]


BOOKED, PLANNED = _having("book"), _having("first")
WRITTEN = {"identity", "once", "charges", "units", "transport", "operators", "members", "vouchers"}
"""Rules about what is written on a booking, which a schedule derives anew or cannot say."""

SUBJECTS = {
    *("opening", "absence", "preferred operator"),
    *("13 weeks", "lag in working days", "loading and unloading in open time", "longest wait"),
    *("specification bound", "excluded region", "parallel branches", "prefix"),
    *("same equipment", "different equipment", "same centre", "different centre"),
    *("minimum lag and travel", "drive", "parcel", "dangerous goods", "island", "staff travel"),
    *("per hour", "tiers", "per day", "unattended", "per sample", "per case", "set-up fee", "materials"),
    *("operator fee", "after-hours surcharge", "express surcharge", "largest discount", "stacked discounts"),
    *("voucher expiry", "voucher cap", "budget of a request", "budget of a company"),
}
"""What has an example of its own though no rule or term has its name."""

OF_PROBLEMS = {"team", "task_tardiness", "unpreferred", "team_size"}
"""What no facts cause yet, only problems that are read from instances; see the tests of `instances/tlsp`."""


def test_every_subject_has_an_example() -> None:
    assert {name for example in EXAMPLES for name in example.get("about", [])} == SUBJECTS


def test_every_rule_and_term_has_an_example() -> None:
    known = {rule.name for rule in PLAN_RULES} | {rule.name for rule in RULES}
    known |= set(Weights.__dataclass_fields__)
    assert {name for example in EXAMPLES for name in example["rules"]} == known - OF_PROBLEMS


def test_every_case_is_run() -> None:
    assert len(BOOKED) + len(PLANNED) == len(CASES)


@pytest.mark.parametrize(("example", "case"), BOOKED)
def test_the_judge_agrees(example: Example, case: Example) -> None:
    facts = facts_of(example)
    bookings = bookings_of(facts, case["book"])
    broken = dict.fromkeys(violation.rule for violation in verify_plan(facts, bookings))
    assert list(broken) == case.get("breaks", [])
    terms = recompute_terms(facts, bookings)
    wanted = {name: int(value) for name, value in case.get("terms", {}).items()}
    assert {name: terms[name] for name in wanted} == wanted


@pytest.mark.parametrize(("example", "case"), BOOKED)
def test_the_planner_agrees(example: Example, case: Example) -> None:
    facts = facts_of(example)
    bookings = bookings_of(facts, case["book"])
    compiled = compile_snapshot(facts)
    schedule = to_schedule(compiled, bookings)
    placed = sum(
        at is not None and task.pinned is None
        for task, at in zip(compiled.problem.tasks, schedule.tasks, strict=True)
    )
    fits = placed == len(bookings) and not verify_schedule(compiled.problem, schedule)
    if not case.get("breaks"):
        assert fits
        values = evaluate(compiled.problem, schedule)
        told = recompute_terms(facts, bookings)
        assert told == {name: values[name] for name in told}
    elif not WRITTEN.intersection(case["breaks"]):
        assert not fits


@pytest.mark.parametrize(("example", "case"), PLANNED)
def test_the_planner_finds_the_time(example: Example, case: Example) -> None:
    facts = facts_of(example)
    compiled = compile_snapshot(facts)
    plan = to_plan(compiled, construct(compiled.problem).schedule())
    assert verify_plan(facts, plan.bookings) == ()
    starts = {str(each.stage): f"{each.start.astimezone(SEOUL):%Y-%m-%d %H:%M}" for each in plan.bookings}
    assert {name: starts[name] for name in case["first"]} == case["first"]


def test_the_gap() -> None:
    (figures,) = gaps()
    outcome = SearchOutcome(
        schedule=Schedule(()),
        objective=(figures["plan"],),
        terms={},
        bound=figures["bound"],
        unavoidable=figures["unavoidable"],
        seconds=0.0,
        first=0.0,
        best=0.0,
    )
    assert outcome.gap == pytest.approx(figures["gap"])
    assert outcome.plain_gap == pytest.approx(figures["plain"])
