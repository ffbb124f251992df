"""The model under construction: what constraints share and what they narrow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ortools.sat.python.cp_model import CpModel, Domain, IntervalVar, IntVar, LinearExpr

from iplatform_sched.model.variables import (
    Literal,
    TaskVariables,
    served_literal,
    surely_present,
    task_variables,
)
from iplatform_sched.timeline import IntervalSet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iplatform_sched.problem.data import Mode, Problem
    from iplatform_sched.problem.placement import PieceGroup
    from iplatform_sched.timeline import Interval

    Cost = list[tuple[LinearExpr, int]]


class Moment(NamedTuple):
    """The tick ``variable + offset``."""

    variable: IntVar
    offset: int = 0


class Choice(NamedTuple):
    """A group of starts and the literal that the piece starts in it."""

    literal: Literal
    group: PieceGroup


class Choices(NamedTuple):
    """The groups of one mode of one task.

    Attributes
    ----------
    whole
        Placements of attended or pausable work, loading pieces of unattended work.
    unload
        Unloading pieces of unattended work with a tail, else empty.
    """

    whole: tuple[Choice, ...]
    unload: tuple[Choice, ...]


@dataclass(slots=True)
class Context:
    """A model that grows: constraints add to it, and what several of them need is made once.

    Attributes
    ----------
    names
        Names of the constraints that are, or are going to be, part of the model.
    choices
        By (task, mode): groups of starts; filled by `calendar`.
    allowed
        By (task, mode): starts that every constraint so far allows; see :func:`narrow`.
    allowed_choice
        By index of a choice's literal within (task, mode, 0 whole or 1 unload, position).
    """

    problem: Problem
    model: CpModel
    tasks: tuple[TaskVariables, ...]
    served: tuple[Literal, ...]
    names: frozenset[str]
    choices: dict[tuple[int, int], Choices] = field(default_factory=dict)
    allowed: dict[tuple[int, int], IntervalSet] = field(default_factory=dict)
    allowed_choice: dict[tuple[int, int, int, int], IntervalSet] = field(default_factory=dict)
    bounds: dict[tuple[int, int], Literal] = field(default_factory=dict)
    unions: dict[tuple[int, tuple[int, ...]], Literal] = field(default_factory=dict)
    sizes: dict[int, IntVar] = field(default_factory=dict)
    intervals: dict[tuple[int, tuple[int, ...]], IntervalVar] = field(default_factory=dict)
    fees: dict[tuple[int, int], Cost] = field(default_factory=dict)
    travel: dict[tuple[int, int], Cost] = field(default_factory=dict)
    transport: dict[int, Cost] = field(default_factory=dict)
    days_late: dict[int, IntVar] = field(default_factory=dict)
    active: dict[tuple[int, ...], Literal] = field(default_factory=dict)

    @property
    def true(self) -> Literal:
        """Return the literal that always holds."""
        return self.model.new_constant(1)

    @property
    def false(self) -> Literal:
        """Return the literal that never holds."""
        return self.model.new_constant(0)


def new_context(problem: Problem, names: Iterable[str]) -> Context:
    """Return a context with all task variables and nothing that binds them yet."""
    model = CpModel()
    known = frozenset(names)
    tasks = tuple(
        # A constant says what `service` says, so it must not be there without it.
        task_variables(problem, model, task, surely="service" in known and surely_present(problem, i))
        for i, task in enumerate(problem.tasks)
    )
    served = tuple(served_literal(problem, model, j, tasks) for j in range(len(problem.jobs)))
    return Context(problem, model, tasks, served, known)


def movable(context: Context) -> list[tuple[int, int, Mode]]:
    """Return every (task, mode index, mode) of tasks that are not pinned."""
    return [
        (i, m, mode)
        for i, task in enumerate(context.problem.tasks)
        if task.pinned is None
        for m, mode in enumerate(task.modes)
    ]


def linear(cost: Sequence[tuple[LinearExpr, int]]) -> LinearExpr:
    """Return the sum of expression times factor."""
    return LinearExpr.weighted_sum([e for e, _ in cost], [c for _, c in cost])


def domain(spans: IntervalSet) -> Domain:
    """Return the solver's domain of a set of ticks."""
    return Domain.from_intervals([[a, b - 1] for a, b in spans])


def any_of(context: Context, task: int, modes: Sequence[int]) -> Literal:
    """Return the literal that one of `modes` of `task` is chosen."""
    key = (task, tuple(modes))
    if key not in context.unions:
        context.unions[key] = _union(context, task, key[1])
    return context.unions[key]


def _union(context: Context, task: int, modes: tuple[int, ...]) -> Literal:
    variables = context.tasks[task]
    if not modes:
        return context.false
    if len(modes) == len(variables.modes):
        return variables.present
    if len(modes) == 1:
        return variables.modes[modes[0]]
    union = context.model.new_bool_var(f"task {task} modes {modes}")
    # A linear equality, not clauses: the relaxation sees it.
    context.model.add(LinearExpr.sum([variables.modes[m] for m in modes]) == union)
    return union


def on_site(context: Context, task: int, site: int) -> Literal:
    """Return the literal that `task` is present at `site`."""
    modes = context.problem.tasks[task].modes
    return any_of(context, task, [m for m, mode in enumerate(modes) if mode.site == site])


def on_resource(context: Context, task: int, resource: int) -> Literal:
    """Return the literal that `task` is present on machine `resource`."""
    modes = context.problem.tasks[task].modes
    return any_of(context, task, [m for m, mode in enumerate(modes) if mode.resource == resource])


def at_most(context: Context, moment: Moment, tick: int) -> Literal:
    """Return a literal that is equivalent to ``moment <= tick``."""
    value = tick - moment.offset
    spans = moment.variable.domain
    if value < spans.min():
        return context.false
    if value >= spans.max():
        return context.true
    key = (moment.variable.index, value)
    if key not in context.bounds:
        literal = context.model.new_bool_var(f"{moment.variable.name} <= {value}")
        context.model.add(moment.variable <= value).only_enforce_if(literal)
        context.model.add(moment.variable > value).only_enforce_if(literal.negated())
        context.bounds[key] = literal
    return context.bounds[key]


def at_least(context: Context, moment: Moment, tick: int) -> Literal:
    """Return a literal that is equivalent to ``moment >= tick``."""
    return at_most(context, moment, tick - 1).negated()


def narrow(context: Context, task: int, mode: int, starts: IntervalSet) -> None:
    """Let `task` in `mode` start only in `starts`."""
    key = (task, mode)
    before = context.allowed.get(key)
    context.allowed[key] = starts if before is None else before & starts


def close(context: Context) -> None:
    """Post the start domains that the constraints have narrowed; call once, after all of them."""
    starts: dict[int, IntervalSet | None] = {}
    for i, m, _ in movable(context):
        reach = _close_mode(context, i, m)
        before = starts.get(i, reach)
        starts[i] = None if before is None or reach is None else before | reach
    for i, reach in starts.items():
        if reach is None:
            continue
        if not reach:
            context.model.add_bool_and([context.tasks[i].present.negated()])
        else:
            context.model.add_linear_expression_in_domain(context.tasks[i].start, domain(reach))


def _close_mode(context: Context, task: int, mode: int) -> IntervalSet | None:
    """Post the domain of each group of one mode; return the starts left, ``None`` for all."""
    allowed = context.allowed.get((task, mode))
    choices = context.choices.get((task, mode))
    variables = context.tasks[task]
    if choices is None:
        if allowed is not None:
            _start_in(context, variables.start, allowed, variables.modes[mode])
        return allowed
    for position, choice in enumerate(choices.unload):
        spans = context.allowed_choice.get((task, mode, 1, position), choice.group.starts)
        _start_in(context, variables.unload, spans, choice.literal)
    reach: list[Interval] = []
    for position, choice in enumerate(choices.whole):
        spans = context.allowed_choice.get((task, mode, 0, position), choice.group.starts)
        spans = spans if allowed is None else spans & allowed
        _start_in(context, variables.start, spans, choice.literal)
        reach += spans
    return IntervalSet.of(reach)


def _start_in(context: Context, variable: IntVar, spans: IntervalSet, literal: Literal) -> None:
    if not spans:
        context.model.add_bool_and([literal.negated()])
    else:
        context.model.add_linear_expression_in_domain(variable, domain(spans)).only_enforce_if(literal)
