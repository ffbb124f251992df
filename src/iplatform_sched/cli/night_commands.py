"""``nightly`` and ``promote``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from iplatform_sched.cli.context import Format, Shared, shared
from iplatform_sched.cli.progress import progress, uninterrupted
from iplatform_sched.cli.render import say, show_table
from iplatform_sched.cli.search_options import (
    Budget,
    Deterministic,
    ProofWork,
    Seed,
    Work,
    Workers,
    seconds,
    settings_of,
)
from iplatform_sched.cli.show_commands import show_view

if TYPE_CHECKING:
    from iplatform_sched.app.night import NightReport


def register(application: typer.Typer) -> None:
    """Add the commands to `application`."""
    application.command()(nightly)
    application.command()(promote)


def nightly(  # noqa: PLR0917 - one argument per option; Typer passes them by name
    context: typer.Context,
    budget: Budget = "60s",
    deterministic: Deterministic = False,
    seed: Seed = 0,
    work: Work = 200,
    proof_work: ProofWork = 20,
    workers: Workers = 2,
    no_publish: Annotated[
        bool, typer.Option("--no-publish", help="Plan and keep the run; publish it later.")
    ] = False,
    replay: Annotated[
        Path | None, typer.Option(help="Solve a saved night again and compare; stores nothing.")
    ] = None,
    wait: Annotated[str, typer.Option(help="How long to wait for another night to end.")] = "1s",
    results: Annotated[
        Path | None, typer.Option(help="Folder for results; beside the store by default.")
    ] = None,
    keep_backups: Annotated[int, typer.Option(min=1, help="Backups to keep.")] = 7,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 1 when a request is unserved or late.")
    ] = False,
) -> int:
    """Plan the network for tomorrow and publish the plan."""
    options = shared(context)
    settings = settings_of(
        budget,
        deterministic=deterministic,
        seed=seed,
        work=work,
        proof_work=proof_work,
        workers=workers,
    )
    if replay is not None:
        return _replay(options, replay)
    from iplatform_sched.app.night import NightOptions, run_night

    wanted = NightOptions(
        settings=settings,
        publish=not no_publish,
        wait_seconds=seconds(wait, "--wait"),
        results=results,
        keep_backups=keep_backups,
    )
    with progress(options) as hooks:
        report = run_night(options.store, options.moment(), wanted, hooks)
    return _show(report, options, exit_code=exit_code)


def _replay(options: Shared, file: Path) -> int:
    from iplatform_sched.app.replaying import replay_night

    with progress(options) as hooks:
        outcome = replay_night(file, hooks)
    show_table(outcome.table, options.format)
    say(outcome.summary, quiet=options.quiet)
    return 1 if outcome.must_match and not outcome.matches else 0


def promote(
    context: typer.Context,
    run: Annotated[
        str, typer.Argument(help="Id of a run that waits for it, as from nightly --no-publish or repair.")
    ],
    keep_backups: Annotated[int, typer.Option(min=1, help="Backups to keep.")] = 7,
) -> None:
    """Publish a planned run, unless the facts that it was planned from have changed."""
    from iplatform_sched.app.publishing import promote_run

    options = shared(context)
    with uninterrupted():
        say(promote_run(options.store, run, options.moment(), keep_backups), quiet=options.quiet)


def _show(report: NightReport, options: Shared, *, exit_code: bool) -> int:
    show_view(report.view, options)
    if options.format is Format.TABLE:
        say(report.summary, quiet=options.quiet)
    return 1 if exit_code and report.has_findings else 0
