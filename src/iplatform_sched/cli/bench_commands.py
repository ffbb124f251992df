"""``bench``: settings compared on instances."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from iplatform_sched.cli.context import Format, shared
from iplatform_sched.cli.progress import progress
from iplatform_sched.cli.render import say, show_table
from iplatform_sched.cli.search_options import MOST, seconds
from iplatform_sched.cli.show_commands import show_view
from iplatform_sched.errors import VerificationError

group = typer.Typer(help="Compare solver settings on instances.", no_args_is_help=True)
UNFINISHED = 1
STOPPING = "stopping: runs on their way are given up, those that ended are kept. Ctrl-C again aborts."

Folder = Annotated[
    Path, typer.Option("--benchmarks", help="The folder of presets, sets and fixtures.", metavar="DIR")
]
Instances = Annotated[Path | None, typer.Option(help="The folder of public sets.", metavar="DIR")]
Stored = Annotated[bool, typer.Option("--from-runs", help="The nights that the store keeps, as a set.")]
Cores = Annotated[int | None, typer.Option(min=1, max=MOST, help="Cores to use; all by default.")]
Results = Annotated[
    Path, typer.Option(help="The results file; what it has is not run again.", metavar="FILE")
]
RESULTS = Path("results.jsonl")
FOLDER = Path("benchmarks")


@group.command()
def run(  # noqa: PLR0917 - one argument per option; Typer passes them by name
    context: typer.Context,
    sets: Annotated[
        list[str] | None, typer.Option("--set", help="A set; may be given several times. All by default.")
    ] = None,
    presets: Annotated[
        list[str] | None,
        typer.Option("--preset", help="A preset; may be given several times. All by default."),
    ] = None,
    instances: Instances = None,
    from_runs: Stored = False,
    results: Results = RESULTS,
    seeds: Annotated[int, typer.Option(min=1, max=MOST, help="Seeds for each instance.")] = 1,
    first_seed: Annotated[int, typer.Option(min=0, max=MOST, help="The first of them.")] = 0,
    most: Annotated[
        int | None, typer.Option(min=1, max=MOST, help="Only the first so many of each sample.")
    ] = None,
    whole: Annotated[bool, typer.Option("--all", help="Every instance of a set, not its sample.")] = False,
    budget: Annotated[str | None, typer.Option(help="Instead of the presets' own limits: 30s.")] = None,
    work: Annotated[
        float | None,
        typer.Option(
            min=0.001,
            max=MOST,
            help="Instead of them one worker and a work limit, deterministic seconds of CP-SAT or rounds of "
            "a night's search: the same answers each time.",
        ),
    ] = None,
    cores: Cores = None,
    benchmarks: Folder = FOLDER,
) -> int:
    """Run presets on sets, each run in a process of its own; Ctrl-C stops, the same command goes on."""
    from iplatform_sched.app.benchmarking import BenchOptions, BenchPlaces, run_benchmark
    from iplatform_sched.app.provenance import cores as present

    options = shared(context)
    if budget is not None and work is not None:
        raise typer.BadParameter("--budget and --work are two limits: give one of them")
    asked = BenchOptions(
        cores=cores or present(),
        sets=tuple(sets or ()),
        presets=tuple(presets or ()),
        seeds=seeds,
        first_seed=first_seed,
        most=most,
        whole=whole,
        seconds=None if budget is None else seconds(budget, "--budget"),
        work=work,
    )
    places = BenchPlaces(benchmarks, results, instances, options.store if from_runs else None)
    with progress(options, STOPPING) as hooks:
        done = run_benchmark(places, asked, hooks)
    if done.left:
        say(f"{done.made} runs made, {done.left} left; the same command goes on with them")
        return UNFINISHED
    words = (
        f"{done.made} runs made, {len(done.records)} in {results}; `bench compare {results}` compares them"
    )
    say(words, quiet=options.quiet)
    if failed := [each for each in done.records if each.failed]:
        first = failed[0]
        say(
            f"{len(failed)} runs of the file crashed, were killed or have a schedule that is not valid, "
            f"the first {first.set} {first.instance}, {first.preset}, seed {first.seed}: "
            f"{first.flaws[0] if first.flaws else first.detail}"
        )
    return VerificationError.exit_code if any(each.verified is False for each in done.records) else 0


@group.command()
def compare(
    context: typer.Context,
    results: Annotated[list[Path], typer.Argument(help="Results files.", metavar="FILE...")],
    against: Annotated[str, typer.Option(help="The preset beside which the others are put.")] = "default",
    last: Annotated[
        Path | None,
        typer.Option(help="The table.csv committed last, to see what has changed.", metavar="FILE"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write tables (CSV) and a page (HTML) to this folder.", metavar="DIR")
    ] = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 1 when a preset is worse than in the last table.")
    ] = False,
) -> int:
    """Compare presets by set: gaps, proofs, wins, and how sure the differences are."""
    from iplatform_sched.app.comparing import compare_results

    options = shared(context)
    compared = compare_results(results, against, last, out)
    show_view(compared.view, options)
    if options.format is Format.TABLE and out is not None:
        say(f"tables and page are in {out}", quiet=options.quiet)
    return 1 if exit_code and compared.worse else 0


@group.command()
def verify(
    context: typer.Context,
    results: Annotated[
        Path, typer.Argument(help="A results file; its solutions are beside it.", metavar="FILE")
    ] = RESULTS,
    instances: Instances = None,
    from_runs: Stored = False,
    benchmarks: Folder = FOLDER,
) -> None:
    """Judge the kept solutions again, against their instances and their records."""
    from iplatform_sched.app.benchmarking import BenchPlaces, verify_results

    options = shared(context)
    places = BenchPlaces(benchmarks, results, instances, options.store if from_runs else None)
    with progress(options) as hooks:
        again = verify_results(places, hooks)
    if again.table.rows or options.format is not Format.TABLE:
        show_table(again.table, options.format)
    if again.wrong or again.missing:
        lost = f"; {again.missing} more, or their instances, are not there" if again.missing else ""
        raise VerificationError(
            f"{again.wrong} of {again.judged} solutions are not what their records say{lost}"
        )
    say(f"{again.judged} solutions judged again, all are as their records say", quiet=options.quiet)


@group.command()
def tune(  # noqa: PLR0917 - one argument per option; Typer passes them by name
    context: typer.Context,
    space: Annotated[
        Path, typer.Argument(help="TOML file of the base preset and of choices.", metavar="FILE")
    ],
    train: Annotated[list[str], typer.Option(help="The set to search on; may be given several times.")],
    judge: Annotated[list[str], typer.Option(help="The set to judge the best on, another one.")],
    instances: Instances = None,
    results: Results = Path("tuning.jsonl"),
    out: Annotated[Path, typer.Option(help="The preset to write.", metavar="FILE")] = Path("tuned.toml"),
    candidates: Annotated[int, typer.Option(min=1, max=MOST, help="Candidates beside the base.")] = 16,
    draw_seed: Annotated[int, typer.Option(min=0, max=MOST, help="Seed by which candidates are drawn.")] = 0,
    seeds: Annotated[int, typer.Option(min=1, max=MOST, help="Seeds for each instance.")] = 1,
    most: Annotated[
        int | None, typer.Option(min=1, max=MOST, help="Only the first so many of each sample.")
    ] = None,
    budget: Annotated[str | None, typer.Option(help="Instead of the base's own limit: 10s.")] = None,
    cores: Cores = None,
    benchmarks: Folder = FOLDER,
) -> int:
    """Search presets on one set by successive halving, and judge the best on another."""
    from iplatform_sched.app.benchmarking import BenchOptions, BenchPlaces
    from iplatform_sched.app.provenance import cores as present
    from iplatform_sched.app.tuning import TuneOptions, tune_presets

    options = shared(context)
    each = BenchOptions(
        cores or present(),
        seeds=seeds,
        most=most,
        seconds=None if budget is None else seconds(budget, "--budget"),
    )
    training, judging = replace(each, sets=tuple(train)), replace(each, sets=tuple(judge))
    asked = TuneOptions(space, out, training, judging, candidates, draw_seed)
    with progress(options, STOPPING) as hooks:
        tuned = tune_presets(BenchPlaces(benchmarks, results, instances), asked, hooks)
    show_table(tuned.table, options.format)
    say(tuned.words, quiet=options.quiet)
    return UNFINISHED if tuned.left else 0
