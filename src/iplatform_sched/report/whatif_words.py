"""What a scenario changes, in words: who wins and loses, and whether it means anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.domain.booking import Plan
    from iplatform_sched.domain.scenario import Scenario
    from iplatform_sched.errors import Issue
    from iplatform_sched.planning.whatif.compare import Comparison, Priced


@dataclass(frozen=True, slots=True)
class Compared:
    """A scenario and what became of it.

    Attributes
    ----------
    comparison, plan
        ``None`` where a side has no plan; `failure` says why.
    run
        Id of the kept run; empty where none was kept.
    """

    name: str
    scenario: Scenario
    comparison: Comparison | None
    plan: Plan | None
    failure: str
    warnings: tuple[Issue, ...] = ()
    run: str = ""


def verdict(comparison: Comparison | None) -> str:
    """Return in words what the difference of the objective means."""
    if comparison is None:
        return "no plan"
    change, significant = comparison.change, comparison.significant
    readings = (
        (not comparison.differs, "no difference"),
        (change == 0, "same objective"),
        (comparison.repriced, "prices of the objective differ"),
        (change is None, "judged by levels"),
        (significant is None, "no bound"),
        (not significant, "not significant"),
        (change is not None and change > 0, "dearer"),
    )
    return next((words for holds, words in readings if holds), "cheaper")


def difference_range(comparison: Comparison) -> tuple[int, int] | None:
    """Return the least and the most by which the best plans of both sides can differ; ``None``: unknown."""
    one, two = comparison.baseline, comparison.scenario
    if one.objective is None or two.objective is None or one.bound is None or two.bound is None:
        return None
    return two.bound - one.objective, two.objective - one.bound


def comparison_words(found: Sequence[Compared]) -> str:
    """Return what scenarios change, in a few sentences each."""
    return "\n".join(line for each in found for line in _words(each))


def _words(each: Compared) -> list[str]:
    lines = [f"warning: {issue}" for issue in each.warnings]
    if each.comparison is None:
        return [*lines, f"{each.name}: not compared, because a side has no plan: {each.failure}"]
    if not each.comparison.differs:
        lines.append(f"{each.name}: changes nothing.")
    else:
        lines += [f"{each.name}: {_objective_words(each.comparison)}", *_moves(each.comparison)]
    if each.run:
        lines.append(f"Kept as run {each.run}; `promote {each.run}` makes it live if the facts allow it.")
    return lines


def _objective_words(comparison: Comparison) -> str:
    change = comparison.change
    if change is None:
        return "judged by levels, so there is no sum to compare; see the terms."
    if comparison.repriced:
        return "the changes touch the prices of the objective, so its sums do not compare; see the terms."
    if change == 0:
        return "the objective stays the same."
    more = f"{abs(change):,} {'more' if change > 0 else 'less'}"
    ends = " and ".join(_interval(side) for side in (comparison.baseline, comparison.scenario))
    if comparison.significant is None:
        return f"objective {more}; a side has no proven bound ({ends})."
    if comparison.significant:
        return f"objective {more}, more than what is not known of both sides ({ends})."
    words = f"objective {more}, which is not significant: the best plans lie within {ends}"
    low, high = difference_range(comparison) or (0, 0)
    if low > 0 or high < 0:
        words += f"; that it is {'dearer' if low > 0 else 'cheaper'} is proven, by how much is not"
    return f"{words}."


def _interval(side: Priced) -> str:
    low = "?" if side.bound is None else f"{side.bound:,}"
    return f"{low} to {side.objective:,}"


def _moves(comparison: Comparison) -> list[str]:
    kinds = [kind for each in comparison.requests for kind in each.kinds]
    told = [
        f"{_counted(kinds.count(kind), 'request')} {kind.replace('_', ' ')}"
        for kind in ("newly_unserved", "newly_served", "newly_late", "no_longer_late")
        if kind in kinds
    ]
    places = [each.kind for each in comparison.bookings]
    told += [
        f"{_counted(places.count(kind), 'booking')} {kind}"
        for kind in ("displaced", "lost", "reassigned", "moved", "restaffed")
        if kind in places
    ]
    return [f"{', '.join(told)}."] if told else []


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
