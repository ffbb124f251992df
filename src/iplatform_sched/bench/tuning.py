"""Search of presets: settings tried on a training set, the best judged on another.

Successive halving (Karnin, Koren and Somekh 2013; Jamieson and Talwalkar 2016): all candidates run on a few
instances, the better half on twice as many, and so on.
"""

from __future__ import annotations

import itertools
import math
import random
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from iplatform_sched.bench.comparison import compare
from iplatform_sched.bench.measuring import measure
from iplatform_sched.bench.presets import Preset
from iplatform_sched.bench.runner import run_bench, runs_of
from iplatform_sched.bench.solvers import solver_named
from iplatform_sched.bench.statistics import mean
from iplatform_sched.bench.toml_files import read_toml
from iplatform_sched.errors import InputError, Issue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from iplatform_sched.bench.records import Record
    from iplatform_sched.bench.rows import PresetRow
    from iplatform_sched.bench.runner import Bench
    from iplatform_sched.bench.sets import Instance

FIRST_INSTANCES = 3


class Space(BaseModel):
    """What may be chosen.

    Attributes
    ----------
    base
        The preset that is changed, and that the best must beat.
    choices
        Values by dotted field of the preset, such as ``options.model.light``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base: str
    choices: dict[str, Annotated[tuple[Any, ...], Field(min_length=1)]] = Field(min_length=1)


class Trial(NamedTuple):
    """A candidate: a preset, and what was chosen for it."""

    preset: Preset
    chosen: dict[str, Any]


class Rung(NamedTuple):
    """A candidate on a rung of the ladder: its mean gap to the best in percent, and whether it went on."""

    preset: str
    chosen: str
    instances: int
    to_best: float
    kept: bool


class Tuned(NamedTuple):
    """What came of a search of presets.

    Attributes
    ----------
    best
        ``None`` where no candidate was better than the base on the training set, or it was stopped.
    judged
        The best beside the base on each judging set; empty without one.
    left
        Runs that were not made because it was stopped.
    """

    best: Trial | None
    rungs: tuple[Rung, ...]
    judged: tuple[PresetRow, ...]
    left: int


def read_space(path: Path) -> Space:
    """Return the choices of a TOML file.

    Raises
    ------
    InputError
        The file is refused.
    """
    return read_toml(path, Space)


def trials(base: Preset, space: Space, most: int, seed: int, file: str) -> tuple[Trial, ...]:
    """Return the base and at most `most` others: every combination of choices, or some drawn by `seed`.

    Raises
    ------
    InputError
        A choice is no setting of the preset's solver; all at once.
    """
    names = list(space.choices)
    combinations = _combinations(list(space.choices.values()), most, seed)
    found, issues = [Trial(base, {})], dict[str, Issue]()
    for turn, values in enumerate(combinations, start=1):
        chosen = dict(zip(names, values, strict=True))
        content = base.model_dump()
        try:
            for name, value in chosen.items():
                _put(content, name, value, file)
            preset = Preset.model_validate(content | {"name": f"{base.name}~{turn}"})
        except ValidationError as error:
            for each in error.errors(include_url=False):
                message = each["msg"].removeprefix("Value error, ")
                issues[message] = Issue(message, file, field="choices", found=_words(chosen))
            continue
        except InputError as error:
            issues |= {issue.field or "": issue for issue in error.issues}
            continue
        if all(_settings(preset) != _settings(other.preset) for other in found):
            found.append(Trial(preset, chosen))
    if issues:
        raise InputError(list(issues.values()))
    return tuple(found)


def _combinations(values: Sequence[Sequence[Any]], most: int, seed: int) -> list[tuple[Any, ...]]:
    """Return every combination, or `most` of them, of which there may be more than fit into memory."""
    count = math.prod(map(len, values))
    if count <= most:
        return list(itertools.product(*values))
    dice, drawn = random.Random(seed), dict[int, None]()  # noqa: S311 - drawn again the same
    while len(drawn) < most:
        drawn[dice.randrange(count)] = None
    return [_combination(values, number) for number in drawn]


def _combination(values: Sequence[Sequence[Any]], number: int) -> tuple[Any, ...]:
    """Return the combination of that number, in the order of `itertools.product`."""
    chosen = []
    for each in reversed(values):
        number, place = divmod(number, len(each))
        chosen.append(each[place])
    return tuple(reversed(chosen))


def _settings(preset: Preset) -> tuple[object, ...]:
    """Return what decides a preset's results, also what it leaves to its solver's defaults."""
    options = solver_named(preset.solver).options.model_validate(preset.options)
    return preset.solver, preset.seconds, preset.work, preset.workers, options


def _put(content: dict[str, Any], name: str, value: object, file: str) -> None:
    *steps, last = name.split(".")
    inner = content
    for step in steps:
        inner = inner.setdefault(step, {})
        if not isinstance(inner, dict):
            raise InputError(Issue(f"{step} has no fields of its own", file, field=name))
    inner[last] = value


def tune(
    candidates: Sequence[Trial],
    training: Sequence[Instance],
    judging: Sequence[Instance],
    seeds: Sequence[int],
    bench: Bench,
) -> Tuned:
    """Return the best of `candidates` on `training`, the first of which is the base, judged on `judging`.

    Every run goes into the results file, so that a search that was stopped goes on where it was.

    Raises
    ------
    InputError, VerificationError
        As `run_bench`.
    """
    base, rungs = candidates[0], list[Rung]()
    best, left = _climb(candidates, _mixed(training), seeds, bench, rungs)
    if left or best is base:
        return Tuned(None, tuple(rungs), (), left)
    done = run_bench(runs_of(judging, [base.preset, best.preset], seeds), bench)
    if done.left:
        return Tuned(None, tuple(rungs), (), done.left)
    rows = compare(_of(done.records, judging), base.preset.name).presets
    return Tuned(best, tuple(rungs), tuple(row for row in rows if row.preset == best.preset.name), 0)


def _mixed(instances: Sequence[Instance]) -> list[Instance]:
    """Return the instances of several sets in turn, so that the first of them are of each set."""
    sets = {name: [each for each in instances if each.set == name] for name in (i.set for i in instances)}
    return [each for turn in itertools.zip_longest(*sets.values()) for each in turn if each is not None]


def _climb(
    candidates: Sequence[Trial],
    training: Sequence[Instance],
    seeds: Sequence[int],
    bench: Bench,
    rungs: list[Rung],
) -> tuple[Trial, int]:
    """Return the best of the candidates, and how many runs were not made because somebody stopped it."""
    base, alive = candidates[0], list(candidates)
    count = min(FIRST_INSTANCES, len(training))
    while True:
        done = run_bench(runs_of(training[:count], [each.preset for each in alive], seeds), bench)
        if done.left:
            return base, done.left
        gaps = _gaps(alive, training[:count], done.records)
        alive.sort(key=lambda each: (gaps[each.preset.name], each is not base))
        last = count == len(training)
        kept = alive[: 1 if last else max(1, len(alive) // 2)]
        if not last and base not in kept:
            # It is what the best must beat at the end.
            kept.append(base)
        rungs += [
            Rung(each.preset.name, _words(each.chosen), count, gaps[each.preset.name], each in kept)
            for each in alive
        ]
        if last or kept == [base]:
            return kept[0], 0
        alive, count = kept, min(2 * count, len(training))


def _of(records: Sequence[Record], instances: Sequence[Instance]) -> list[Record]:
    names = {(each.set, each.name) for each in instances}
    return [record for record in records if (record.set, record.instance) in names]


def _gaps(
    alive: Sequence[Trial], instances: Sequence[Instance], records: Sequence[Record]
) -> dict[str, float]:
    """Return each candidate's mean gap to the best in percent."""
    names = {each.preset.name for each in alive}
    measured = [each for each in measure(_of(records, instances)) if each.record.preset in names]
    return {
        name: round(100 * mean([each.to_best for each in measured if each.record.preset == name]), 3)
        for name in names
    }


def _words(chosen: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in chosen.items()) or "as it is"
