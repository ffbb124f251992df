"""Wishes for operators that nothing can come of: they are kept, and whoever wished is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.availability.eligibility import options
from iplatform_sched.availability.network import index_network
from iplatform_sched.errors import Issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.snapshot import Snapshot


def idle_wishes(snapshot: Snapshot, requests: Iterable[Request]) -> Iterator[Issue]:
    """Yield a warning for each wish for operators of whom none can be at a booking of its request.

    An operator can be there whose pool runs a machine that can do a stage.
    """
    network = index_network(snapshot)
    for request in requests:
        if not (request.same_operator or request.preferred_operators):
            continue
        found = (option for stage in request.stages for option in options(network, request, stage))
        named = {name for option in found for pool, _ in option.pools for name in pool.people}
        subject = f"request {request.id}"
        if request.same_operator and not named:
            message = "nobody is named who could stay with it: the pools of its machines name no operator"
            yield Issue(message, field="same_operator", code="changes-nothing", subject=subject)
        for turn, name in enumerate(request.preferred_operators):
            if name not in named:
                message, where = "runs no machine that can do a stage of it", f"preferred_operators.{turn}"
                yield Issue(message, field=where, found=name, code="changes-nothing", subject=subject)
