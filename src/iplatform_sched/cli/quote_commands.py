"""``quote``: what can be promised for a request, and the life of a hold."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from typing import Annotated

import typer

from iplatform_sched.cli.context import Shared, parse_words, shared
from iplatform_sched.cli.durations import parse_length
from iplatform_sched.cli.progress import uninterrupted
from iplatform_sched.cli.render import say, show_table
from iplatform_sched.cli.show_commands import show_view

ASKS = "Give a REQUEST, or one of --list, --confirm, --extend and --release"
MORE = "`--best AIM` shows one alternative and what sets each of its dates; `--hold 48h` holds it"
NO_MOVING_HOLD = "What moves others cannot be held; submit the request and a night decides"


def register(application: typer.Typer) -> None:
    """Add the command."""
    application.command()(quote)


def quote(  # noqa: PLR0917 - one argument per option; Typer passes them by name
    context: typer.Context,
    target: Annotated[
        str | None, typer.Argument(metavar="[REQUEST]", help="YAML file of one request, or the id of one.")
    ] = None,
    best: Annotated[
        str | None,
        typer.Option(help="One alternative: earliest, cheapest, least-travel or fewest-centres."),
    ] = None,
    hold: Annotated[
        str | None,
        typer.Option(metavar="DURATION", help="Hold the best alternative, such as for 48h or 3d."),
    ] = None,
    allow_moves: Annotated[
        bool, typer.Option("--allow-moves", help="Say also who would have to move for a better one.")
    ] = False,
    listed: Annotated[bool, typer.Option("--list", help="List what is held.")] = False,
    confirm: Annotated[
        str | None, typer.Option(metavar="ID", help="Confirm what is held for a request.")
    ] = None,
    at_new_price: Annotated[
        bool, typer.Option("--at-new-price", help="Confirm though it costs more than was quoted.")
    ] = False,
    extend: Annotated[
        tuple[str, str] | None, typer.Option(metavar="ID DURATION", help="Hold it so much longer.")
    ] = None,
    release: Annotated[str | None, typer.Option(metavar="ID", help="Let go what is held.")] = None,
    reason: Annotated[str, typer.Option(callback=parse_words, help="Why; kept in the audit trail.")] = "",
) -> None:
    """Say what can be promised for a request beside all that is booked and planned; nobody is moved."""
    options = shared(context)
    asked = [each for each in (target, confirm, extend, release, listed or None) if each is not None]
    if len(asked) != 1 or (target is None and (best or hold or allow_moves)):
        raise typer.BadParameter(ASKS)
    if at_new_price and confirm is None:
        raise typer.BadParameter("--at-new-price goes with --confirm")
    if hold is not None and allow_moves:
        raise typer.BadParameter(NO_MOVING_HOLD)
    if target is not None and hold is not None:
        _hold(options, target, best, hold)
    elif target is not None:
        _quote(options, target, best, allow_moves=allow_moves)
    elif listed:
        _list(options)
    elif confirm is not None:
        _confirm(options, confirm, at_new_price=at_new_price)
    elif extend is not None:
        _extend(options, extend, reason)
    elif release is not None:
        _release(options, release, reason)


def _quote(options: Shared, target: str, best: str | None, *, allow_moves: bool) -> None:
    from iplatform_sched.app.quoting import show_quote

    shown = show_quote(options.store, target, best, options.moment(), allow_moves=allow_moves)
    show_view(shown.view, options)
    for words in shown.warnings:
        say(words, quiet=options.quiet)
    if best is None:
        say(MORE, quiet=options.quiet)


def _hold(options: Shared, target: str, best: str | None, hold: str) -> None:
    from iplatform_sched.app.holding import hold_request

    length = parse_length(hold, "--hold")
    with ExitStack() as writing:
        quietly = partial(writing.enter_context, uninterrupted())
        held = hold_request(options.store, target, best, length, options.moment(), quietly)
        show_view(held.view, options)
        say(held.words, quiet=options.quiet)


def _list(options: Shared) -> None:
    from iplatform_sched.app.holding import list_quotes

    show_table(list_quotes(options.store, options.moment()), options.format)


def _confirm(options: Shared, request: str, *, at_new_price: bool) -> None:
    from iplatform_sched.app.holding import confirm

    with uninterrupted():
        words = confirm(options.store, request, options.moment(), at_new_price=at_new_price)
        say(words, quiet=options.quiet)


def _extend(options: Shared, extend: tuple[str, str], reason: str) -> None:
    from iplatform_sched.app.holding import extend as hold_longer

    request, text = extend
    length = parse_length(text, "--extend")
    with uninterrupted():
        say(hold_longer(options.store, request, length, options.moment(), reason), quiet=options.quiet)


def _release(options: Shared, request: str, reason: str) -> None:
    from iplatform_sched.app.holding import release

    with uninterrupted():
        say(release(options.store, request, options.moment(), reason), quiet=options.quiet)
