"""``bookings``: list and every step of a booking's life."""

from __future__ import annotations

from typing import Annotated

import typer

from iplatform_sched.cli.context import parse_words, shared
from iplatform_sched.cli.render import say, show_table

group = typer.Typer(help="Bookings of equipment.", no_args_is_help=True)

STEPS = {
    "confirm": "Confirm planned or held bookings: no night moves them any more.",
    "start": "Confirmed bookings have begun.",
    "finish": "Running bookings have ended; a request closes with its last one.",
    "cancel": "Cancel bookings that have not ended.",
    "no-show": "Nobody came for confirmed bookings.",
    "release": "Let held bookings go.",
}


@group.command("list")
def list_(
    context: typer.Context,
    status: Annotated[str | None, typer.Option(help="Only this status.")] = None,
    centre: Annotated[str | None, typer.Option(help="Only this centre.")] = None,
    equipment: Annotated[str | None, typer.Option(help="Only this machine.")] = None,
    request: Annotated[str | None, typer.Option(help="Only this request.")] = None,
) -> None:
    """List bookings in order of start."""
    from iplatform_sched.app.bookings import list_bookings

    options = shared(context)
    wanted = {"status": status, "centre": centre, "equipment": equipment, "request": request}
    show_table(list_bookings(options.store, wanted), options.format)


def _add_step(name: str, text: str) -> None:
    def step(
        context: typer.Context,
        bookings: Annotated[list[str], typer.Argument(metavar="BOOKING...", help="Ids of bookings.")],
        reason: Annotated[str, typer.Option(callback=parse_words, help="Why; kept in the audit trail.")] = "",
    ) -> None:
        from iplatform_sched.app.bookings import move_bookings

        options = shared(context)
        closed = move_bookings(options.store, bookings, name, options.moment(), reason)
        say(f"{name}: {', '.join(bookings)}", quiet=options.quiet)
        for request in closed:
            say(f"closed {request}: every stage is done", quiet=options.quiet)

    group.command(name, help=text)(step)


for _name, _text in STEPS.items():
    _add_step(_name, _text)
