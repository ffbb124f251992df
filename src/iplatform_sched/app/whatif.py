"""What if: scenarios beside their baselines; nothing is stored unless asked, nothing is ever published."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from iplatform_sched.app.night import keep_run, new_run, with_outcome
from iplatform_sched.app.scenario_loading import Loaded, Loader
from iplatform_sched.app.side_by_side import Failure, Piece, Solved, solve_all
from iplatform_sched.app.writing import check_place, writable
from iplatform_sched.domain.snapshot import content_hash
from iplatform_sched.errors import ConflictError, InputError, Issue
from iplatform_sched.exchange.change_words import COMMAND_LINE
from iplatform_sched.planning.whatif import Side, Solution, changed_side
from iplatform_sched.planning.whatif.compare import compare
from iplatform_sched.planning.whatif.machine_use import open_ticks
from iplatform_sched.report.whatif import comparison_view
from iplatform_sched.report.whatif_words import Compared, comparison_words
from iplatform_sched.store.database import open_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from iplatform_sched.app.hooks import Hooks
    from iplatform_sched.domain.settings import SolveSettings
    from iplatform_sched.planning.whatif.machine_use import Opened
    from iplatform_sched.report.view import View
    from iplatform_sched.store.database import Store

BASELINE = "baseline"

MOST_FILE_LETTERS = 60
"""Of a scenario in the name of a file: letters of Korean take three bytes each."""


@dataclass(frozen=True, slots=True)
class WhatifOptions:
    """What the caller wants of a comparison.

    Attributes
    ----------
    settings
        Fields of the solver settings that take the place of every scenario's own.
    keep_confirmed
        Changes that make a confirmed booking impossible are an error.
    save
        Keep a run of each scenario in the store.
    everything
        Show what is the same on both sides too.
    out
        Folder for tables and plans.
    """

    settings: dict[str, object]
    jobs: int = 1
    keep_confirmed: bool = False
    save: bool = False
    everything: bool = False
    out: Path | None = None


@dataclass(frozen=True, slots=True)
class WhatifReport:
    """What a comparison tells people and programs.

    Attributes
    ----------
    differs
        Whether any scenario changes anything.
    exit_code
        0, or that of the first scenario without a plan.
    """

    view: View
    summary: str
    differs: bool
    exit_code: int


@dataclass(frozen=True, slots=True)
class _Prepared:
    loaded: Loaded
    settings: SolveSettings
    side: Side

    @property
    def baseline(self) -> tuple[str, str]:
        """What baselines of scenarios must share to be one."""
        return content_hash(self.loaded.base), self.settings.model_dump_json()


def compare_scenarios(
    store: Path,
    references: Sequence[str],
    more: str,
    now: datetime,
    options: WhatifOptions,
    hooks: Hooks,
) -> WhatifReport:
    """Solve scenarios and their baselines anew from the same plan, and compare.

    Parameters
    ----------
    references
        Scenario files, or names of stored scenarios.
    more
        Changes on the command line, as the text of a scenario file.

    Raises
    ------
    InputError
        Everything that is wrong with any scenario, before any search begins.
    ConflictError
        A scenario makes confirmed bookings impossible, and they were to be kept.
    """
    if options.out is not None:
        check_place(options.out)
    hooks.report("reading the scenarios", 0.0)
    prepared = _prepared(store, references, more, now, options)
    if options.out is not None:  # said before the searches, not after
        with writable(options.out):
            options.out.mkdir(exist_ok=True)
    baselines = {each.baseline: each for each in prepared}
    pieces = [Piece(BASELINE, Side(each.loaded.base), each.settings) for each in baselines.values()]
    changing = [each.side.snapshot != each.loaded.base for each in prepared]
    pieces += [
        Piece(each.loaded.name, each.side, each.settings)
        for each, changes in zip(prepared, changing, strict=True)
        if changes
    ]
    solved = solve_all(pieces, options.jobs, hooks)
    bases = dict(zip(baselines, solved[: len(baselines)], strict=True))
    # Where nothing changes, a second search of the same facts would only show how searches differ.
    rest = iter(solved[len(baselines) :])
    answers = [
        next(rest) if changes else bases[each.baseline]
        for each, changes in zip(prepared, changing, strict=True)
    ]
    opened = next((open_ticks(each.facts) for each in solved if isinstance(each, Solution)), None)
    found = [
        _compared(each, bases[each.baseline], answer, opened)
        for each, answer in zip(prepared, answers, strict=True)
    ]
    if options.save:
        database = open_store(store)
        with hooks.uninterrupted():
            found = [
                replace(row, run=_kept(database, each, answer))
                for row, each, answer in zip(found, prepared, answers, strict=True)
            ]
    view = comparison_view(found, everything=options.everything)
    if options.out is not None:
        _write(options.out, view, zip(prepared, answers, strict=True))
    failures = [each for each in solved if isinstance(each, Failure)]
    return WhatifReport(
        view,
        comparison_words(found),
        any(each.comparison is None or each.comparison.differs for each in found),
        failures[0].exit_code if failures else 0,
    )


def _prepared(
    store: Path, references: Sequence[str], more: str, now: datetime, options: WhatifOptions
) -> list[_Prepared]:
    """Return every scenario with its changes made; what is wrong with any is told at once."""
    loader = Loader(store, now, more)
    prepared: list[_Prepared] = []
    issues: list[Issue] = []
    conflicts: list[str] = []
    for reference in references or (None,):
        try:
            prepared.append(_prepare(loader, reference, options))
        except InputError as error:
            issues.extend(error.issues)
        except ConflictError as error:
            conflicts.append(f"{reference or COMMAND_LINE}: {error}")
    if issues:
        raise InputError(list(dict.fromkeys(issues)))
    if conflicts:
        raise ConflictError("\n".join(conflicts))
    return _named_apart(prepared)


def _prepare(loader: Loader, reference: str | None, options: WhatifOptions) -> _Prepared:
    loaded = loader.load(reference)
    try:
        side = changed_side(
            loaded.base,
            loaded.scenario.changes,
            known=loader.broken(loaded),
            keep_confirmed=options.keep_confirmed,
        )
    except InputError as error:
        raise InputError(loaded.placed(error.issues)) from None
    warnings = tuple(loaded.placed(side.warnings))
    settings = loaded.scenario.settings.model_copy(update=options.settings)
    return _Prepared(loaded, settings, replace(side, warnings=warnings))


def _named_apart(prepared: list[_Prepared]) -> list[_Prepared]:
    """Return the scenarios with names that differ, as their rows are told apart by them."""
    seen: set[str] = set()
    apart = []
    for each in prepared:
        name, number = each.loaded.name, 2
        while name in seen:
            name, number = f"{each.loaded.name} ({number})", number + 1
        seen.add(name)
        apart.append(replace(each, loaded=replace(each.loaded, name=name)))
    return apart


def _compared(each: _Prepared, baseline: Solved, answer: Solved, opened: Opened | None) -> Compared:
    failure = next((side.reason for side in (baseline, answer) if isinstance(side, Failure)), "")
    comparison = (
        compare(baseline, answer, opened)
        if isinstance(baseline, Solution) and isinstance(answer, Solution)
        else None
    )
    plan = answer.outcome.plan if isinstance(answer, Solution) else None
    return Compared(each.loaded.name, each.loaded.scenario, comparison, plan, failure, each.side.warnings)


def _kept(database: Store, each: _Prepared, answer: Solved) -> str:
    """Keep a run of a scenario that has a plan, and return its id."""
    if isinstance(answer, Failure):
        return ""
    base = each.loaded.base
    run = with_outcome(new_run(database, base, each.settings, "whatif"), answer.outcome, base.now)
    run = run.model_copy(update={"scenario": each.loaded.scenario})
    return keep_run(database, run, each.side, each.settings).id


def _write(folder: Path, view: View, answers: Iterable[tuple[_Prepared, Solved]]) -> None:
    """Write every table as CSV, all of them as one JSON file, and each scenario's plan."""
    from iplatform_sched.exchange.atomic import write_text
    from iplatform_sched.exchange.plan_files import write_plan_json
    from iplatform_sched.exchange.tables import write_csv

    with writable(folder):
        write_text(folder / "whatif.json", json.dumps(view.envelope(), ensure_ascii=False, indent=1) + "\n")
        for table in view.tables:
            heads = [column.key for column in table.for_programs]
            rows = [[row[head] for head in heads] for row in table.rows]
            write_csv(folder / f"{table.name}.csv", heads, rows)
        taken: set[str] = set()
        for each, answer in answers:
            name = _file_name(each.loaded.name, taken)
            if isinstance(answer, Solution):
                write_plan_json(answer.outcome.plan, folder / f"{name}.plan.json")


def _file_name(name: str, taken: set[str]) -> str:
    """Return a name that a file can have and that none of `taken` is, and take it."""
    stem = re.sub(r"[^\w.-]+", "-", name).strip("-.")[:MOST_FILE_LETTERS] or "scenario"
    found, number = stem, 2
    while found.lower() in taken:
        found, number = f"{stem}-{number}", number + 1
    taken.add(found.lower())
    return found
