"""``whatif``: scenarios beside what would happen without them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from iplatform_sched.cli.context import Format, shared
from iplatform_sched.cli.progress import progress
from iplatform_sched.cli.render import say
from iplatform_sched.cli.search_options import MOST, seconds
from iplatform_sched.cli.show_commands import show_view
from iplatform_sched.errors import InputError, Issue

MOST_JOBS = 64


def register(application: typer.Typer) -> None:
    """Add the command to `application`."""
    application.command()(whatif)


def whatif(  # noqa: PLR0917 - one argument per option; Typer passes them by name
    context: typer.Context,
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SCENARIO]...", help="Scenario files (YAML), or names of stored scenarios."),
    ] = None,
    change: Annotated[
        list[str] | None,
        typer.Option(help="A change in every scenario: 'close place=ID from=DATE to=DATE'.", metavar="WORDS"),
    ] = None,
    close: Annotated[
        list[str] | None,
        typer.Option(help="Close a centre or machine: ID=2026-12-07..2026-12-20.", metavar="ID=FROM..TO"),
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Option("--set", help="Another value: equipment:ID:units=2.", metavar="KIND:ID:FIELD=VALUE"),
    ] = None,
    drop: Annotated[list[str] | None, typer.Option(help="Leave a request out.", metavar="REQUEST")] = None,
    jobs: Annotated[int, typer.Option(min=1, max=MOST_JOBS, help="Sides to solve at a time.")] = 1,
    budget: Annotated[str | None, typer.Option(help="Time for each search, such as 60s or 10m.")] = None,
    deterministic: Annotated[
        bool | None,
        typer.Option(
            "--deterministic/--no-deterministic",
            help="One worker, a seed and a work limit: the same answer each time.",
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, max=MOST, help="Seed of each search.")] = None,
    work: Annotated[
        int | None, typer.Option(min=1, max=MOST, help="Work limit of a deterministic search, in rounds.")
    ] = None,
    proof_work: Annotated[
        int | None,
        typer.Option(min=0, max=MOST, help="What a deterministic search spends on its bound."),
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=MOST, help="Processes of each search.")] = None,
    keep_confirmed: Annotated[
        bool,
        typer.Option("--keep-confirmed", help="Refuse changes that make confirmed bookings impossible."),
    ] = False,
    save: Annotated[
        bool, typer.Option("--save", help="Keep a run of each scenario; `promote RUN` makes one live.")
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="Show what does not differ too.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Write tables and plans to this folder.", metavar="FOLDER")
    ] = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 1 when a scenario changes anything.")
    ] = False,
) -> int:
    """Compare scenarios with what would happen without them; nothing live changes.

    Both sides are planned anew from the same plan with the same settings, which are those of the scenario
    unless options say otherwise.
    """
    from iplatform_sched.app.whatif import WhatifOptions, compare_scenarios
    from iplatform_sched.exchange.change_words import changes_text

    more = changes_text(change or (), close or (), values or (), drop or ())
    if not scenarios and not more:
        hint = "Name a scenario file, or write a change: --close ID=2026-12-07..2026-12-20"
        raise InputError(Issue("there is nothing to compare", field="SCENARIO", hint=hint, code="missing"))
    options = shared(context)
    wanted = {
        "budget_seconds": None if budget is None else seconds(budget, "--budget"),
        "deterministic": deterministic,
        "seed": seed,
        "work": work,
        "proof_work": proof_work,
        "workers": workers,
    }
    asked = WhatifOptions(
        {name: value for name, value in wanted.items() if value is not None},
        jobs=jobs,
        keep_confirmed=keep_confirmed,
        save=save,
        everything=everything,
        out=out,
    )
    with progress(options) as hooks:
        report = compare_scenarios(options.store, scenarios or (), more, options.moment(), asked, hooks)
    show_view(report.view, options)
    if options.format is Format.TABLE:
        say(report.summary, quiet=options.quiet)
    return report.exit_code or (1 if exit_code and report.differs else 0)
