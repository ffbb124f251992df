"""Small projects as plain numbers, drawn by dice, written in each format, and their shortest schedules.

Nothing here knows the planner: a project is told as its format tells it, and the search looks at every start.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence


class Mode(NamedTuple):
    duration: int
    heads: tuple[int, ...]
    uses: tuple[int, ...]


class Plan(NamedTuple):
    """A project: modes of each activity, source and sink included, and lags between starts.

    A lag is (first, second, ticks); ticks of ``None`` are the duration of the first activity.
    """

    activities: tuple[tuple[Mode, ...], ...]
    lags: tuple[tuple[int, int, int | None], ...]
    renewable: tuple[int, ...]
    stocks: tuple[int, ...] = ()


def idle(renewable: int, stocks: int = 0) -> tuple[Mode, ...]:
    return (Mode(0, (0,) * renewable, (0,) * stocks),)


def draw_lagged(rng: random.Random) -> Plan:
    """Draw a project of RCPSP/max: some have lags of source and sink that bind, some have no schedule."""
    count = rng.randint(2, 3)
    renewable = (2, rng.randint(1, 3))
    inner = [
        (Mode(rng.choice([0, 1, 2, 3]), (rng.randint(0, 2), rng.randint(0, 2)), ()),) for _ in range(count)
    ]
    lags: list[tuple[int, int, int | None]] = []
    for first, second in itertools.permutations(range(1, count + 1), 2):
        if first < second and rng.random() < 0.4:
            lags.append((first, second, rng.randint(0, 4)))
        elif first > second and rng.random() < 0.4:
            lags.append((first, second, -rng.randint(1, 5)))
    for number in range(1, count + 1):
        lags.append((0, number, rng.choice([0, 0, 0, 2])))
        longer = rng.choice([0, 0, 0, 2])
        lags.append((number, count + 1, inner[number - 1][0].duration + longer))
        if rng.random() < 0.15:
            lags.append((number, 0, -rng.randint(1, 4)))
        if rng.random() < 0.1:
            lags.append((count + 1, number, -rng.randint(1, 6)))
    return Plan((idle(2), *inner, idle(2)), tuple(lags), renewable)


def draw_modes(rng: random.Random, most: int = 3) -> Plan:
    """Draw a project of PSPLIB with one or several modes; of some no modes keep to the stocks."""
    count, stocks = rng.randint(2, 4), 0 if most == 1 else 1
    inner = [
        tuple(
            Mode(rng.choice([0, 1, 2, 3]), (rng.randint(0, 2),), tuple(rng.choices(range(4), k=stocks)))
            for _ in range(rng.randint(1, most))
        )
        for _ in range(count)
    ]
    lags: list[tuple[int, int, int | None]] = [
        (first, second, None)
        for first, second in itertools.combinations(range(1, count + 1), 2)
        if rng.random() < 0.3
    ]
    for number in range(1, count + 1):
        lags += [(0, number, 0), (number, count + 1, None)]
    amounts = tuple(rng.randint(0, 6) for _ in range(stocks))
    return Plan((idle(1, stocks), *inner, idle(1, stocks)), tuple(lags), (2,), amounts)


def shortest(plan: Plan) -> int | None:
    """Return the least start of the sink over all modes and starts, ``None`` where there is no schedule."""
    best: list[int] = []
    for modes in itertools.product(*plan.activities):
        if all(sum(m.uses[n] for m in modes) <= left for n, left in enumerate(plan.stocks)):
            lags = [(a, b, modes[a].duration if ticks is None else ticks) for a, b, ticks in plan.lags]
            _walk(plan, modes, lags, (0,), best)
    return best[-1] if best else None


def _walk(
    plan: Plan,
    modes: Sequence[Mode],
    lags: list[tuple[int, int, int]],
    starts: tuple[int, ...],
    best: list[int],
) -> None:
    """Append to `best` each start of the sink that is earlier than its last one."""
    number = len(starts)
    if number == len(modes):
        best.append(starts[-1])
        return
    latest = sum(mode.duration for mode in modes) + sum(max(ticks, 0) for _, _, ticks in lags)
    for start in range(latest + 1):
        if best and start >= best[-1]:
            return
        grown = (*starts, start)
        known = [lag for lag in lags if number in lag[:2] and max(lag[:2]) <= number]
        if all(grown[b] - grown[a] >= ticks for a, b, ticks in known) and _fits(plan, modes, grown):
            _walk(plan, modes, lags, grown, best)


def _fits(plan: Plan, modes: Sequence[Mode], starts: tuple[int, ...]) -> bool:
    work = list(zip(modes, starts, strict=False))
    return all(
        sum(mode.heads[r] for mode, start in work if start <= tick < start + mode.duration) <= heads
        for r, heads in enumerate(plan.renewable)
        for tick in starts
    )


def progen_text(plan: Plan) -> str:
    """Return a project of single modes as ProGen/max writes it."""
    rows = [f"{len(plan.activities) - 2}\t{len(plan.renewable)}\t0\t0"]
    for number in range(len(plan.activities)):
        own = [(b, ticks) for a, b, ticks in plan.lags if a == number]
        words = [number, 1, len(own), *(b for b, _ in own), *(f"[{ticks}]" for _, ticks in own)]
        rows.append("\t".join(str(word) for word in words))
    rows += [_spaced(number, 1, mode.duration, *mode.heads) for number, (mode,) in enumerate(plan.activities)]
    return "\n".join([*rows, _spaced(*plan.renewable), ""])


def psplib_text(plan: Plan) -> str:
    """Return a project as PSPLIB writes it."""
    rows = [
        f"jobs (incl. supersource/sink ):  {len(plan.activities)}",
        "RESOURCES",
        f"  - renewable                 :  {len(plan.renewable)}   R",
        f"  - nonrenewable              :  {len(plan.stocks)}   N",
        "  - doubly constrained        :  0   D",
        "PRECEDENCE RELATIONS:",
        "jobnr.    #modes  #successors   successors",
    ]
    for number, modes in enumerate(plan.activities, start=1):
        after = [b + 1 for a, b, _ in plan.lags if a == number - 1]
        rows.append(_spaced(number, len(modes), len(after), *after))
    rows += ["REQUESTS/DURATIONS:", "jobnr. mode duration  R 1", "-" * 40]
    for number, modes in enumerate(plan.activities, start=1):
        lines = [_spaced(m, mode.duration, *mode.heads, *mode.uses) for m, mode in enumerate(modes, start=1)]
        rows += [f"{number} {lines[0]}", *lines[1:]]
    rows += ["RESOURCEAVAILABILITIES:", "  R 1  R 2", _spaced(*plan.renewable, *plan.stocks), "*" * 40, ""]
    return "\n".join(rows)


def patterson_text(plan: Plan) -> str:
    """Return a project of single modes as Patterson writes it."""
    rows = [_spaced(len(plan.activities), len(plan.renewable)), _spaced(*plan.renewable)]
    for number, (mode,) in enumerate(plan.activities):
        after = [b + 1 for a, b, _ in plan.lags if a == number]
        rows.append(_spaced(mode.duration, *mode.heads, len(after), *after))
    return "\n".join([*rows, ""])


def _spaced(*words: int) -> str:
    return "  ".join(str(word) for word in words)
