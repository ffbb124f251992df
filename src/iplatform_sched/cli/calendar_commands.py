"""``calendar``: close, open, holiday."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from iplatform_sched.cli.context import Shared, parse_moment, parse_words, shared
from iplatform_sched.cli.render import say, show_table
from iplatform_sched.errors import InputError, Issue

if TYPE_CHECKING:
    from iplatform_sched.app.calendars import CalendarChange

group = typer.Typer(help="Closures and holidays.", no_args_is_help=True)

Place = Annotated[str, typer.Argument(metavar="CENTRE|EQUIPMENT", help="Id of a centre or a machine.")]
Since = Annotated[str, typer.Option("--from", metavar="INSTANT", help="Start, with its zone.")]
Until = Annotated[str, typer.Option("--to", metavar="INSTANT", help="End, with its zone.")]


@group.command()
def close(
    context: typer.Context,
    place: Place,
    start: Since,
    end: Until,
    kind: Annotated[
        str, typer.Option(help="closed, or out_of_service: then unattended runs stop too.")
    ] = "closed",
    reason: Annotated[str, typer.Option(callback=parse_words, help="Why; kept in the audit trail.")] = "",
) -> None:
    """Close a centre or a machine for a while; lists the bookings that this breaks."""
    from iplatform_sched.app.calendars import close_place

    options = shared(context)
    first, last = parse_moment(start, "--from"), parse_moment(end, "--to")
    if first is None or last is None:
        raise InputError(Issue("is missing", field="--from/--to"))
    _show(close_place(options.store, place, (first, last), kind, options.moment(), reason), options)


@group.command("open")
def open_(context: typer.Context, place: Place, start: Since, end: Until) -> None:
    """Cut a period out of the closures of a centre or a machine; recurring closures stay."""
    from iplatform_sched.app.calendars import open_place

    options = shared(context)
    first, last = parse_moment(start, "--from"), parse_moment(end, "--to")
    if first is None or last is None:
        raise InputError(Issue("is missing", field="--from/--to"))
    say(open_place(options.store, place, (first, last), options.moment()), quiet=options.quiet)


@group.command()
def holiday(
    context: typer.Context,
    day: Annotated[str, typer.Argument(metavar="DATE", help="Local date such as 2027-01-27.")],
    name: Annotated[str, typer.Argument(callback=parse_words, help="What the day is.")] = "temporary holiday",
    calendar: Annotated[str, typer.Option(help="Holiday calendar.")] = "KR",
    remove: Annotated[bool, typer.Option("--remove", help="Make it a working day again.")] = False,
) -> None:
    """Declare a temporary holiday, or take one back; lists the bookings that this breaks."""
    from iplatform_sched.app.calendars import set_holiday

    options = shared(context)
    _show(set_holiday(options.store, calendar, day, None if remove else name, options.moment()), options)


def _show(change: CalendarChange, options: Shared) -> None:
    show_table(change.broken, options.format)
    say(change.words, quiet=options.quiet)
