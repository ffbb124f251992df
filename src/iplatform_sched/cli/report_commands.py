"""``report``: a plan as one page that can be mailed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from iplatform_sched.cli.context import shared
from iplatform_sched.cli.render import say


def register(application: typer.Typer) -> None:
    """Add the command to `application`."""
    application.command()(report)


def report(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The HTML file to write.", metavar="FILE.html")],
    run: Annotated[
        str | None,
        typer.Argument(help="A stored run, or the name of a kept scenario; the last night by default."),
    ] = None,
    lang: Annotated[str, typer.Option(help="Language of the page: ko or en.")] = "ko",
    baseline: Annotated[
        str | None,
        typer.Option(metavar="RUN", help="Compare with this run; without it with what was planned before."),
    ] = None,
) -> None:
    """Write a plan as one page that a browser opens without a network: chart, map, costs, reasons."""
    from iplatform_sched.app.reporting import write_report

    options = shared(context)
    for line in write_report(options.store, run, out, lang, baseline):
        say(line, quiet=options.quiet)
