"""What the documents say about the command line is true."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer

from iplatform_sched.app.calendars import BROKEN_COLUMNS
from iplatform_sched.app.checking import COLUMNS
from iplatform_sched.cli.application import application
from iplatform_sched.cli.entry import main
from iplatform_sched.report import quote, scenarios, whatif, whatif_details
from iplatform_sched.report.advice import CHAIN_COLUMNS, COVER_COLUMNS, MACHINE_COLUMNS, STAGE_COLUMNS
from iplatform_sched.report.benchmark import tables as benchmark
from iplatform_sched.report.catalogue import CATALOGUE_COLUMNS, NEAREST_COLUMNS
from iplatform_sched.report.explanation import (
    ALTERNATIVE_COLUMNS,
    CONFLICT_COLUMNS,
    FINDING_COLUMNS,
    REPAIR_COLUMNS,
    SHORTAGE_COLUMNS,
)
from iplatform_sched.report.lists import BOOKING_COLUMNS, CENTRE_COLUMNS, CHANGE_COLUMNS, REQUEST_COLUMNS
from iplatform_sched.report.night import LEVEL_COLUMNS, RUN_COLUMNS, TERM_COLUMNS, UNSERVED_COLUMNS
from iplatform_sched.report.repair import CALL_COLUMNS, HIT_COLUMNS, MOVE_COLUMNS, SERVED_COLUMNS
from iplatform_sched.report.trail import TRAIL_COLUMNS
from iplatform_sched.report.upgrade import INVESTMENT_COLUMNS, RENEWAL_COLUMNS, SCARCE_COLUMNS
from iplatform_sched.report.worklist import WORK_COLUMNS
from tests.cli.cli_case import NIGHT, Terminal

if TYPE_CHECKING:
    from iplatform_sched.report.table import Column

ROOT = Path(__file__).parents[2]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
DECISIONS = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
BENCHMARKING = (ROOT / "docs" / "benchmarking.md").read_text(encoding="utf-8")
OUTPUT = (ROOT / "docs" / "output.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
ASKED = Path(__file__).with_name("asked.yaml")
KEPT = Path(__file__).with_name("no_press.yaml")
OTHER = Path(__file__).with_name("no_scope.yaml")
RUNS = Path(__file__).with_name("runs.jsonl")
UNSOLVED = Path(__file__).with_name("runs_without_schedules.jsonl")
LAST = Path(__file__).parent / "last" / "table.csv"
TABLES: dict[str, tuple[Column, ...]] = {
    "requests": REQUEST_COLUMNS,
    "bookings": BOOKING_COLUMNS,
    "changes": CHANGE_COLUMNS,
    "centres": CENTRE_COLUMNS,
    "unserved": UNSERVED_COLUMNS,
    "levels": LEVEL_COLUMNS,
    "terms": TERM_COLUMNS,
    "runs": RUN_COLUMNS,
    "trail": TRAIL_COLUMNS,
    "work-list": WORK_COLUMNS,
    "broken": BROKEN_COLUMNS,
    "check": COLUMNS,
    "catalogue": CATALOGUE_COLUMNS,
    "nearest": NEAREST_COLUMNS,
    "advice-stages": STAGE_COLUMNS,
    "advice-machines": MACHINE_COLUMNS,
    "covers": COVER_COLUMNS,
    "chains": CHAIN_COLUMNS,
    "findings": FINDING_COLUMNS,
    "conflict": CONFLICT_COLUMNS,
    "shortages": SHORTAGE_COLUMNS,
    "repairs": REPAIR_COLUMNS,
    "alternatives": ALTERNATIVE_COLUMNS,
    "hit": HIT_COLUMNS,
    "moves": MOVE_COLUMNS,
    "served-now": SERVED_COLUMNS,
    "calls": CALL_COLUMNS,
    "investments": INVESTMENT_COLUMNS,
    "renewals": RENEWAL_COLUMNS,
    "scarce": SCARCE_COLUMNS,
    "quote-alternatives": quote.ALTERNATIVE_COLUMNS,
    "quote-stages": quote.STAGE_COLUMNS,
    "quote-dates": quote.DATE_COLUMNS,
    "quote-machines": quote.MACHINE_COLUMNS,
    "quote-moves": quote.MOVE_COLUMNS,
    "holds": quote.HOLD_COLUMNS,
    "scenarios": whatif.SCENARIO_COLUMNS,
    "comparison": whatif.FIGURE_COLUMNS,
    "term-differences": whatif.TERM_DIFFERENCE_COLUMNS,
    "request-differences": whatif_details.REQUEST_COLUMNS,
    "booking-differences": whatif_details.BOOKING_COLUMNS,
    "by-sector": whatif.GROUP_COLUMNS,
    "by-region": whatif.GROUP_COLUMNS,
    "by-company": whatif.GROUP_COLUMNS,
    "machines-by-region": whatif.HOUR_COLUMNS,
    "kept-scenarios": scenarios.KEPT_COLUMNS,
    "overlay": scenarios.OVERLAY_COLUMNS,
    "scenario-differences": scenarios.DIFFERENCE_COLUMNS,
    "bench-presets": benchmark.PRESET_COLUMNS,
    "bench-changes": benchmark.CHANGE_COLUMNS,
    "bench-instances": benchmark.INSTANCE_COLUMNS,
    "bench-judged": benchmark.JUDGED_COLUMNS,
    "bench-rungs": benchmark.RUNG_COLUMNS,
}
ARGUMENTS = {
    "requests list": (),
    "bookings list": (),
    "check": (),
    "nightly": ("--deterministic", "--work", "1", "--proof-work", "0", "--no-publish"),
    "repair": ("--down", "scope", "--to", "2027-01-01T00:00:00+09:00", "--deterministic", "--work", "1"),
    "show night": (),
    "show run": (),
    "show runs": (),
    "show trail": (),
    "explain": ("battery",),
    "quote": (str(ASKED),),
    "quote --list": (),
    "show request": ("battery",),
    "show equipment": ("cycler",),
    "show centre": ("hub",),
    "catalogue search": (),
    "advise": ("battery",),
    "upgrade": (
        *("--deterministic", "--work", "1", "--proof-work", "0", "--top", "1", "--renewals", "1"),
        *("--budget-krw", "100", "--price", "unit=100"),
    ),
    "whatif": ("--drop", "battery", "--all", "--deterministic", "--work", "1", "--proof-work", "0"),
    "scenarios list": (),
    "scenarios show": (str(KEPT),),
    "scenarios diff": (str(KEPT), str(OTHER)),
    "bench compare": (str(RUNS), "--last", str(LAST)),
    "bench verify": (str(UNSOLVED), "--benchmarks", str(ROOT / "benchmarks")),
    "calendar holiday": ("2027-01-27",),
    "calendar open": (
        "lab",
        *("--from", "2027-01-23T00:00:00+09:00", "--to", "2027-01-24T00:00:00+09:00"),
    ),
    "calendar absent": (
        "lab-cells",
        *("--from", "2027-01-25T00:00:00+09:00", "--to", "2027-01-26T00:00:00+09:00"),
    ),
    "calendar close": (
        "hub",
        *("--from", "2027-01-25T00:00:00+09:00", "--to", "2027-01-26T00:00:00+09:00"),
    ),
}


def commands() -> dict[str, set[str]]:
    """Return every command by its words, each with its options."""
    tree = typer.main.get_command(application)
    found: dict[str, set[str]] = {}

    def walk(command: object, words: tuple[str, ...]) -> None:
        below = getattr(command, "commands", None)
        for name, child in (below or {}).items():
            walk(child, (*words, name))
        if below is None:
            parameters = getattr(command, "params", [])
            found[" ".join(words)] = {option for each in parameters for option in each.opts}

    walk(tree, ())
    return found


def spoken(text: str) -> list[list[str]]:
    """Return the words of every command of ours in a text, in blocks or between backticks."""
    lines = re.findall(r"^iplatform-sched (.*)$", text, re.MULTILINE)
    lines += [quoted.removeprefix("iplatform-sched ") for quoted in re.findall(r"`([a-z][^`\n]*)`", text)]
    names = {words.split()[0] for words in commands()}
    split = [shlex.split(line, comments=True) for line in lines]
    shared = {"--store", "--now", "--format"}
    plain = [words[2:] if words[0] in shared else words for words in split if words]
    return [words for words in plain if words and words[0] in names]


def test_every_command_of_the_guides_exists() -> None:
    known = commands()
    found = spoken(OPERATIONS) + spoken(DECISIONS) + spoken(BENCHMARKING)
    assert len(found) >= 12
    for words in found:
        choices = words[1].split("|") if len(words) > 1 else [""]
        for choice in choices:
            two = f"{words[0]} {choice}"
            name = two if two in known else words[0]
            group = any(each.startswith(f"{name} ") for each in known)
            assert name in known or group, words
            options = {word.partition("=")[0] for word in words if word.startswith("--")}
            assert options <= known.get(name, set()) | {"--store", "--now", "--format", "--quiet"}, words


def test_every_command_is_in_a_guide() -> None:
    said = " ".join(
        " ".join(words).replace("|", " ") for words in spoken(OPERATIONS + DECISIONS + BENCHMARKING)
    )
    assert [name for name in commands() if name.split()[-1] not in said] == []


def test_the_exit_codes_of_the_guide() -> None:
    listed = set(re.findall(r"^\| (\d+) \|", OPERATIONS, re.MULTILINE))
    assert listed == {"0", "1", "2", "3", "4", "5", "6", "70", "130"}


@pytest.mark.parametrize(
    ("code", "line"),
    [
        (2, "nonsense"),
        (2, "nightly --nonsense"),
        (2, "show request"),
        (2, "nightly --work few"),
        (2, "requests list --format xml"),
        (3, "show run nope"),
        (3, "nightly --budget soon"),
        (3, "requests list --status nope"),
    ],
)
def test_what_is_no_command_line_and_what_names_something_wrong(
    terminal: Terminal, code: int, line: str
) -> None:
    assert terminal(*line.split()).code == code


@pytest.mark.parametrize("name", TABLES)
def test_tables_stand_on_the_page_with_their_fields(name: str) -> None:
    line = re.search(rf"^\| `{name}` \| (`.*`) \|$", OUTPUT.split("## Tables")[1], re.MULTILINE)
    assert line is not None
    assert line[1].replace("`", "").split() == [column.key for column in TABLES[name] if column.programs]


def test_envelopes_are_what_the_page_says(terminal: Terminal) -> None:
    terminal.good(*NIGHT)
    section = OUTPUT.split("## Tables")[0]
    lines = re.findall(r"^\| (`.*`) \| `([a-z-]+)` \| (`.*`) \| `([a-z-]+)` \|$", section, re.MULTILINE)
    said = {
        command: (schema, fields.replace("`", "").split())
        for names, schema, fields, _ in lines
        for command in re.findall("`([^`]+)`", names)
    }
    for command, arguments in ARGUMENTS.items():
        envelope = terminal.good(*command.split(), *arguments, "--format", "json").json
        schema, fields = said[command]
        assert envelope["schema"] == f"iplatform-sched/{schema}"
        assert list(envelope) == ["schema", "schema_version", *fields], command
    assert set(said) == {*ARGUMENTS, "plan", "nightly --replay", "bench tune"}


@pytest.mark.timeout(900)  # two nights of the whole network
def test_the_first_use_of_the_readme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    block = README.split("## First use")[1].split("```console\n")[1].split("```")[0]
    lines = block.strip().splitlines()
    assert len(lines) == 10
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)
    for line in lines:
        program, *words = shlex.split(line)
        assert program == "iplatform-sched"
        assert main(words) == 0, (line, capfd.readouterr().err[-2000:])
    words_said = capfd.readouterr().err
    assert "60 requests" in words_said
    assert "0 violations" in words_said
    assert (tmp_path / "bookings.csv").stat().st_size > 100_000
