"""``scenarios``: save, list, show, diff, remove."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from iplatform_sched.cli.context import parse_words, shared
from iplatform_sched.cli.render import say, show_table
from iplatform_sched.cli.show_commands import show_view

group = typer.Typer(help="Scenarios that are kept, for `whatif` and `plan`.", no_args_is_help=True)


def _readable(text: str | None) -> str | None:
    return None if text is None else parse_words(text)


Name = Annotated[str, typer.Argument(metavar="SCENARIO", help="Name of a stored scenario, or a file.")]


@group.command()
def save(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Scenario file (YAML).")],
    name: Annotated[
        str | None, typer.Option(callback=_readable, help="Its name; the `name` in the file by default.")
    ] = None,
) -> None:
    """Keep a scenario file; one of the same name is replaced."""
    from iplatform_sched.app.kept_scenarios import keep_scenario

    options = shared(context)
    say(keep_scenario(options.store, file, name, options.moment()), quiet=options.quiet)


@group.command("list")
def list_(context: typer.Context) -> None:
    """List the stored scenarios by name."""
    from iplatform_sched.app.kept_scenarios import kept_scenarios

    options = shared(context)
    show_table(kept_scenarios(options.store), options.format)


@group.command()
def show(context: typer.Context, scenario: Name) -> None:
    """Show where a scenario starts and what it changes."""
    from iplatform_sched.app.kept_scenarios import view_scenario

    options = shared(context)
    show_view(view_scenario(options.store, scenario, options.moment()), options)


@group.command()
def diff(
    context: typer.Context,
    one: Name,
    two: Annotated[str, typer.Argument(metavar="OTHER", help="The scenario to compare it with.")],
) -> None:
    """Show what two scenarios state differently; `whatif A B` solves both."""
    from iplatform_sched.app.kept_scenarios import compare_texts

    options = shared(context)
    show_table(compare_texts(options.store, one, two, options.moment()), options.format)


@group.command()
def remove(
    context: typer.Context,
    scenario: Annotated[str, typer.Argument(metavar="NAME", help="Name of a stored scenario.")],
) -> None:
    """Forget a stored scenario; runs of it stay."""
    from iplatform_sched.app.kept_scenarios import forget_scenario

    options = shared(context)
    forget_scenario(options.store, scenario, options.moment())
    say(f"removed scenario {scenario}", quiet=options.quiet)
