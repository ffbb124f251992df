"""``init``, ``import``, ``export``, ``schema``, ``check``, ``plan``, ``restore``, ``migrate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from iplatform_sched.cli.context import Format, shared
from iplatform_sched.cli.progress import progress
from iplatform_sched.cli.render import say, show_json, show_table
from iplatform_sched.cli.show_commands import show_view


def register(application: typer.Typer) -> None:
    """Add the commands to `application`."""
    application.command()(init)
    application.command("import")(import_)
    application.command()(export)
    application.command()(schema)
    application.command()(check)
    application.command()(plan)
    application.command()(restore)
    application.command()(migrate)


def init(context: typer.Context) -> None:
    """Create an empty store."""
    from iplatform_sched.app.importing import create_store

    options = shared(context)
    create_store(options.store)
    say(f"created {options.store}", quiet=options.quiet)


def import_(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder of CSV tables and YAML requests.")],
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Undo what people did to these facts meanwhile.")
    ] = False,
) -> None:
    """Import a folder: all of it, or with any error nothing; what people did meanwhile stays."""
    from iplatform_sched.app.importing import import_folder

    options = shared(context)
    for line in import_folder(options.store, folder, options.moment(), overwrite=overwrite):
        say(line, quiet=options.quiet)


def export(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="bookings, plan or facts.")],
    out: Annotated[
        Path,
        typer.Option(
            help="File (CSV or JSON by its ending; with CSV comes OUT_legs.csv); for facts a folder."
        ),
    ],
    run: Annotated[str | None, typer.Option(help="Run whose plan to export; the last by default.")] = None,
) -> None:
    """Export stored data to a file, written whole or not at all."""
    from iplatform_sched.app.exporting import export_to

    options = shared(context)
    written = export_to(options.store, what, out, run)
    say(f"wrote {written} to {out}", quiet=options.quiet)


def schema(
    kind: Annotated[str, typer.Argument(help="plan, bookings, snapshot or changes.")],
) -> None:
    """Print the JSON schema of an exported file."""
    from iplatform_sched.app.exporting import schema_of

    show_json(schema_of(kind))


def check(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            help="An exported plan or list of bookings (CSV or JSON); without it the stored ones."
        ),
    ] = None,
    run: Annotated[
        str | None, typer.Option(help="Check the plan of this run; with a CSV file: judge it as of this run.")
    ] = None,
) -> int:
    """Verify a plan from the facts alone; exit 6 if it breaks a rule."""
    from iplatform_sched.app.checking import check_stored

    options = shared(context)
    findings = check_stored(options.store, file, run, options.moment())
    show_table(findings.table, options.format)
    say(findings.summary, quiet=options.quiet)
    return 6 if findings.broken else 0


def plan(
    context: typer.Context,
    scenario: Annotated[str, typer.Argument(help="Scenario file (YAML), or the name of a stored scenario.")],
    out: Annotated[Path | None, typer.Option(help="Write the plan to this JSON or CSV file.")] = None,
    save: Annotated[
        bool, typer.Option("--save", help="Keep the run in the store; nothing is published.")
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 1 when a request is unserved or late.")
    ] = False,
) -> int:
    """Solve a scenario; nothing is stored unless asked."""
    from iplatform_sched.app.scenarios import solve_scenario

    options = shared(context)
    with progress(options) as hooks:
        result = solve_scenario(options.store, scenario, out, options.moment(), hooks, save=save)
    show_view(result.view, options)
    if options.format is Format.TABLE:
        say(result.summary, quiet=options.quiet)
    return 1 if exit_code and result.has_findings else 0


def restore(
    context: typer.Context, backup: Annotated[Path, typer.Argument(help="Backup file to go back to.")]
) -> None:
    """Put a backup in the store's place; the present store is kept beside it."""
    from iplatform_sched.app.importing import restore_store

    options = shared(context)
    kept = restore_store(options.store, backup, options.moment())
    say(f"restored {options.store}" + (f"; the former store is {kept}" if kept else ""), quiet=options.quiet)


def migrate(context: typer.Context) -> None:
    """Bring a store of an older version of this program up to date; the former store is kept."""
    from iplatform_sched.app.importing import migrate_store

    options = shared(context)
    kept = migrate_store(options.store, options.moment())
    done = (
        f"upgraded {options.store}; the former store is {kept}" if kept else f"{options.store} is up to date"
    )
    say(done, quiet=options.quiet)
