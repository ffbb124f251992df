"""``requests``: list, submit, amend, withdraw, close."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from iplatform_sched.cli.context import parse_words, shared
from iplatform_sched.cli.render import say, show_table

group = typer.Typer(help="Requests of companies.", no_args_is_help=True)

Reason = Annotated[str, typer.Option(callback=parse_words, help="Why; kept in the audit trail.")]
RequestName = Annotated[str, typer.Argument(metavar="REQUEST", help="Id of the request.")]


@group.command("list")
def list_(
    context: typer.Context,
    status: Annotated[
        str | None, typer.Option(help="Only this status: open, quoted, withdrawn or closed.")
    ] = None,
    company: Annotated[str | None, typer.Option(help="Only this company.")] = None,
) -> None:
    """List requests with how many of their stages are booked."""
    from iplatform_sched.app.requests import list_requests

    options = shared(context)
    show_table(list_requests(options.store, status=status, company=company), options.format)


@group.command()
def submit(
    context: typer.Context, file: Annotated[Path, typer.Argument(help="YAML file of one or more requests.")]
) -> None:
    """Submit requests; one that can never be served is refused with the reason."""
    from iplatform_sched.app.requests import submit_requests

    options = shared(context)
    taken = submit_requests(options.store, file, options.moment())
    for words in (*taken.warnings, *(f"submitted {each}: the next night plans it" for each in taken.ids)):
        say(words, quiet=options.quiet)


@group.command()
def amend(
    context: typer.Context, file: Annotated[Path, typer.Argument(help="YAML file of the amended request.")]
) -> None:
    """Replace an open request by its amended form."""
    from iplatform_sched.app.requests import amend_requests

    options = shared(context)
    taken = amend_requests(options.store, file, options.moment())
    for words in (*taken.warnings, *(f"amended {each}: the next night plans it anew" for each in taken.ids)):
        say(words, quiet=options.quiet)


@group.command()
def withdraw(context: typer.Context, request: RequestName, reason: Reason = "") -> None:
    """Withdraw a request: its planned bookings are released, confirmed ones stay until cancelled."""
    from iplatform_sched.app.requests import withdraw_request

    options = shared(context)
    withdraw_request(options.store, request, options.moment(), reason)
    say(f"withdrawn {request}", quiet=options.quiet)


@group.command()
def close(context: typer.Context, request: RequestName, reason: Reason = "") -> None:
    """Close a request of which enough is done: what is planned for it is released."""
    from iplatform_sched.app.requests import close_request

    options = shared(context)
    close_request(options.store, request, options.moment(), reason)
    say(f"closed {request}", quiet=options.quiet)
