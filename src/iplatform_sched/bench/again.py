"""Solution files judged again, long after their runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.bench.instances import load
from iplatform_sched.bench.judging import miscounted
from iplatform_sched.bench.solutions import read_solution
from iplatform_sched.errors import InputError
from iplatform_sched.problem.measures import evaluate, objective

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from iplatform_sched.bench.instances import Loaded
    from iplatform_sched.bench.records import Record
    from iplatform_sched.bench.sets import Instance
    from iplatform_sched.bench.solutions import Kept


class Again(NamedTuple):
    """What came of judging a run again.

    Attributes
    ----------
    outcome
        ``valid``: it keeps every rule and has the objective that its record says; ``refused``: it does not,
        as its record says too; ``missing``: its file or its instance is not there; ``wrong`` else.
    message
        Why it is wrong; empty where it is not.
    """

    record: Record
    outcome: str
    message: str = ""


def judge_again(
    records: Iterable[Record],
    instances: Mapping[tuple[str, str], Instance],
    folder: Kept,
    report: Callable[[str, float], None],
) -> tuple[Again, ...]:
    """Return what the judge finds in the solution file of each run that has one, instance by instance.

    Parameters
    ----------
    instances
        By set and name.
    folder
        Of the solutions, or the archive of them.
    """
    kept = sorted((record for record in records if record.solution), key=lambda record: record.key)
    found: list[Again] = []
    loaded: tuple[tuple[str, str], Loaded] | None = None
    for turn, record in enumerate(kept):
        name = (record.set, record.instance)
        if name not in instances:
            found.append(Again(record, "missing", "its instance is not there"))
            continue
        if loaded is None or loaded[0] != name:
            report(f"{record.set} {record.instance}", turn / len(kept))
            loaded = name, load(instances[name])
        found.append(_judged(record, loaded[1], folder))
    return tuple(found)


def _judged(record: Record, loaded: Loaded, folder: Kept) -> Again:
    if not (folder / record.solution).exists():
        return Again(record, "missing", f"there is no {folder / record.solution}")
    if loaded.digest != record.instance_digest:
        return Again(record, "wrong", "its instance has changed since")
    try:
        schedule = read_solution(folder / record.solution)
    except InputError as error:
        return Again(record, "wrong", str(error))
    flaws = loaded.judge(schedule)
    refused = record.verified is False
    if not flaws:
        value = objective(loaded.problem, evaluate(loaded.problem, schedule))
        if refused:
            flaws = miscounted(value, record.trajectory)
        elif value != record.objective:
            flaws = (f"its objective is {value:,}, and its record says {record.objective:,}",)
    if refused and not flaws:
        return Again(record, "wrong", "nothing is wrong with it, and its record says that something is")
    if flaws:
        return Again(record, "refused" if refused else "wrong", flaws[0])
    return Again(record, "valid")
