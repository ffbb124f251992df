"""``show``: a request, a machine's week, a run, the night's summary, a centre's day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from iplatform_sched.cli.context import Format, Shared, shared
from iplatform_sched.cli.render import show_json, show_table
from iplatform_sched.cli.search_options import MOST

if TYPE_CHECKING:
    from iplatform_sched.report.view import View

group = typer.Typer(help="Look at what is stored.", no_args_is_help=True)


def show_view(view: View, options: Shared) -> None:
    """Write the tables of a view, and its chart where people look."""
    if options.format is Format.JSON:
        show_json(view.envelope())
        return
    for table in (view.data_table,) if options.format is Format.CSV else view.text_tables:
        show_table(table, options.format)
    if view.chart and options.format is Format.TABLE:
        typer.echo(view.chart)


@group.command()
def request(
    context: typer.Context, request: Annotated[str, typer.Argument(help="Id of the request.")]
) -> None:
    """Show a request: its stages, bookings, costs, and a chart by day."""
    from iplatform_sched.app.views import view_request

    options = shared(context)
    show_view(view_request(options.store, request), options)


@group.command()
def equipment(
    context: typer.Context,
    equipment: Annotated[str, typer.Argument(help="Id of the machine.")],
    week: Annotated[
        str | None, typer.Option(metavar="DATE", help="A day of the week to show; today's by default.")
    ] = None,
) -> None:
    """Show a machine's week: bookings and a chart by half hour."""
    from iplatform_sched.app.views import view_equipment

    options = shared(context)
    show_view(view_equipment(options.store, equipment, week, options.moment()), options)


@group.command()
def run(
    context: typer.Context,
    run: Annotated[str | None, typer.Argument(help="Id of the run; the last night by default.")] = None,
) -> None:
    """Show how a run went: settings, objective by term, bound, gap, times."""
    from iplatform_sched.app.views import view_run

    options = shared(context)
    show_view(view_run(options.store, run), options)


@group.command()
def night(
    context: typer.Context,
    run: Annotated[str | None, typer.Argument(help="Id of the run; the last night by default.")] = None,
    company: Annotated[str | None, typer.Option(help="Only changes of this company.")] = None,
    centre: Annotated[str | None, typer.Option(help="Only changes at this centre.")] = None,
    chart: Annotated[bool, typer.Option("--chart", help="Draw the planned stages by day too.")] = False,
) -> None:
    """Show a night's summary, its change list and who is not served and why."""
    from iplatform_sched.app.views import NightFilter, view_night

    options = shared(context)
    show_view(view_night(options.store, run, NightFilter(company, centre, chart)), options)


@group.command()
def centre(
    context: typer.Context,
    centre: Annotated[str, typer.Argument(help="Id of the centre.")],
    day: Annotated[str | None, typer.Argument(metavar="DAY", help="Local date; today by default.")] = None,
) -> None:
    """Show a centre's work list of a day."""
    from iplatform_sched.app.views import view_centre

    options = shared(context)
    show_view(view_centre(options.store, centre, day, options.moment()), options)


@group.command()
def runs(context: typer.Context) -> None:
    """List the runs, newest first."""
    from iplatform_sched.app.views import view_runs

    options = shared(context)
    show_view(view_runs(options.store), options)


@group.command()
def trail(
    context: typer.Context,
    booking: Annotated[str | None, typer.Option(help="Only what was done to this booking.")] = None,
    request: Annotated[str | None, typer.Option(help="Only what concerns this request.")] = None,
    run: Annotated[str | None, typer.Option(help="Only what this run did.")] = None,
    most: Annotated[int, typer.Option(min=1, max=MOST, help="Show so many, the latest.")] = 50,
) -> None:
    """Show the audit trail: what was done, when, by whom and why."""
    from iplatform_sched.app.views import view_trail

    options = shared(context)
    show_view(view_trail(options.store, booking, request, run, most), options)
