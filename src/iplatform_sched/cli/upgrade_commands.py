"""``upgrade``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from iplatform_sched.cli.context import Format, shared
from iplatform_sched.cli.progress import progress
from iplatform_sched.cli.render import say
from iplatform_sched.cli.search_options import (
    MOST,
    Budget,
    Deterministic,
    ProofWork,
    Seed,
    Work,
    Workers,
    settings_of,
)
from iplatform_sched.cli.show_commands import show_view


def register(application: typer.Typer) -> None:
    """Add the command to `application`."""
    application.command()(upgrade)


def upgrade(  # noqa: PLR0917 - one argument per option; Typer passes them by name
    context: typer.Context,
    capability: Annotated[
        list[str] | None, typer.Option(help="Only this capability, id or name; may be given several times.")
    ] = None,
    region: Annotated[
        list[str] | None, typer.Option(help="Only this region or city; may be given several times.")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="unit, hours, operator or renewal; may be given several times.")
    ] = None,
    top: Annotated[int, typer.Option(min=0, max=MOST, help="Scarce spots to try.")] = 3,
    renewals: Annotated[int, typer.Option(min=0, max=MOST, help="Old machines to try: failed, renewed.")] = 2,
    budget_krw: Annotated[
        int | None, typer.Option(min=0, metavar="KRW", help="Choose what this buys.")
    ] = None,
    price: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND[:CAPABILITY]=KRW", help="A price, such as unit:cell-cycling=180000000."),
    ] = None,
    prices: Annotated[Path | None, typer.Option(help="CSV file of prices: kind,capability,krw.")] = None,
    budget: Budget = "30s",
    deterministic: Deterministic = False,
    seed: Seed = 0,
    work: Work = 200,
    proof_work: ProofWork = 20,
    workers: Workers = 2,
) -> None:
    """Find where one more machine, evenings or an operator saves most, and which old machines to renew."""
    from iplatform_sched.app.upgrading import UpgradeOptions, upgrade_from_store

    options = shared(context)
    wanted = UpgradeOptions(
        settings=settings_of(
            budget,
            deterministic=deterministic,
            seed=seed,
            work=work,
            proof_work=proof_work,
            workers=workers,
        ),
        capabilities=tuple(capability or ()),
        regions=tuple(region or ()),
        kinds=tuple(kind or ()),
        top=top,
        renewals=renewals,
        budget_krw=budget_krw,
        price=tuple(price or ()),
        prices=prices,
    )
    with progress(options) as hooks:
        found = upgrade_from_store(options.store, options.moment(), wanted, hooks)
    show_view(found.view, options)
    if options.format is Format.TABLE:
        say(found.words, quiet=options.quiet)
