"""A request as a whole: its time, its order, its places, all of it or none."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import LagUnit, Moment, StageKind
from iplatform_sched.verify.plan.violation import Violation, against, against_request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Lag, Request, Stage
    from iplatform_sched.domain.vocabulary import StageId
    from iplatform_sched.verify.plan.case import Case

DAY = timedelta(days=1)


def plan_from(case: Case) -> Iterator[Violation]:
    """No proposed booking starts before the plan does."""
    for booking in case.proposed:
        if booking.start < case.snapshot.plan_from:
            when = case.when(case.snapshot.plan_from)
            yield against("plan_from", booking, f"starts before the plan does, at {when}")


def release(case: Case) -> Iterator[Violation]:
    """No proposed booking starts before its request is released."""
    for booking in case.proposed:
        released = case.request_of(booking).release
        if released is not None and booking.start < released:
            yield against("release", booking, f"starts before its release at {case.when(released)}")


def deadline(case: Case) -> Iterator[Violation]:
    """No proposed booking ends after its request's deadline."""
    for booking in case.proposed:
        last = case.request_of(booking).deadline
        if last is not None and booking.end > last:
            yield against("deadline", booking, f"ends after its deadline at {case.when(last)}")


def lags(case: Case) -> Iterator[Violation]:
    """Between stages lie at least the minimum and at most the maximum lags."""
    for request, present in case.by_request():
        for stage in request.stages:
            for lag in stage.after:
                before, after = present.get(lag.after), present.get(stage.id)
                if before is None or after is None or (case.is_fixed(before) and case.is_fixed(after)):
                    continue
                fault = next(_lag_faults(case, lag, before, after), "")
                if fault:
                    one, two = (before, after) if case.is_fixed(after) else (after, before)
                    what = f"stage {stage.id} {fault} stage {lag.after}"
                    yield against("lags", one, f"breaks a lag: {what}", two)


def _lag_faults(case: Case, lag: Lag, before: Booking, after: Booking) -> Iterator[str]:
    if lag.since is None and lag.to is Moment.START and after.start < before.end:
        yield "starts before the end of"
    to = _moment(after, lag.to)
    least = _elapsed(case, lag.unit, _moment(before, lag.since or Moment.END), to)
    most = _elapsed(case, lag.unit, _moment(before, lag.since or Moment.RUN_END), to)
    unit = "working days" if lag.unit is LagUnit.WORKING_DAYS else "minutes"
    if least < lag.minimum:
        yield f"is less than {lag.minimum} {unit} after"
    if lag.maximum is not None and most > lag.maximum:
        yield f"is more than {lag.maximum} {unit} after"


def _elapsed(case: Case, unit: LagUnit, first: datetime, second: datetime) -> float:
    if unit is LagUnit.WORKING_DAYS:
        return _working_days(case, first, second)
    return (second - first) / timedelta(minutes=1)


def _moment(booking: Booking, moment: Moment) -> datetime:
    return {Moment.START: booking.start, Moment.RUN_END: booking.run_end, Moment.END: booking.end}[moment]


def _working_days(case: Case, first: datetime, second: datetime) -> int:
    """Return the network's working days after the date of `first` to that of `second`; may be negative."""
    one, two = case.clock.network_date(first), case.clock.network_date(second)
    return _count(case, one, two) if one <= two else -_count(case, two, one)


def _count(case: Case, first: date, last: date) -> int:
    return sum(case.clock.is_network_day(first + DAY * (k + 1)) for k in range((last - first).days))


def links(case: Case) -> Iterator[Violation]:
    """Stages that ask for the same or another machine or centre get it."""
    for request, present in case.by_request():
        for stage in request.stages:
            booking = present.get(stage.id)
            if booking is not None:
                for other, fault in _link_faults(stage, booking, present):
                    if not (case.is_fixed(booking) and case.is_fixed(other)):
                        one, two = (other, booking) if case.is_fixed(booking) else (booking, other)
                        yield against("links", one, f"{fault} of stages {stage.id} and {other.stage}", two)


def _link_faults(
    stage: Stage, booking: Booking, present: dict[StageId, Booking]
) -> Iterator[tuple[Booking, str]]:
    for names, kind, wanted in (
        (stage.same_equipment_as, "equipment", True),
        (stage.different_equipment_from, "equipment", False),
        (stage.same_centre_as, "centre", True),
        (stage.different_centre_from, "centre", False),
    ):
        for other in (present[name] for name in names if name in present):
            if (getattr(booking, kind) == getattr(other, kind)) is not wanted:
                yield other, f"breaks the {'same' if wanted else 'different'} {kind}"


def max_centres(case: Case) -> Iterator[Violation]:
    """All stages of a request together are at no more centres than it allows."""
    for request, present in case.by_request():
        centres = {booking.centre for booking in present.values()}
        if request.max_centres is not None and len(centres) > request.max_centres:
            what = f"is at {len(centres)} centres; it allows {request.max_centres}"
            yield against_request("max_centres", request, what)


def is_optional(stage: Stage) -> bool:
    """Return whether a request is served without the stage: it only trains."""
    return stage.kind is StageKind.TRAINING and stage.trains is not None


def whole(case: Case) -> Iterator[Violation]:
    """A request is served whole or not at all, unless it says that a prefix will do."""
    for request, present in case.by_request():
        absent = [stage for stage in request.stages if stage.id not in present and not is_optional(stage)]
        if not absent:
            continue
        if not request.prefix_will_do:
            names = ", ".join(stage.id for stage in absent)
            yield against_request("whole", request, f"is served without its stages {names}")
            continue
        proposed = {name for name, booking in present.items() if not case.is_fixed(booking)}
        for fault in _prefix_faults(request, {stage.id for stage in absent}, proposed):
            yield against_request("whole", request, fault)


def _prefix_faults(request: Request, absent: set[StageId], proposed: set[StageId]) -> Iterator[str]:
    for stage in request.stages:
        for before in _predecessors(request, stage) & absent:
            if stage.id in proposed:
                yield f"is served with stage {stage.id} but without {before}, which comes before"
        for other in _partners(stage):
            if {stage.id, other} & absent and {stage.id, other} & proposed:
                yield f"is served with only one of the stages {stage.id} and {other}, which belong together"


def _predecessors(request: Request, stage: Stage) -> set[StageId]:
    """Return the stages that come before: by a lag, as maker, or before it uses a specimen up."""
    before = {lag.after for lag in stage.after}
    for other in request.stages:
        held = {*stage.holds, *stage.consumes}
        used = {*other.holds, *other.makes, *other.consumes}
        if other.id != stage.id and (held & set(other.makes) or set(stage.consumes) & used):
            before.add(other.id)
    return before


def _partners(stage: Stage) -> set[StageId]:
    bounded = {lag.after for lag in stage.after if lag.maximum is not None}
    return bounded | set(stage.same_equipment_as) | set(stage.same_centre_as)
