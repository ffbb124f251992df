"""``quote``: what can be promised for a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from iplatform_sched.cli.context import shared
from iplatform_sched.cli.show_commands import show_view

if TYPE_CHECKING:
    from collections.abc import Callable


def register(application: typer.Typer) -> None:
    """Add the command."""
    command: Callable[..., None] = quote
    application.command()(command)


def quote(
    context: typer.Context,
    target: Annotated[
        str, typer.Argument(metavar="REQUEST", help="YAML file of a request, or id of an open one.")
    ],
    best: Annotated[
        str | None,
        typer.Option(help="One alternative: earliest, cheapest, least-travel or fewest-centres."),
    ] = None,
) -> None:
    """Say what can be promised for a request now, beside all that is booked and planned; moves nobody."""
    from iplatform_sched.app.quoting import show_quote

    options = shared(context)
    show_view(show_quote(options.store, target, best, options.moment()), options)
