"""``catalogue search`` and ``advise``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from iplatform_sched.cli.context import shared
from iplatform_sched.cli.render import say
from iplatform_sched.cli.show_commands import show_view

group = typer.Typer(help="Machines of the network.", no_args_is_help=True)
MOST = 10_000
"""Rows, hours or units that options take."""


def register(application: typer.Typer) -> None:
    """Add the commands to `application`."""
    application.add_typer(group, name="catalogue")
    application.command()(advise)


@group.command()
def search(  # noqa: PLR0917 - one argument per option; Typer passes them by name
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORDS...]", help="Names of centre, machine or capability; all must fit."),
    ] = None,
    capability: Annotated[str | None, typer.Option(help="Only this capability: id or name.")] = None,
    spec: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RANGE", help="What it must reach, such as temperature>=85; may be given several times."
        ),
    ] = None,
    sector: Annotated[
        str | None, typer.Option(help="Only centres of this sector: MR, BI, MA, AA, EE or SH.")
    ] = None,
    region: Annotated[str | None, typer.Option(help="Only this region or city.")] = None,
    centre: Annotated[str | None, typer.Option(help="Only this centre.")] = None,
    free_from: Annotated[
        str | None, typer.Option(metavar="DATE", help="It must be free for --hours from this day on.")
    ] = None,
    free_to: Annotated[str | None, typer.Option(metavar="DATE", help="And no later than this day.")] = None,
    hours: Annotated[
        float | None, typer.Option(min=0.1, max=MOST, help="Hours of use that must fit; 1 by default.")
    ] = None,
    run: Annotated[
        str | None,
        typer.Option(help="How it runs: attended (in one day), pausable (the default), unattended."),
    ] = None,
    units: Annotated[int | None, typer.Option(min=1, max=MOST, help="Units that must be free.")] = None,
    self_use: Annotated[
        bool, typer.Option("--self-use", help="Only machines that companies may run themselves.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="Most machines to list.")] = 20,
) -> None:
    """Search machines by name (Korean or English), capability, specification, place and free time."""
    from iplatform_sched.app.catalogue import SearchOptions, search_store

    options = shared(context)
    wanted = SearchOptions(
        words=tuple(words or ()),
        capability=capability,
        specifications=tuple(spec or ()),
        sector=sector,
        region=region,
        centre=centre,
        free_from=free_from,
        free_to=free_to,
        hours=hours,
        run=run,
        units=units,
        self_use=self_use,
        limit=limit,
    )
    found = search_store(options.store, options.moment(), wanted)
    show_view(found.view, options)
    say(found.words, quiet=options.quiet)


def advise(  # noqa: PLR0917 - one argument per option; Typer passes them by name
    context: typer.Context,
    product: Annotated[
        str, typer.Argument(metavar="PRODUCT|TEMPLATE", help="What it is, such as battery or 의료기기.")
    ],
    company: Annotated[
        str | None, typer.Option(help="Company that asks: its place, class, training.")
    ] = None,
    city: Annotated[
        str | None, typer.Option(help="City or region of a company that is not in the store.")
    ] = None,
    near: Annotated[str | None, typer.Option(metavar="LAT,LON", help="Or its place.")] = None,
    sector: Annotated[str | None, typer.Option(help="Sector: MR, BI, MA, AA, EE or SH.")] = None,
    due: Annotated[str | None, typer.Option(metavar="DATE", help="When it should be done.")] = None,
    machines: Annotated[int, typer.Option(min=1, max=100, help="Machines to list of each stage.")] = 3,
    write_request: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the request (YAML), ready to quote or submit.")
    ] = None,
) -> None:
    """From a product to its stages: machines, next windows, prices, training, and the whole chain."""
    from iplatform_sched.app.advising import AdviceOptions, advise_from_store

    options = shared(context)
    wanted = AdviceOptions(product, company, city, near, sector, due, machines, write_request)
    found = advise_from_store(options.store, options.moment(), wanted)
    show_view(found.view, options)
    say(found.words, quiet=options.quiet)
