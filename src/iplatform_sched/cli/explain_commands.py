"""``explain``: why a request is unserved, late, dear or far away, and what would help."""

from __future__ import annotations

from typing import Annotated

import typer

from iplatform_sched.cli.context import shared
from iplatform_sched.cli.progress import progress
from iplatform_sched.cli.show_commands import show_view

STOPPING = "stopping after this question: there is no half of an explanation. Ctrl-C again stops at once."


def register(application: typer.Typer) -> None:
    """Add the command to the application."""
    application.command()(explain)


def explain(
    context: typer.Context,
    request: Annotated[
        str, typer.Argument(metavar="REQUEST", help="Id of a request, or a YAML file of one.")
    ],
    *,
    why_not_centre: Annotated[
        str | None, typer.Option(metavar="CENTRE", help="Why is it not done at this centre?")
    ] = None,
    why_not_machine: Annotated[
        str | None, typer.Option(metavar="MACHINE", help="Why is it not done on this machine?")
    ] = None,
    stage: Annotated[str | None, typer.Option(help="Only this stage, with a centre or machine.")] = None,
    why_not_before: Annotated[
        str | None, typer.Option(metavar="DATE", help="Why does it not end by the end of this date?")
    ] = None,
    why_not_below: Annotated[
        int | None, typer.Option(metavar="KRW", min=0, help="Why does it cost the company more than this?")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Name each booking that is in the way, not only how many.")
    ] = False,
) -> None:
    """Explain why a request is unserved, late, dear or far away, and what would help; changes nothing."""
    from iplatform_sched.app.explaining import Asked, explain_request

    options = shared(context)
    asked = Asked(why_not_centre, why_not_machine, stage, why_not_before, why_not_below, every)
    with progress(options, STOPPING) as hooks:
        view = explain_request(options.store, request, options.moment(), asked, hooks)
    show_view(view, options)
