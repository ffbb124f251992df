"""Two solved sides of one base, compared: what changes, for whom, and whether it means anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.domain.vocabulary import BookingStatus, RequestStatus
from iplatform_sched.planning.whatif import weighted, with_status
from iplatform_sched.planning.whatif.compare_bookings import BookingChange, booking_changes
from iplatform_sched.planning.whatif.compare_requests import (
    Group,
    Hours,
    RequestChange,
    groups,
    hours,
    request_changes,
)
from iplatform_sched.planning.whatif.machine_use import Opened, open_ticks
from iplatform_sched.planning.whatif.measuring import MEASURES, measure
from iplatform_sched.verify.plan import recompute_terms

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from iplatform_sched.domain.vocabulary import BookingId
    from iplatform_sched.planning.whatif import Solution


class Priced(NamedTuple):
    """The objective of a side, by the accounts that both sides share.

    Attributes
    ----------
    terms
        Unweighted.
    objective
        The weighted sum, the upper end of what the best plan may cost; ``None`` where levels decide.
    bound
        The lower end, proven; ``None`` where there is none.
    """

    terms: Mapping[str, int]
    objective: int | None
    bound: int | None


class Difference(NamedTuple):
    """One figure on both sides."""

    name: str
    unit: str
    baseline: float
    scenario: float

    @property
    def change(self) -> float:
        """What the scenario has more than the baseline."""
        return round(self.scenario - self.baseline, 2)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A scenario beside its baseline.

    Attributes
    ----------
    baseline, scenario
        What each side costs.
    repriced
        Whether the changes touch the prices of the objective itself: then its difference says little.
    measures
        One entry for each of `MEASURES`.
    terms
        One entry per term of the objective, unweighted.
    requests, bookings
        Only what differs.
    sectors, regions, companies
        One entry per sector of requests, region of companies, and company.
    machines
        Hours of machines, one entry per region of centres.
    """

    baseline: Priced
    scenario: Priced
    repriced: bool
    measures: tuple[Difference, ...]
    terms: tuple[Difference, ...]
    requests: tuple[RequestChange, ...]
    bookings: tuple[BookingChange, ...]
    sectors: tuple[Group, ...]
    regions: tuple[Group, ...]
    companies: tuple[Group, ...]
    machines: tuple[Hours, ...]

    @property
    def change(self) -> int | None:
        """What the scenario costs more than the baseline."""
        if self.baseline.objective is None or self.scenario.objective is None:
            return None
        return self.scenario.objective - self.baseline.objective

    @property
    def differs(self) -> bool:
        """Whether any plan or figure is different."""
        figures = any(each.change for each in (*self.measures, *self.terms))
        return figures or bool(self.requests or self.bookings)

    @property
    def significant(self) -> bool | None:
        """Whether the costs differ by more than what is not known of both: the sum of the two gaps.

        ``None`` where a side has no sum or no bound.
        """
        sides = (self.baseline, self.scenario)
        if self.change is None or any(each.bound is None for each in sides):
            return None
        gaps = sum(each.objective - each.bound for each in sides if each.objective and each.bound is not None)
        return abs(self.change) > gaps


def compare(baseline: Solution, scenario: Solution, opened: Opened | None = None) -> Comparison:
    """Return what the scenario changes.

    Parameters
    ----------
    opened
        Open time of machines that is known already, such as that of another comparison.
    """
    loose = _planned(baseline) | _planned(scenario)
    one, two = _priced(baseline, loose), _priced(scenario, loose)
    opened = open_ticks(baseline.facts, opened)
    before = measure(baseline, opened)
    after = measure(scenario, open_ticks(scenario.facts, opened))
    homes, places = _homes(baseline, scenario), _places(baseline, scenario)
    return Comparison(
        baseline=one,
        scenario=two,
        repriced=_prices(baseline) != _prices(scenario),
        measures=tuple(
            Difference(each.name, each.unit, before.totals[each.name], after.totals[each.name])
            for each in MEASURES
        ),
        terms=tuple(
            Difference(name, TERM_UNITS.get(name, "KRW"), value, two.terms[name])
            for name, value in one.terms.items()
        ),
        requests=request_changes(before, after, _dropped(baseline, scenario)),
        bookings=booking_changes(baseline, scenario),
        sectors=groups(before, after, lambda fate: fate.request.sector.value),
        regions=groups(before, after, lambda fate: homes[fate.request.company]),
        companies=groups(before, after, lambda fate: fate.request.company),
        machines=hours(before, after, lambda use: places[use.centre]),
    )


TERM_UNITS = {"fairness": "days", "finish": "ticks", "makespan": "ticks", "span": "ticks"}
"""Units of the terms that are not in KRW."""


def _planned(solution: Solution) -> set[BookingId]:
    return {each.id for each in solution.facts.bookings if each.status is BookingStatus.PLANNED}


def _priced(solution: Solution, loose: Collection[BookingId]) -> Priced:
    """Return what a side costs, bookings that are planned on the other side counted as planned.

    A booking that is confirmed on one side and planned on the other, because it is displaced, would else be
    paid for on one side only.
    """
    plan, facts = solution.outcome.plan, solution.facts
    live = {request.id for request in facts.requests if request.status is RequestStatus.OPEN}
    fixed = (BookingStatus.CONFIRMED, BookingStatus.HELD)
    mine = {
        each.id
        for each in facts.bookings
        if each.id in loose and each.status in fixed and each.request in live
    }
    terms = plan.terms
    if mine:
        facts = with_status(facts, mine, BookingStatus.PLANNED)
        numbered = {each.id: each for each in plan.bookings}
        moved = [
            numbered.pop(each.id, each).model_copy(update={"status": BookingStatus.PLANNED})
            for each in facts.bookings
            if each.id in mine
        ]
        terms = recompute_terms(facts, (*numbered.values(), *moved)) | {"unserved": plan.terms["unserved"]}
    if facts.policy.levels:
        return Priced(terms, None, None)
    objective = weighted(facts.policy, terms)
    bound = None if plan.bound is None else plan.bound + objective - plan.objective
    return Priced(terms, objective, bound)


def _prices(solution: Solution) -> tuple[object, ...]:
    policy = solution.facts.policy
    return (
        policy.unserved_krw,
        policy.tardiness_krw_per_day,
        policy.preference_krw,
        policy.night_growth_percent,
        policy.disruption,
        policy.weights,
        policy.levels,
    )


def _dropped(baseline: Solution, scenario: Solution) -> frozenset[str]:
    """Return the requests that are open on one side only."""

    def live(solution: Solution) -> set[str]:
        return {each.id for each in solution.facts.requests if each.status is RequestStatus.OPEN}

    return frozenset(live(baseline) ^ live(scenario))


def _homes(*solutions: Solution) -> dict[str, str]:
    """Return the regions of all companies."""
    return {each.id: each.region for solution in solutions for each in solution.facts.companies}


def _places(*solutions: Solution) -> dict[str, str]:
    """Return the regions of all centres."""
    return {each.id: each.region for solution in solutions for each in solution.facts.catalogue.centres}
