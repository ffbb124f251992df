"""One run of the search: a first plan within seconds, then better plans and a better bound.

With two workers the bound and the solver work beside this process; whatever happens to them, the plan
of this process stands. With one worker one thing comes after the other, and without a limit in
seconds two runs agree.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from iplatform_sched.problem.measures import evaluate
from iplatform_sched.search.adopt import adopt
from iplatform_sched.search.aside import Aside
from iplatform_sched.search.bound.floor import floor_of
from iplatform_sched.search.bound.least import Bound, bound_alone, bound_of, unavoidable
from iplatform_sched.search.bound.relaxation import Relaxation
from iplatform_sched.search.bound.serving import unserved
from iplatform_sched.search.budget import Budget
from iplatform_sched.search.construct import by_due, construct, load, never
from iplatform_sched.search.improve import Effort, Improvement, Limits, improve
from iplatform_sched.search.outcome import SearchOutcome, SearchProgress, credible, known_levels
from iplatform_sched.search.score import level_sums, score
from iplatform_sched.search.state import State
from iplatform_sched.search.tables import Tables
from iplatform_sched.search.vouchers import polish_vouchers
from iplatform_sched.verify.schedule import verify_schedule

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.model.outcome import Level
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.search.bound.least import Pack

FLOOR_SHARE = 0.25  # of the seconds, after which one worker goes without a better bound than the first
SQUEAKY_SHARE = 0.35
DEFAULT_ROUNDS = 1000


@dataclass(slots=True)
class _Run:
    """A run on its way."""

    problem: Problem
    budget: Budget
    stop: Callable[[], bool]
    tell: Callable[[SearchProgress], None] | None
    clock: Callable[[], float]
    began: float
    best: Schedule
    objective: tuple[int, ...]
    effort: Effort
    first_at: float = 0.0
    best_at: float = 0.0
    bound: Bound = field(default_factory=Bound)
    counters: dict[str, int] = field(default_factory=dict)
    solved: tuple[Level, ...] = ()

    def elapsed(self) -> float:
        return self.clock() - self.began

    def over(self, share: float = 1.0) -> bool:
        """Return whether `share` of the time is used, someone asked to stop, or the best is proved."""
        late = self.budget.is_over(self.elapsed(), share)
        return late or self.stop() or self.objective == (self.bound.sure,)

    def offer(self, schedule: Schedule, objective: tuple[int, ...]) -> bool:
        """Keep `schedule` if it is better; return whether it was."""
        if objective >= self.objective:
            return False
        self.best, self.objective, self.best_at = schedule, objective, self.elapsed()
        self.report()
        return True

    def raise_bound(self, bound: Bound) -> None:
        """Keep what is better of a new bound."""
        known = self.bound
        self.bound = Bound(
            max(bound.value, known.value),
            max(bound.sure, known.sure),
            bound.fees or known.fees,
            shortages=bound.shortages or known.shortages,
        )
        if self.bound.value > known.value or self.bound.sure > known.sure:
            self.report()

    def proven(self) -> int | None:
        """Return the bound of the first entry of the objective, as far as it is to be believed."""
        return credible(self.bound.value, self.objective[0], self.bound.sure)

    def report(self) -> None:
        if self.tell is not None:
            self.tell(SearchProgress(self.elapsed(), self.objective, self.proven(), self.best))


def run_search(  # noqa: PLR0913 - keyword-only knobs with defaults
    problem: Problem,
    *,
    start: Schedule | None = None,
    budget: Budget | None = None,
    effort: Effort | None = None,
    workers: int = 2,
    seed: int = 0,
    stop: Callable[[], bool] = never,
    on_progress: Callable[[SearchProgress], None] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> SearchOutcome:
    """Return the best schedule found within `budget`, never worse than `start`.

    `start` must keep every rule. With ``workers=1`` and a budget without seconds the outcome depends
    on the problem, `start` and `seed` alone, but for its times.
    """
    budget = budget or Budget()
    if budget.seconds is None and budget.rounds is None:
        budget = replace(budget, rounds=DEFAULT_ROUNDS)
    began = clock()
    tables = Tables(problem)
    first, objective = _inserted(tables, start, lambda: stop() or budget.is_over(clock() - began))
    run = _Run(problem, budget, stop, on_progress, clock, began, first, objective, effort or Effort())
    run.report()
    standing = None if start is None else level_sums(problem, evaluate(problem, start))
    if start is not None and standing is not None:
        run.offer(start, standing)
        if 2 * len(unserved(problem, start)) <= len(problem.jobs):
            # A plan from nothing hardly ever beats one of most jobs: moving everybody has its price.
            run.effort = replace(run.effort, passes=0)
    run.first_at = run.best_at = run.elapsed()
    if workers > 1:
        _search_with_help(run, tables, seed)
    else:
        _search_alone(run, tables, seed)
    if not run.bound.fees:
        run.raise_bound(bound_alone(problem))
    bound = run.proven()
    return SearchOutcome(
        schedule=run.best,
        objective=run.objective,
        terms=evaluate(problem, run.best),
        bound=bound,
        unavoidable=unavoidable(problem, run.best, run.bound.fees),
        seconds=run.elapsed(),
        first=run.first_at,
        best=run.best_at,
        counters=run.counters,
        levels=known_levels(problem.levels, run.objective, bound or 0, run.solved) if problem.levels else (),
        start_objective=standing,
    )


def _inserted(
    tables: Tables, start: Schedule | None, stop: Callable[[], bool]
) -> tuple[Schedule, tuple[int, ...]]:
    """Return what insertion makes of `start`, and its score."""
    state = construct(tables.problem, start=start, stop=stop, tables=tables)
    polish_vouchers(state)
    return state.schedule(), score(state)


def _squeaky_wheel(run: _Run, tables: Tables, heed: Callable[[], object]) -> None:
    """Make some plans from nothing: whom one leaves unserved goes first in the next.

    Squeaky wheel optimization, Joslin and Clements 1999, doi:10.1613/jair.561. Ends with a share of the
    time, after the passes of its effort, or when everybody is served. `heed` is called between passes.
    """
    order, last = by_due(run.problem), run.best
    for _ in range(run.effort.passes):
        left = unserved(run.problem, last)
        if not left or run.over(SQUEAKY_SHARE):
            break
        order = [job for job in order if job in left] + [job for job in order if job not in left]
        state = construct(run.problem, order=order, stop=lambda: run.over(SQUEAKY_SHARE), tables=tables)
        last = state.schedule()
        run.offer(last, score(state))
        # States are large: this one must be gone before the next.
        del state
        heed()


def _improve(run: _Run, state: State, seed: int, rounds: int, interrupted: Callable[[], bool]) -> None:
    """Improve `state` until the budget is used or `interrupted`."""
    seconds = run.budget.seconds
    limits = Limits(
        rounds=rounds,
        stop=lambda: run.over() or interrupted(),
        progress=None if seconds is None else lambda: run.elapsed() / seconds,
    )

    state.shortages = run.bound.shortages

    def keep(found: Improvement) -> None:
        run.offer(found.schedule, found.score)

    done = improve(state, seed=seed, limits=limits, effort=run.effort, on_improvement=keep)
    run.counters["rounds"] = run.counters.get("rounds", 0) + done.round


def _search_alone(run: _Run, tables: Tables, seed: int) -> None:
    relaxed = Relaxation(run.problem)
    run.raise_bound(bound_of(relaxed))
    if not run.over(FLOOR_SHARE):
        floor = floor_of(run.problem, relaxed).value
        run.raise_bound(Bound(floor, floor))
    _squeaky_wheel(run, tables, lambda: None)
    _improve(run, _best_state(run, tables), seed, run.budget.most_rounds, never)
    if run.budget.proof and not run.over():
        with Aside(tables, seconds=run.budget.seconds, seed=seed, work=run.budget.proof) as aside:
            aside.begin(run.best, run.elapsed())
            state = _best_state(run, tables)
            while not run.over() and aside.wait():
                state = _heed(run, aside, state) or state
            _conclude(run, aside)


def _search_with_help(run: _Run, tables: Tables, seed: int) -> None:
    """Improve here while the bound and the solver work aside; take over what they find."""
    with Aside(tables, seconds=run.budget.seconds, seed=seed) as aside:
        aside.begin(run.best, run.elapsed())
        _squeaky_wheel(run, tables, lambda: _heed(run, aside, None))
        state = _best_state(run, tables)
        piece = 0
        while not run.over() and not _spent(run):
            left = run.budget.most_rounds - run.counters.get("rounds", 0)
            _improve(run, state, seed + piece, left, aside.ready)
            piece += 1
            state = _heed(run, aside, state) or state
        _conclude(run, aside)


def _conclude(run: _Run, aside: Aside) -> None:
    """Take down what became of the work aside."""
    run.counters |= aside.counters
    if all(getattr(run.problem.weights, name) for level in run.problem.levels for name in level):
        # The solver counts a term without weight that a level names; the search does not.
        run.solved = aside.solved


def _heed(run: _Run, aside: Aside, state: State | None) -> State | None:
    """Take in what came from aside; return the state of a new best, ``None`` without one.

    Plans of a few jobs go into `state`, or else into the best schedule.
    """
    found = None
    while aside.ready():
        news = aside.collect(run.best, run.elapsed())
        run.raise_bound(news.bound)
        pack, whole = news.bound.pack, news.schedule or news.bound.schedule
        better = _adopted(run, aside.tables, state, pack) if pack else None
        if better is None and whole is not None:
            better = _regained(run, aside, whole)
        if better is not None:
            aside.counters["adopted" if pack else "exact_won"] += 1
            found = state = better
    return found


def _adopted(run: _Run, tables: Tables, state: State | None, pack: Pack) -> State | None:
    """Return a state with `pack` that is a new best, ``None`` without one."""
    if state is not None and _takes(run, state, pack):
        return state
    # The plan was made for the best schedule; the search may have gone elsewhere meanwhile.
    best = _best_state(run, tables)
    return best if _takes(run, best, pack) else None


def _takes(run: _Run, state: State, pack: Pack) -> bool:
    return adopt(state, pack) and run.offer(state.schedule(), score(state))


def _regained(run: _Run, aside: Aside, whole: Schedule) -> State | None:
    """Return a state of `whole`, a new best, with what the former best had better; ``None`` if it is none."""
    former, value = run.best, level_sums(run.problem, evaluate(run.problem, whole))
    if value >= run.objective:
        return None
    if verify_schedule(run.problem, whole):
        aside.counters["refused"] += 1
        return None
    run.offer(whole, value)
    state = _best_state(run, aside.tables)
    for job in run.problem.jobs:
        plan = {task: at for task in aside.tables.unpinned(job) if (at := former.tasks[task]) is not None}
        if plan and any(whole.tasks[task] != at for task, at in plan.items()):
            adopt(state, {run.problem.tasks[next(iter(plan))].job: plan})
    run.offer(state.schedule(), score(state))
    return state


def _best_state(run: _Run, tables: Tables) -> State:
    """Return a state of the best schedule."""
    state = State(run.problem, tables)
    load(state, run.best)
    return state


def _spent(run: _Run) -> bool:
    return run.budget.rounds is not None and run.counters.get("rounds", 0) >= run.budget.rounds
