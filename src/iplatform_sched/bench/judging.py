"""From a run as it was watched to its record: judged, measured by our own measures, its schedule kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.bench.child import taken_back
from iplatform_sched.bench.integral import primal_integral, proof_integral
from iplatform_sched.bench.records import Record
from iplatform_sched.bench.seam import KILLED
from iplatform_sched.bench.solutions import write_solution
from iplatform_sched.model.outcome import Status
from iplatform_sched.problem.measures import evaluate, objective

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from iplatform_sched.bench.child import Watched
    from iplatform_sched.bench.instances import Loaded
    from iplatform_sched.bench.runner import Run
    from iplatform_sched.problem.schedule import Schedule

MOST_FLAWS = 5
CLAIMS = frozenset({Status.OPTIMAL.value, Status.FEASIBLE.value})
DIED = frozenset({KILLED, Status.CRASHED.value})


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where and with what runs are made.

    Attributes
    ----------
    machine
        In one line.
    moment
        Tells the present moment in ISO 8601.
    source
        Tells what the source of the program is like by now: another text where it has changed.
    """

    machine: str
    versions: dict[str, str]
    commit: str
    moment: Callable[[], str]
    source: Callable[[], str]


def judged(run: Run, loaded: Loaded, watched: Watched, folder: Path, made: Provenance) -> Record:
    """Return the record of a run; its schedule is written below `folder`, also one that is not valid."""
    instance, preset = run.instance, run.preset
    schedule, flaws = _best(loaded, watched)
    valid = None if schedule is None else not flaws
    value = objective(loaded.problem, evaluate(loaded.problem, schedule)) if schedule and valid else None
    least = loaded.unavoidable(schedule) if schedule and valid else 0
    trajectory = () if schedule is None else tuple(watched.trajectory)
    if value is not None and (not trajectory or value < trajectory[-1][1]):
        trajectory = (*trajectory, (round(watched.seconds, 3), value))
    bound, detail = _bound(watched, value)
    solution = ""
    if schedule is not None:
        solution = f"{instance.set}/{instance.name}/{preset.name}-{run.seed}.json.gz"
        write_solution(folder / solution, schedule)
    return Record(
        set=instance.set,
        instance=instance.name,
        preset=preset.name,
        seed=run.seed,
        solver=preset.solver,
        status=_status(watched.status, value, bound),
        objective=value,
        bound=bound,
        unavoidable=least,
        gap=None if value is None or bound is None else relative(value - bound, value - least),
        first_seconds=trajectory[0][0] if trajectory else None,
        best_seconds=trajectory[-1][0] if trajectory else None,
        primal_integral=proof_integral(watched.seconds, preset.seconds)
        if watched.status == Status.INFEASIBLE.value
        else primal_integral(
            trajectory if valid else (),
            value if instance.known.upper is None else instance.known.upper,
            preset.seconds,
        ),
        trajectory=trajectory,
        limit_seconds=preset.seconds,
        limit_work=preset.work,
        workers=preset.workers,
        seconds=round(watched.seconds, 3),
        memory_mb=round(watched.memory_mb, 1),
        verified=valid,
        flaws=flaws[:MOST_FLAWS],
        detail=detail,
        known_lower=instance.known.lower,
        known_upper=instance.known.upper,
        known_infeasible=instance.known.infeasible,
        preset_digest=preset.digest,
        instance_digest=loaded.digest,
        solution=solution,
        machine=made.machine,
        versions=made.versions,
        commit=made.commit,
        ended=made.moment(),
    )


def _best(loaded: Loaded, watched: Watched) -> tuple[Schedule | None, tuple[str, ...]]:
    """Return the best schedule of a run and what is wrong with it.

    That which the solver returned, or where its process died that which it told last; none where that
    leaves out what must be there.
    """
    if not watched.schedules:
        return None, ()
    schedule = watched.schedules[-1]
    if flaws := loaded.judge(schedule):
        return schedule, flaws
    if not loaded.is_whole(schedule):
        return None, ()
    value = objective(loaded.problem, evaluate(loaded.problem, schedule))
    return schedule, miscounted(value, watched.trajectory)


def _bound(watched: Watched, value: int | None) -> tuple[int | None, str]:
    """Return the bound of a run, and what it says of itself."""
    bound = None if watched.status == Status.INFEASIBLE.value else watched.bound
    if bound is not None and watched.status in DIED:
        # One witness told it on the way, and the answer that would stand by it never came.
        return None, f"told a bound of {bound:,} that nobody confirmed. {watched.detail}".strip()
    if value is not None and bound is not None and bound > value and not watched.claimed:
        # Told on the way; the schedule of the answer shows that it was wrong.
        return None, taken_back(bound, watched.detail)
    return bound, watched.detail


def miscounted(value: int, trajectory: Sequence[tuple[float, int]]) -> tuple[str, ...]:
    """Return that a solver told a better objective than the `value` of its schedule, if it did."""
    if not trajectory:
        return ()
    told = trajectory[-1][1]
    if told >= value:
        return ()
    return (f"the solver told an objective of {told:,}, and its schedule has {value:,}",)


def _status(said: str, value: int | None, bound: int | None) -> str:
    """Return the status that the evidence allows: optimal needs a bound that is met."""
    if said in CLAIMS:
        if value is None:
            return Status.UNKNOWN.value
        return Status.OPTIMAL.value if bound is not None and bound == value else Status.FEASIBLE.value
    return said


def relative(difference: float, value: float) -> float:
    """Return a difference as a share of a value, between -1 and 1; of nothing it is all or nothing."""
    if difference == 0:
        return 0.0
    return max(-1.0, min(1.0, difference / abs(value))) if value else (1.0 if difference > 0 else -1.0)
