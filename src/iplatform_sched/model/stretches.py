"""Stretches of a task as intervals: the hold of its machine, and the pieces that people attend."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.model.context import Moment, any_of
from iplatform_sched.problem.data import Style
from iplatform_sched.timeline import Interval, IntervalSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ortools.sat.python.cp_model import IntervalVar

    from iplatform_sched.model.context import Choice, Context
    from iplatform_sched.model.variables import Literal


class Stretch(NamedTuple):
    """Attended work between two moments: the working ticks of `calendar` in ``[start, end)``.

    `start` is a working tick and so is the last one before `end`.

    Attributes
    ----------
    choices
        The groups in which the stretch starts.
    one_window
        Whether the stretch may not leave a window of its calendar.
    """

    literal: Literal
    start: Moment
    end: Moment
    calendar: int
    choices: tuple[Choice, ...]
    one_window: bool

    @property
    def length(self) -> int | None:
        """Return the ticks from start to end where they are the same for every start, else ``None``."""
        lengths = {choice.group.end for choice in self.choices}
        return lengths.pop() if len(lengths) == 1 else None

    @property
    def reach(self) -> Interval:
        """Return the least span that holds the stretch wherever it is."""
        spans = [choice.group.starts.spans for choice in self.choices if choice.group.starts]
        first = min((span[0].start for span in spans), default=0)
        last = max((c.group.starts.spans[-1].end - 1 + c.group.end for c in self.choices), default=0)
        return Interval(first, last)


def size(context: Context, task: int) -> Moment:
    """Return ``end - start`` of a task."""
    if task not in context.sizes:
        variables = context.tasks[task]
        length = context.model.new_int_var(0, variables.end.domain.max(), f"task {task} size")
        context.model.add(variables.start + length == variables.end)
        context.sizes[task] = length
    return Moment(context.sizes[task])


def fixed_length(context: Context, task: int, modes: Sequence[int]) -> int | None:
    """Return ``end - start`` where it is the same in all `modes` and for every start, else ``None``."""
    lengths: set[int] = set()
    for m in modes:
        mode = context.problem.tasks[task].modes[m]
        if (task, m) not in context.choices or (mode.style is Style.UNATTENDED and mode.tail):
            return None
        run = mode.run if mode.style is Style.UNATTENDED else 0
        lengths |= {choice.group.end + run for choice in context.choices[task, m].whole}
    return lengths.pop() if len(lengths) == 1 else None


def hold(context: Context, task: int, modes: Sequence[int]) -> IntervalVar:
    """Return the interval ``[start, end)`` of a task, present when one of `modes` is chosen."""
    key = (task, tuple(modes))
    if key not in context.intervals:
        variables = context.tasks[task]
        present = any_of(context, task, modes)
        length = fixed_length(context, task, modes)
        if length is None:
            interval = context.model.new_optional_interval_var(
                variables.start, size(context, task).variable, variables.end, present, f"hold {key}"
            )
        else:
            interval = context.model.new_optional_fixed_size_interval_var(
                variables.start, length, present, f"hold {key}"
            )
        context.intervals[key] = interval
    return context.intervals[key]


def stretches(context: Context, task: int, mode: int) -> list[Stretch]:
    """Return the attended pieces of a task in a mode; `calendar` must be in the model."""
    record = context.problem.tasks[task].modes[mode]
    variables, literal = context.tasks[task], context.tasks[task].modes[mode]
    choices = context.choices[task, mode]
    start, end = Moment(variables.start), Moment(variables.end)
    if record.style is not Style.UNATTENDED:
        one_window = record.style is Style.ATTENDED
        return [Stretch(literal, start, end, record.calendar, choices.whole, one_window)]
    pieces = []
    if record.lead:
        loaded = Moment(variables.run_end, -record.run)
        pieces.append(Stretch(literal, start, loaded, record.calendar, choices.whole, one_window=True))
    if record.tail:
        unload = Moment(variables.unload)
        pieces.append(Stretch(literal, unload, end, record.calendar, choices.unload, one_window=True))
    return pieces


def interval(context: Context, stretch: Stretch) -> IntervalVar:
    """Return the whole of a stretch, pauses included, as an optional interval."""
    model = context.model
    start = stretch.start.variable + stretch.start.offset
    if stretch.length is not None:
        return model.new_optional_fixed_size_interval_var(start, stretch.length, stretch.literal, "piece")
    end = stretch.end.variable + stretch.end.offset
    length = model.new_int_var(0, context.problem.horizon, "piece size")
    return model.new_optional_interval_var(start, length, end, stretch.literal, "piece")


def forbid(context: Context, task: int, mode: int, spans: IntervalSet) -> None:
    """Let the hold of a task in a mode not meet `spans`; `calendar` must be in the model."""
    spans = spans.clip(0, context.problem.horizon)
    if not spans:
        return
    record = context.problem.tasks[task].modes[mode]
    choices = context.choices[task, mode]
    run = record.run if record.style is Style.UNATTENDED else 0
    for position, choice in enumerate(choices.whole):
        key = (task, mode, 0, position)
        before = context.allowed_choice.get(key, choice.group.starts)
        context.allowed_choice[key] = before - _starts_that_meet(spans, choice.group.end + run)
    if choices.unload:
        _forbid_waiting(context, task, mode, spans)


def _starts_that_meet(spans: IntervalSet, length: int) -> IntervalSet:
    return IntervalSet.of((a - length + 1, b) for a, b in spans)


def _forbid_waiting(context: Context, task: int, mode: int, spans: IntervalSet) -> None:
    """Keep a hold whose end is not a function of its start off `spans`."""
    for position, choice in enumerate(context.choices[task, mode].unload):
        key = (task, mode, 1, position)
        before = context.allowed_choice.get(key, choice.group.starts)
        context.allowed_choice[key] = before - _starts_that_meet(spans, choice.group.end)
    fixed = [context.model.new_fixed_size_interval_var(a, b - a, "closed") for a, b in spans]
    context.model.add_no_overlap([hold(context, task, [mode]), *fixed])
