"""What cannot both be true: a run and what others proved, or two runs of one instance."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from iplatform_sched.errors import VerificationError
from iplatform_sched.model.outcome import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iplatform_sched.bench.records import Record

INFEASIBLE = Status.INFEASIBLE.value


def refuse(records: Iterable[Record], consequence: str) -> None:
    """Raise `VerificationError` with the `consequence` where runs contradict each other or what is known."""
    if found := contradictions(records):
        raise VerificationError(f"{consequence}, for these cannot both be true: {'; '.join(found)}")


def contradictions(records: Iterable[Record]) -> tuple[str, ...]:
    """Return in words what contradicts: lower bounds, schedules that the judge passed, verdicts."""
    # One instance may be in two sets, by two names.
    by_instance: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_instance[record.instance_digest].append(record)
    return tuple(text for group in by_instance.values() for text in _of_one(group))


def _of_one(group: list[Record]) -> list[str]:
    first = group[0]
    lowers = [(r.bound, f"{r.preset} (seed {r.seed}) proves that none is below") for r in group]
    lowers += [(r.known_lower, "others proved that none is below") for r in group]
    uppers = [(r.objective if r.solved else None, f"{r.preset} (seed {r.seed}) has one of") for r in group]
    uppers += [(r.known_upper, "others have one of") for r in group]
    denials = [
        f"{r.preset} (seed {r.seed}) proves that there is none" for r in group if r.status == INFEASIBLE
    ]
    denials += ["others proved that there is none" for r in group if r.known_infeasible]
    lower = max(((value, who) for value, who in lowers if value is not None), default=None)
    upper = min(((value, who) for value, who in uppers if value is not None), default=None)
    about = f"schedules of {first.set} {first.instance}"
    found = []
    if lower and upper and lower[0] > upper[0]:
        found.append(f"{about}: {lower[1]} {lower[0]:,}, {upper[1]} {upper[0]:,}")
    if denials and upper:
        found.append(f"{about}: {denials[0]}, {upper[1]} {upper[0]:,}")
    return found
