"""A night in a few sentences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Plan
    from iplatform_sched.domain.run import Level, Run


def summary(run: Run, plan: Plan) -> str:
    """Return what was planned and changed, at what price, and how good that is known to be."""
    kinds = Counter(change.kind.value.replace("_", " ") for change in run.changes)
    served = {booking.request for booking in plan.bookings}
    partly = {item.request for item in plan.unserved} & served
    listed = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) or "none"
    lines = [
        f"{len(plan.bookings)} stages of {len(served)} requests planned ({len(partly)} of them in part).",
        f"{len(plan.unserved) - len(partly)} requests not served.",
        f"Changes: {listed}.",
        *(_levels(run.levels) if run.levels else _sum(run)),
    ]
    if run.first_seconds is not None and run.best_seconds is not None:
        lines.append(f"First plan after {run.first_seconds:.1f} s, best after {run.best_seconds:.1f} s.")
    if plan.broken:
        lines.append(f"{len(plan.broken)} confirmed bookings contradict the facts: {' '.join(plan.broken)}")
    return "\n".join(lines)


def _sum(run: Run) -> list[str]:
    bound = "" if run.bound is None else f", proven bound {run.bound:,}"
    least = "" if run.unavoidable is None else f"; any plan pays {run.unavoidable:,} of it"
    lines = [f"Objective {run.objective or 0:,}{bound}{least}."]
    if run.gap is not None and run.plain_gap is not None:
        whole = f"{100 * run.plain_gap:.2f} % of the whole"
        lines.append(f"At most {100 * run.gap:.2f} % of what can be decided is still to be gained, {whole}.")
    if run.standing is not None and run.objective is not None:
        gain = run.standing - run.objective
        more = f"{run.standing:,} tonight: {gain:,} more, disruption counted" if gain else "as much"
        lines.append(f"The standing plan alone would cost {more}.")
    return lines


def _levels(levels: tuple[Level, ...]) -> list[str]:
    return [_level(number, level) for number, level in enumerate(levels, start=1)]


def _level(number: int, level: Level) -> str:
    known = "proved" if level.proved else f"not proved, proven bound {level.bound:,}"
    before = "" if level.standing is None else f"; the standing plan has {level.standing:,}"
    return f"Level {number} ({', '.join(level.terms)}): {level.value:,}, {known}{before}."
