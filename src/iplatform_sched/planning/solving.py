"""Facts in, a verified plan out: what every service that plans the network stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.errors import VerificationError
from iplatform_sched.planning.placing import placed_first, placed_jobs, pressing, with_placements
from iplatform_sched.planning.reasons import unserved_reasons
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
    compiled = compile_snapshot(snapshot)
    begin = to_schedule(compiled, snapshot.bookings if start is None else start)
    first = placed_jobs(compiled)
    begin = placed_first(compiled.problem, begin, first) if first else begin
    begin = sound_start(compiled.problem, begin)
    search = _search(pressing(compiled, first), begin, settings, stop, on_progress)
    check_schedule(compiled, search.schedule)
    return compiled, with_placements(compiled, search) if first else search


def sound_start(problem: Problem, planned: Schedule) -> Schedule:
    """Return what is planned already, less the requests whose plans the facts break by now.

    Facts change between nights: a quota, a lag, a machine that lost a unit. What no longer keeps the
    rules must not be the plan that the night may not fall behind.
    """
    if not verify_schedule(problem, planned):
        return planned
    return construct(problem, order=(), start=planned).schedule()


def _search(
    compiled: Compiled,
    start: Schedule,
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
        compiled.problem,
        start=start if any(placed is not None for placed in start.tasks) else None,
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
    _refuse([str(violation) for violation in verify_schedule(compiled.problem, schedule)])


def check_plan(snapshot: Snapshot, plan: Plan, *, stored: bool = False) -> None:
    """Raise :class:`VerificationError` where `plan` breaks a rule of the facts or misstates its price.

    With `stored`, bookings priced under another version of the policy keep the price copied onto them.
    """
    findings = [str(violation) for violation in verify_plan(snapshot, plan.bookings, stored=stored)]
    truth = recompute_terms(snapshot, plan.bookings)
    findings += [
        f"term {name}: the plan says {value}, the facts say {truth.get(name)}"
        for name, value in plan.terms.items()
        if truth.get(name) != value
    ]
    _refuse(findings)


def _refuse(findings: list[str]) -> None:
    if findings:
        shown = "\n".join(findings[:MOST_VIOLATIONS_SHOWN])
        raise VerificationError(f"the plan breaks {len(findings)} rules; nothing was stored:\n{shown}")
