"""``nightly`` and ``promote``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from iplatform_sched.cli.context import Format, Shared, shared
from iplatform_sched.cli.progress import progress
from iplatform_sched.cli.render import say, show_table
from iplatform_sched.cli.show_commands import show_view
from iplatform_sched.errors import InputError, Issue

if TYPE_CHECKING:
    from iplatform_sched.app.night import NightReport

MOST = 10**9
"""The largest number that settings take."""
SECONDS = {"": 1.0, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}


def register(application: typer.Typer) -> None:
    """Add the commands to `application`."""
    application.command()(nightly)
    application.command()(promote)


def seconds(text: str, option: str) -> float:
    """Return a duration such as ``90``, ``60s``, ``5m`` or ``1h`` in seconds.

    Raises
    ------
    InputError
        The text is no duration above zero.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([a-z]*)", text.strip())
    if match is None or match[2] not in SECONDS or float(match[1]) <= 0:
        raise InputError(
            Issue("is not a duration", field=option, found=text, hint="Write it like 60s, 5m or 1h")
        )
    return float(match[1]) * SECONDS[match[2]]


def nightly(  # noqa: PLR0917 - one argument per option; Typer passes them by name
    context: typer.Context,
    budget: Annotated[str, typer.Option(help="Time for the search, such as 60s or 10m.")] = "60s",
    deterministic: Annotated[
        bool,
        typer.Option(
            "--deterministic", help="One worker, a seed and a work limit: a plan that can be replayed."
        ),
    ] = False,
    seed: Annotated[int, typer.Option(min=0, max=MOST, help="Seed of the search.")] = 0,
    work: Annotated[
        int, typer.Option(min=1, max=MOST, help="Work limit of a deterministic search, in rounds.")
    ] = 200,
    proof_work: Annotated[
        int, typer.Option(min=0, max=MOST, help="Work limit of its bound, in the solver's own seconds.")
    ] = 20,
    workers: Annotated[int, typer.Option(min=1, max=MOST, help="Processes of the search.")] = 2,
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
    from iplatform_sched.domain.settings import SolveSettings

    options = shared(context)
    settings = SolveSettings(
        budget_seconds=seconds(budget, "--budget"),
        workers=workers,
        seed=seed,
        deterministic=deterministic,
        work=work,
        proof_work=proof_work,
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
    say(promote_run(options.store, run, options.moment(), keep_backups), quiet=options.quiet)


def _show(report: NightReport, options: Shared, *, exit_code: bool) -> int:
    show_view(report.view, options)
    if options.format is Format.TABLE:
        say(report.summary, quiet=options.quiet)
    return 1 if exit_code and report.has_findings else 0
