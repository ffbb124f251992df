"""``calendar``: close, open, holiday, absent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from iplatform_sched.cli.context import Shared, parse_moment, parse_words, shared
from iplatform_sched.cli.render import say, show_table
from iplatform_sched.errors import InputError, Issue

if TYPE_CHECKING:
    from datetime import datetime

    from iplatform_sched.app.calendars import CalendarChange

group = typer.Typer(help="Closures, openings, holidays and absences.", no_args_is_help=True)

Place = Annotated[str, typer.Argument(metavar="CENTRE|EQUIPMENT", help="Id of a centre or a machine.")]
Since = Annotated[str, typer.Option("--from", metavar="INSTANT", help="Start, with its zone.")]
Until = Annotated[str, typer.Option("--to", metavar="INSTANT", help="End, with its zone.")]
Reason = Annotated[str, typer.Option(callback=parse_words, help="Why; kept in the audit trail.")]


@group.command()
def close(
    context: typer.Context,
    place: Place,
    start: Since,
    end: Until,
    kind: Annotated[
        str, typer.Option(help="closed, or out_of_service: then unattended runs stop too.")
    ] = "closed",
    reason: Reason = "",
) -> None:
    """Close a centre or a machine for a while; lists the bookings that this breaks."""
    from iplatform_sched.app.calendars import close_place

    options = shared(context)
    _show(close_place(options.store, place, _period(start, end), kind, options.moment(), reason), options)


@group.command("open")
def open_(
    context: typer.Context,
    place: Place,
    start: Since,
    end: Until,
    reason: Reason = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take an opening of a centre back.")] = False,
) -> None:
    """Cut a period out of the one-off closures; where there is none, open a centre once, as on a Saturday."""
    from iplatform_sched.app.calendars import open_place, take_back_opening

    options = shared(context)
    period = _period(start, end)
    if remove:
        _show(take_back_opening(options.store, place, period, options.moment()), options)
    else:
        _show(open_place(options.store, place, period, options.moment(), reason), options)


@group.command()
def absent(  # noqa: PLR0917 - one argument per option; Typer passes them by name
    context: typer.Context,
    pool: Annotated[str, typer.Argument(metavar="POOL", help="Id of an operator pool.")],
    start: Since,
    end: Until,
    count: Annotated[int, typer.Option(min=1, help="How many are away; at least those named.")] = 1,
    who: Annotated[
        list[str] | None, typer.Option(metavar="OPERATOR", help="Named operator among them; repeatable.")
    ] = None,
    reason: Reason = "",
    remove: Annotated[bool, typer.Option("--remove", help="All are there again in this time.")] = False,
) -> None:
    """Have operators away for a while, or take it back; lists the bookings that this breaks."""
    from iplatform_sched.app.calendars import Away, set_absence

    options = shared(context)
    if remove and who:
        hint = "It brings all back who are away then; have the others away anew"
        raise InputError(Issue("does not go with --remove", field="--who", found=" ".join(who), hint=hint))
    away = None if remove else Away(count, tuple(who or ()))
    _show(set_absence(options.store, pool, _period(start, end), away, options.moment(), reason), options)


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


def _period(start: str, end: str) -> tuple[datetime, datetime]:
    first, last = parse_moment(start, "--from"), parse_moment(end, "--to")
    if first is None or last is None:
        raise InputError(Issue("is missing", field="--from/--to"))
    return first, last


def _show(change: CalendarChange, options: Shared) -> None:
    show_table(change.broken, options.format)
    say(change.words, quiet=options.quiet)
