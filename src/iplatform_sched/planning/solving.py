"""Facts in, a verified plan out: what every service that plans the network stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.errors import VerificationError
from iplatform_sched.planning.placing import placed_first, placed_jobs, with_placements
from iplatform_sched.planning.reasons import at_any_price, unserved_reasons
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile import Outcome, to_plan
from iplatform_sched.problem.decompile.schedule import to_schedule
from iplatform_sched.problem.measures import objective
from iplatform_sched.search.budget import Budget
from iplatform_sched.search.construct import construct
from iplatform_sched.search.night import run_search
from iplatform_sched.verify.plan import broken_bookings, recompute_terms, verify_plan
from iplatform_sched.verify.schedule import verify_schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from iplatform_sched.domain.booking import Booking, Plan
    from iplatform_sched.domain.settings import SolveSettings
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.problem.compiled import Compiled
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.search.outcome import SearchOutcome, SearchProgress

MOST_VIOLATIONS_SHOWN = 20


class Posed(NamedTuple):
    """What a search is asked.

    Attributes
    ----------
    compiled
        With the prices of the facts.
    problem
        The one to be searched: requests that have to be in some place are too dear to leave out.
    start
        What is planned already and keeps the rules; ``None`` where nothing is.
    """

    compiled: Compiled
    problem: Problem
    start: Schedule | None


class Solved(NamedTuple):
    """A verified plan, and how the search went: bound, gap, times, counters."""

    plan: Plan
    search: SearchOutcome


def solve(
    snapshot: Snapshot,
    settings: SolveSettings,
    *,
    stop: Callable[[], bool],
    on_progress: Callable[[str, float], None],
    start: Iterable[Booking] | None = None,
) -> Solved:
    """Plan all open requests of `snapshot`, never worse than what is planned in it already.

    Parameters
    ----------
    start
        Planned bookings to begin from instead; moves are still counted from what is planned in `snapshot`.

    Raises
    ------
    VerificationError
        The plan broke a rule or its price is not what the facts say; a fault of ours.
    NoPlanError
        A stage that has to be in some place is not planned.
    """
    compiled, search = searched(snapshot, settings, stop=stop, on_progress=on_progress, start=start)
    plan = _plan(compiled, search)
    check_plan(snapshot, plan)
    return Solved(plan, search)


def searched(
    snapshot: Snapshot,
    settings: SolveSettings,
    *,
    stop: Callable[[], bool],
    on_progress: Callable[[str, float], None],
    start: Iterable[Booking] | None = None,
) -> tuple[Compiled, SearchOutcome]:
    """Return the problem of `snapshot` and what the search makes of it, as :func:`solve` does.

    The schedule keeps every rule of the problem; whoever shows it has the judge of the facts look too.

    Raises
    ------
    VerificationError
        The schedule broke a rule; a fault of ours.
    NoPlanError
        A stage that has to be in some place is not planned.
    """
    asked = posed(snapshot, start)
    search = _search(asked, settings, stop, on_progress)
    check_schedule(asked.compiled, search.schedule)
    return asked.compiled, with_placements(asked.compiled, search)


def posed(snapshot: Snapshot, start: Iterable[Booking] | None = None) -> Posed:
    """Return what the search of `snapshot` is asked; `start` as in :func:`solve`."""
    compiled = compile_snapshot(snapshot)
    begin = to_schedule(compiled, snapshot.bookings if start is None else start)
    problem = compiled.problem
    if first := placed_jobs(compiled):
        begin = placed_first(problem, begin, first)
        problem = at_any_price(problem, first)
    begin = sound_start(compiled.problem, begin)
    return Posed(compiled, problem, begin if any(at is not None for at in begin.tasks) else None)


def sound_start(problem: Problem, planned: Schedule) -> Schedule:
    """Return what is planned already, less the requests whose plans the facts break by now.

    Facts change between nights: a quota, a lag, a machine that lost a unit. What no longer keeps the
    rules must not be the plan that the night may not fall behind.
    """
    if not verify_schedule(problem, planned):
        return planned
    return construct(problem, order=(), start=planned).schedule()


def _search(
    asked: Posed,
    settings: SolveSettings,
    stop: Callable[[], bool],
    on_progress: Callable[[str, float], None],
) -> SearchOutcome:
    """Run the search; a deterministic one is limited by rounds and by the work of its proofs."""
    if settings.deterministic:
        budget = Budget(seconds=None, rounds=settings.work, proof=settings.proof_work)
    else:
        budget = Budget(seconds=settings.budget_seconds)
    seconds = budget.seconds

    def tell(news: SearchProgress) -> None:
        found = " ".join(f"{value:,}" for value in news.objective)
        bound = "" if news.bound is None else f", bound {news.bound:,}"
        on_progress(f"objective {found}{bound}", min(1.0, news.seconds / seconds) if seconds else 0.5)

    return run_search(
        asked.problem,
        start=asked.start,
        budget=budget,
        workers=1 if settings.deterministic else settings.workers,
        seed=settings.seed,
        stop=stop,
        on_progress=tell,
    )


def _plan(compiled: Compiled, search: SearchOutcome) -> Plan:
    outcome = Outcome(
        made_at=compiled.snapshot.now,
        terms=search.terms,
        objective=objective(compiled.problem, search.terms),
        bound=None if search.levels else search.bound,
        broken=tuple(finding.booking for finding in broken_bookings(compiled.snapshot)),
        reasons=unserved_reasons(compiled, search.schedule),
    )
    return to_plan(compiled, search.schedule, outcome)


def check_schedule(compiled: Compiled, schedule: Schedule) -> None:
    """Raise :class:`VerificationError` where `schedule` breaks a rule of its problem."""
    _refuse(schedule_flaws(compiled.problem, schedule))


def schedule_flaws(problem: Problem, schedule: Schedule) -> list[str]:
    """Return what rules of `problem` a schedule breaks, in words."""
    return [f"{each.rule}: {each.message}" for each in verify_schedule(problem, schedule)]


def check_plan(snapshot: Snapshot, plan: Plan, *, stored: bool = False) -> None:
    """Raise :class:`VerificationError` where `plan` has :func:`plan_flaws`."""
    _refuse(plan_flaws(snapshot, plan, stored=stored))


def plan_flaws(snapshot: Snapshot, plan: Plan, *, stored: bool = False) -> list[str]:
    """Return what rules of the facts `plan` breaks, and where it misstates its price, in words.

    With `stored`, bookings priced under another version of the policy keep the price copied onto them.
    """
    truth = recompute_terms(snapshot, plan.bookings)
    return [
        *(str(violation) for violation in verify_plan(snapshot, plan.bookings, stored=stored)),
        *(
            f"term {name}: the plan says {value}, the facts say {truth.get(name)}"
            for name, value in plan.terms.items()
            if truth.get(name) != value
        ),
    ]


def _refuse(flaws: list[str]) -> None:
    if flaws:
        shown = "\n".join(flaws[:MOST_VIOLATIONS_SHOWN])
        raise VerificationError(f"the plan breaks {len(flaws)} rules; nothing was stored:\n{shown}")
