"""The command tree. Commands import what is heavy only when they run, so that ``--help`` answers at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from iplatform_sched import __version__
from iplatform_sched.cli import (
    bench_commands,
    booking_commands,
    calendar_commands,
    catalogue_commands,
    explain_commands,
    file_commands,
    night_commands,
    quote_commands,
    repair_commands,
    report_commands,
    request_commands,
    scenario_commands,
    show_commands,
    upgrade_commands,
    whatif_commands,
)
from iplatform_sched.cli.context import Format, Shared, parse_now

application = typer.Typer(
    name="iplatform-sched",
    help="Plan shared research equipment: requests, calendars and house rules in, verified bookings out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=True,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"iplatform-sched {__version__}")
        raise typer.Exit


@application.callback()
def root(
    context: typer.Context,
    store: Annotated[
        Path, typer.Option(help="The database file.", envvar="IPLATFORM_SCHED_STORE", show_default=True)
    ] = Path("iplatform.db"),
    now: Annotated[
        str | None,
        typer.Option(
            help="Pretend that it is this moment, such as 2026-11-23T20:00:00+09:00.",
            envvar="IPLATFORM_SCHED_NOW",
            metavar="INSTANT",
        ),
    ] = None,
    output: Annotated[Format, typer.Option("--format", help="How data is written to stdout.")] = Format.TABLE,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No words beside data and errors.")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Keep what is given before the command."""
    del version
    context.obj = Shared(store=store, now=parse_now(now), format=output, quiet=quiet)


file_commands.register(application)
night_commands.register(application)
catalogue_commands.register(application)
upgrade_commands.register(application)
quote_commands.register(application)
explain_commands.register(application)
repair_commands.register(application)
whatif_commands.register(application)
report_commands.register(application)
application.add_typer(show_commands.group, name="show")
application.add_typer(request_commands.group, name="requests")
application.add_typer(booking_commands.group, name="bookings")
application.add_typer(calendar_commands.group, name="calendar")
application.add_typer(scenario_commands.group, name="scenarios")
application.add_typer(bench_commands.group, name="bench")
