"""``bench``: settings compared on instances."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from iplatform_sched.cli.context import shared
from iplatform_sched.cli.progress import progress
from iplatform_sched.cli.render import say
from iplatform_sched.cli.search_options import MOST, seconds
from iplatform_sched.cli.show_commands import show_view

group = typer.Typer(help="Compare solver settings on instances.", no_args_is_help=True)
ENDED_EARLY = 130

Folder = Annotated[Path, typer.Option("--benchmarks", help="The folder of presets and sets.")]
Instances = Annotated[Path | None, typer.Option(help="The folder of public sets.", metavar="DIR")]


@group.command()
def run(  # noqa: PLR0917 - one argument per option; Typer passes them by name
    context: typer.Context,
    sets: Annotated[list[str] | None, typer.Option("--set", help="A set; all by default.")] = None,
    presets: Annotated[list[str] | None, typer.Option("--preset", help="A preset; all by default.")] = None,
    instances: Instances = None,
    results: Annotated[
        Path, typer.Option(help="The results file; runs that it has are not made again.")
    ] = Path("results.jsonl"),
    seeds: Annotated[int, typer.Option(min=1, max=MOST, help="Seeds for each instance.")] = 1,
    first_seed: Annotated[int, typer.Option(min=0, max=MOST, help="The first of them.")] = 0,
    most: Annotated[int | None, typer.Option(min=1, help="Only so many instances of each sample.")] = None,
    whole: Annotated[bool, typer.Option("--all", help="Every instance, not the sample.")] = False,
    limit: Annotated[
        str | None, typer.Option("--seconds", help="Instead of the presets' limits: 30s.")
    ] = None,
    cores: Annotated[int | None, typer.Option(min=1, help="Cores to use; all by default.")] = None,
    benchmarks: Folder = Path("benchmarks"),
) -> int:
    """Run presets on sets; what a results file has already is not run again."""
    from iplatform_sched.app.benchmarking import BenchOptions, run_benchmark
    from iplatform_sched.app.benchmarking import cores as present

    options = shared(context)
    asked = BenchOptions(
        folder=benchmarks,
        results=results,
        instances=instances,
        sets=tuple(sets or ()),
        presets=tuple(presets or ()),
        seeds=seeds,
        first_seed=first_seed,
        most=most,
        whole=whole,
        seconds=None if limit is None else seconds(limit, "--seconds"),
        cores=cores or present(),
    )
    with progress(options) as hooks:
        done = run_benchmark(asked, hooks)
    if done.left:
        say(f"{done.left} runs are left; the same command goes on with them")
        return ENDED_EARLY
    say(
        f"{len(done.records)} runs are in {results}; `bench compare {results}` compares them",
        quiet=options.quiet,
    )
    return 0


@group.command()
def compare(
    context: typer.Context,
    results: Annotated[list[Path], typer.Argument(help="Results files.")],
    against: Annotated[str, typer.Option(help="The preset that the others are compared with.")] = "default",
) -> None:
    """Compare presets: gaps, proofs, wins, and how sure the differences are."""
    from iplatform_sched.app.benchmarking import compare_results

    show_view(compare_results(results, against), shared(context))
