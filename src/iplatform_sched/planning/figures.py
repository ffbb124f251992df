"""What a run says about how good its plan is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.run import Level

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Plan
    from iplatform_sched.search.outcome import SearchOutcome


def figures(plan: Plan, search: SearchOutcome) -> dict[str, object]:
    """Return the fields of :class:`~iplatform_sched.domain.run.Run` that tell the quality of `plan`.

    In lexicographic mode there are levels, and no sum, bound or gap.
    """
    found: dict[str, object] = {
        "terms": plan.terms,
        "first_seconds": search.first,
        "best_seconds": search.best,
    }
    start = search.start_objective
    if search.levels:
        standing = start or (None,) * len(search.levels)
        pairs = zip(search.levels, standing, strict=True)
        return found | {"levels": tuple(Level(**level._asdict(), standing=old) for level, old in pairs)}
    return found | {
        "objective": plan.objective,
        "bound": search.bound,
        "unavoidable": search.unavoidable,
        "gap": search.gap,
        "plain_gap": search.plain_gap,
        "standing": None if start is None else start[0],
    }
