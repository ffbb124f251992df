"""``repair``: what went wrong, who is hit, and the least disruptive new plan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from iplatform_sched.cli.context import Format, parse_moment, shared
from iplatform_sched.cli.progress import progress
from iplatform_sched.cli.render import say
from iplatform_sched.cli.search_options import (
    MOST,
    Budget,
    Deterministic,
    ProofWork,
    Seed,
    Work,
    Workers,
    settings_of,
)
from iplatform_sched.cli.show_commands import show_view

Ids = list[str]


def register(application: typer.Typer) -> None:
    """Add the command to `application`."""
    application.command()(repair)


def repair(  # noqa: PLR0917 - one argument per option; Typer passes them by name
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="INCIDENTS.yaml", help="A file of incidents; see the formats.")
    ] = None,
    down: Annotated[
        Ids | None, typer.Option(metavar="MACHINE", help="Out of service; or a centre. Repeatable.")
    ] = None,
    absent: Annotated[
        Ids | None, typer.Option(metavar="POOL", help="Operators are away. Repeatable.")
    ] = None,
    count: Annotated[
        int | None, typer.Option(min=1, max=MOST, help="How many of each pool are away; 1 by default.")
    ] = None,
    who: Annotated[
        Ids | None, typer.Option(metavar="OPERATOR", help="Named operator among them. Repeatable.")
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="INSTANT", help="Since when; now by default.")
    ] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="INSTANT", help="Until when.")] = None,
    holiday: Annotated[
        Ids | None, typer.Option(metavar="DATE", help="A temporary holiday. Repeatable.")
    ] = None,
    calendar: Annotated[str | None, typer.Option(help="Its calendar; KR by default.")] = None,
    overran: Annotated[
        Ids | None, typer.Option(metavar="BOOKING", help="Under way, and ends later. Repeatable.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="INSTANT", help="When it ends.")] = None,
    cancelled: Annotated[
        Ids | None, typer.Option(metavar="BOOKING", help="Does not take place. Repeatable.")
    ] = None,
    may_move_confirmed: Annotated[
        bool,
        typer.Option("--may-move-confirmed", help="Move confirmed bookings that are hit, at their price."),
    ] = False,
    budget: Budget = "20s",
    deterministic: Deterministic = False,
    seed: Seed = 0,
    work: Work = 200,
    proof_work: ProofWork = 20,
    workers: Workers = 2,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 1 when something stays broken or is dropped.")
    ] = False,
) -> int:
    """Plan anew what cannot stay: who is hit, the moves and their price, whom to call; `promote` applies it.

    Without incidents it repairs what is broken in the store now.
    """
    from iplatform_sched.app.repair import RepairOptions, run_repair
    from iplatform_sched.app.telling import Told

    options = shared(context)
    now = options.moment()
    told = Told(
        down=tuple(down or ()),
        absent=tuple(absent or ()),
        count=count,
        who=tuple(who or ()),
        start=parse_moment(start, "--from"),
        end=parse_moment(end, "--to"),
        holiday=tuple(holiday or ()),
        calendar=calendar,
        overran=tuple(overran or ()),
        until=parse_moment(until, "--until"),
        cancelled=tuple(cancelled or ()),
    )
    wanted = RepairOptions(
        settings=settings_of(
            budget,
            deterministic=deterministic,
            seed=seed,
            work=work,
            proof_work=proof_work,
            workers=workers,
        ),
        incidents=told.incidents(now),
        file=file,
        may_move_confirmed=may_move_confirmed,
    )
    with progress(options) as hooks:
        report = run_repair(options.store, now, wanted, hooks)
    show_view(report.view, options)
    if options.format is Format.TABLE:
        say(report.summary, quiet=options.quiet)
    return 1 if exit_code and report.has_findings else 0
