"""Measure one night: ``python -m benchmarks.night [--night data/iplatform] [--budget 60] [--seeds 1]``.

With ``--save benchmarks/nights/iplatform_best.json`` the cheapest plan becomes the reference of the tests.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from iplatform_sched.app.provenance import provenance
from iplatform_sched.exchange.folder import read_folder
from iplatform_sched.planning.housekeeping import keep_house
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile import to_plan
from iplatform_sched.search.budget import Budget
from iplatform_sched.search.construct import construct
from iplatform_sched.search.night import run_search
from iplatform_sched.search.score import score
from iplatform_sched.verify.plan import verify_plan
from iplatform_sched.verify.schedule import verify_schedule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.problem.compiled import Compiled
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.search.outcome import SearchOutcome

ROOT = Path(__file__).parent.parent
DEMO = Path("data/iplatform")
NIGHTS = Path(__file__).parent / "nights"
NOW = "2026-11-23T20:00:00+09:00"


class Measured(NamedTuple):
    """One run: whether its plan keeps every rule, the objective, and the bookings."""

    kept: bool
    objective: tuple[int, ...]
    bookings: tuple[Booking, ...]


def compiled_night(name: str, now: datetime) -> Compiled:
    """Return the compiled night of a folder, or of a list of requests in ``benchmarks/nights``."""
    listed = NIGHTS / f"{name}.txt"
    facts = read_folder(ROOT / DEMO if listed.exists() else ROOT / name)
    if listed.exists():
        chosen = set(listed.read_text(encoding="utf-8").split())
        facts = facts.model_copy(update={"requests": tuple(r for r in facts.requests if r.id in chosen)})
    return compile_snapshot(keep_house(facts.at(now)).snapshot)


def unserved(compiled: Compiled, schedule: Schedule) -> set[str]:
    """Return the ids of the requests with nothing planned though something waits."""
    tasks = compiled.problem.tasks
    return {
        compiled.requests[index].id
        for index, job in enumerate(compiled.problem.jobs)
        if (own := [t for t in job.tasks if tasks[t].pinned is None])
        and all(schedule.tasks[t] is None for t in own)
    }


class Insertion(NamedTuple):
    """What insertion alone makes of a night, and what it took."""

    schedule: Schedule
    objective: int
    seconds: float
    work: float


def insertion(problem: Problem) -> Insertion:
    """Return the plan of insertion alone."""
    began, worked = time.monotonic(), time.process_time()
    state = construct(problem)
    seconds, work = time.monotonic() - began, time.process_time() - worked
    return Insertion(state.schedule(), score(state)[0], seconds, work)


def measure(compiled: Compiled, budget: float, seed: int) -> Measured:
    """Run, verify and print one night."""
    problem = compiled.problem
    # In a process of its own: the search inserts for itself, and its memory is measured.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as aside:
        first = aside.submit(insertion, problem).result()
    left = unserved(compiled, first.schedule)
    outcome = run_search(problem, budget=Budget(budget), workers=2, seed=seed)
    together = _used(resource.RUSAGE_SELF) + _used(resource.RUSAGE_CHILDREN)
    plan = to_plan(compiled, outcome.schedule)
    broken = [*verify_schedule(problem, outcome.schedule), *verify_plan(compiled.snapshot, plan.bookings)]
    left_at_end = unserved(compiled, outcome.schedule)
    lines = {
        "seed": seed,
        "requests, stages": f"{len(problem.jobs)}, {len(problem.tasks)}",
        "insertion alone": f"{first.objective:,} KRW, {len(left)} unserved, "
        f"{first.seconds:.1f} s ({first.work:.1f} s of work)",
        "first verified plan": f"after {outcome.first:.1f} s of the search",
        "objective": f"{outcome.objective[0]:,} KRW after {outcome.best:.1f} of {outcome.seconds:.1f} s",
        "insertion above it": f"{first.objective / outcome.objective[0] - 1:.1%}",
        "unserved": ", ".join(sorted(left_at_end)) or "none",
        "served beyond insertion": ", ".join(sorted(left - left_at_end)) or "none",
        **_bounds(outcome),
        "work": ", ".join(f"{count} {name}" for name, count in outcome.counters.items()),
        "peak memory": f"at most {max(together, _used(resource.RUSAGE_SELF)):.0f} MB with the largest child",
        "verified": "yes" if not broken else f"NO: {broken[0]}",
    }
    sys.stdout.write("".join(f"{name + ':':26}{text}\n" for name, text in lines.items()) + "\n")
    return Measured(not broken, outcome.objective, plan.bookings)


def save(runs: Iterable[Measured], path: Path) -> None:
    """Write the bookings of the cheapest plan that keeps every rule; nothing when none does."""
    whole = [run for run in runs if run.kept]
    if whole:
        best = min(whole, key=lambda run: run.objective)
        fields = [booking.model_dump(mode="json") for booking in best.bookings]
        text = json.dumps(fields, indent=0, sort_keys=True, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")


def _bounds(outcome: SearchOutcome) -> dict[str, str]:
    gap, plain = outcome.gap, outcome.plain_gap
    return {
        "bound, unavoidable": f"{outcome.bound or 0:,} KRW, {outcome.unavoidable:,} KRW",
        "gap, plain gap": "none" if gap is None or plain is None else f"{gap:.2%}, {plain:.2%}",
        "proved": "yes" if outcome.proved else "no",
    }


def _used(who: int) -> float:
    """Return the most memory of this process, or of its largest child so far, in MB."""
    return resource.getrusage(who).ru_maxrss / 1024


def _made_with() -> str:
    found = provenance()
    return f"{found.machine}; {', '.join(f'{name} {value}' for name, value in found.versions.items())}"


def main() -> int:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--night", default=str(DEMO))
    parser.add_argument("--budget", type=float, default=60.0)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--now", type=datetime.fromisoformat, default=datetime.fromisoformat(NOW))
    parser.add_argument("--save", type=Path)
    asked = parser.parse_args()
    sys.stdout.write(f"{_made_with()}\nnight: {asked.night}, {asked.budget:g} s\n\n")
    compiled = compiled_night(asked.night, asked.now)
    runs = [measure(compiled, asked.budget, seed) for seed in range(asked.seeds)]
    if asked.save is not None:
        save(runs, asked.save)
    return 0 if all(run.kept for run in runs) else 1


if __name__ == "__main__":
    sys.exit(main())
