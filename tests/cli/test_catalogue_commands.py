"""``catalogue search`` and ``advise`` as a user meets them, and their worked examples."""

from __future__ import annotations

import re
import shlex
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.exchange.folder import write_folder
from tests import facts
from tests.cli.cli_case import Terminal, facts_hash, small_facts

if TYPE_CHECKING:
    from tests.cli.cli_case import Answer

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of the shipped network; nobody writes to it."""
    from iplatform_sched.app.importing import create_store, import_folder

    store = tmp_path_factory.mktemp("shipped") / "network.db"
    create_store(store)
    import_folder(store, ROOT / "data" / "iplatform", facts.NOW, overwrite=False)
    return store


def example(section: str) -> list[list[str]]:
    """Return the commands of a section of the page, without the program's name."""
    part = PAGE.split(f"\n## {section}\n")[1].split("\n## ")[0]
    block = re.search(r"```console\n(.*?)```", part, re.DOTALL)
    assert block is not None
    return [shlex.split(line)[1:] for line in block[1].strip().splitlines()]


def run(terminal: Terminal, words: list[str]) -> Answer:
    return terminal.good(*words, "--format", "json")


def test_the_example_of_advise(
    network: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "network.db"
    store.write_bytes(network.read_bytes())
    monkeypatch.chdir(tmp_path)
    terminal = Terminal(capfd, store)
    ask, submit, battery = example("advise")
    before = facts_hash(store)
    answer = run(terminal, ask).json
    assert facts_hash(store) == before
    product = answer["product"]
    assert (product["template"], product["lead_centre"]) == ("robot-reliability", "ktl-gyeonggi")
    assert product["lead_reason"] == "no centre leads sector MR; can do 8 of 10 stages"
    stages = [row["stage"] for row in answer["advice_stages"]]
    assert (stages[0], stages[-1], len(stages)) == ("R0", "R9", 10)
    assert answer["advice_stages"][0]["kind"] == "consulting"
    assert [row["stage"] for row in answer["advice_machines"]] == stages
    assert len(answer["covers"]) == 3
    few, free = answer["chains"]
    assert (few["most_centres"], len(few["centres"].split())) == (3, 3)
    assert free["most_centres"] is None
    assert (datetime.fromisoformat(few["last_end"]) - datetime.fromisoformat(free["last_end"])).days > 14
    assert "submitted robot-reliability-co-20-20261123" in terminal.good(*submit).err
    one_stop = run(terminal, battery).json
    assert [row["centre"] for row in one_stop["covers"]] == ["keti-cbtp", "ktl-battery"]
    assert one_stop["covers"][-1]["covered"] == len(one_stop["advice_stages"]) == 19
    few, _ = one_stop["chains"]
    assert (len(few["centres"].split()), few["late_days"]) == (2, 0)


def test_the_examples_of_the_search(network: Path, capfd: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(capfd, network)
    dry, busan, hot = (run(terminal, words).json for words in example("catalogue search"))
    assert [row["equipment"] for row in dry["catalogue"]] == [
        "chungnam-tp.cell-line.1",
        "keti-cbtp.cell-line.1",
    ]
    assert busan["catalogue"]
    for row in busan["catalogue"]:
        assert row["region"] == "부산광역시"
        assert (
            date(2026, 12, 1)
            <= datetime.fromisoformat(row["free_from"]).date()
            <= datetime.fromisoformat(row["free_to"]).date()
            <= date(2026, 12, 18)
        )
    starts = [row["free_from"] for row in busan["catalogue"]]
    assert starts == sorted(starts)
    assert hot["catalogue"] == []
    assert {row["missing"] for row in hot["nearest"]} == {"temperature_c 220 degC short"}


def test_a_written_request_goes_in_as_it_is(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "request.yaml"
    said = terminal.good(
        "advise", "battery", "--company", "acme", "--due", "2027-01-20", "--write-request", file
    )
    assert "advice" not in file.read_text(encoding="utf-8")
    assert f"`requests submit {file}`" in said.err
    assert "submitted cell-acme-20261123" in terminal.good("requests", "submit", file).err
    shown = terminal.good("show", "request", "cell-acme-20261123", "--format", "json").json["request"]
    assert (shown["template"], shown["due"], shown["stages"]) == ("cell", "2027-01-20", 6)
    terminal.good("nightly", "--deterministic", "--work", "1", "--proof-work", "0")


def test_a_stage_can_be_left_out_as_the_file_says(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "request.yaml"
    terminal.good("advise", "battery", "--company", "acme", "--write-request", file)
    text = file.read_text(encoding="utf-8").replace("#  stages: [talk, lesson, ", "  stages: [")
    file.write_text(text, encoding="utf-8")
    terminal.good("requests", "submit", file)
    shown = terminal.good("show", "request", "cell-acme-20261123", "--format", "json").json["request"]
    assert shown["stages"] == 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("advise 로봇", "no product '로봇'. Known: cell"),
        ("advise battery --company acne", "Did you mean acme?"),
        ("advise battery --company acme --city Gumi", "give one place"),
        ("advise battery --write-request x.yaml", "needs a company"),
        ("advise battery --near here", "Write latitude and longitude like"),
        ("advise battery --near 100,0", "Write latitude and longitude like"),
        ("advise battery --city Gummi", "Did you mean Gumi?"),
        ("advise battery --sector XX", "Choose one of MR, BI"),
        ("advise battery --sector BI", "in sector BI"),
        ("advise battery --due soon", "is not a date"),
        ("catalogue search --spec temperature", "is not a specification range"),
        ("catalogue search --capability agee", "Did you mean age?"),
        ("catalogue search --free-from soon", "is not a date"),
        (
            "catalogue search --free-to 2026-11-01",
            "--free-to: is over; today is 2026-11-23 (found '2026-11-01')",
        ),
        (
            "catalogue search --free-from 2026-11-01 --free-to 2026-11-02",
            "--free-to: is over; today is 2026-11-23 (found '2026-11-02')",
        ),
        (
            "catalogue search --free-from 2026-12-05 --free-to 2026-12-01",
            "--free-to: is before --free-from 2026-12-05 (found '2026-12-01')",
        ),
        ("catalogue search --free-from 2199-12-05", "--free-from: is after 2027-"),
        ("catalogue search --run slowly", "Choose one of attended"),
    ],
)
def test_wrong_words(terminal: Terminal, words: str, said: str) -> None:
    assert said in terminal.refused(3, *words.split())


def test_a_request_that_could_never_be_served_is_not_written(terminal: Terminal, tmp_path: Path) -> None:
    small = small_facts()
    way = facts.way("age", 60, specifications=[{"name": "temperature", "reach_up": 500}])
    hot = facts.battery_template(id="hot", stages=[facts.stage("a", ways=[way])], specimens=[])
    catalogue = small.catalogue.model_copy(update={"templates": (hot,)})
    folder = tmp_path / "more"
    write_folder(small.model_copy(update={"catalogue": catalogue}), folder)
    terminal.good("import", folder)
    file = tmp_path / "request.yaml"
    refused = terminal.refused(3, "advise", "hot", "--company", "acme", "--write-request", file)
    assert "no machine reaches these specifications" in refused
    assert not file.exists()
    answer = terminal.good("advise", "hot")
    assert "could never be served" in answer.err
    assert "350 degC short" in answer.out


def test_what_the_search_says_beside_its_rows(terminal: Terminal) -> None:
    assert "no room then" not in terminal.good("catalogue", "search").err
    taken = terminal.good("catalogue", "search", "cycler", "--hours", "9", "--run", "attended")
    assert "2 machines fit, but none has room then" in taken.err
    assert "Did you mean cycler?" in terminal.good("catalogue", "search", "zykler").err
    assert "No machine reaches" in terminal.good("catalogue", "search", "--spec", "temperature>=500").err
    some = terminal.good("catalogue", "search", "--free-from", "2026-11-25", "--units", "2", "--limit", "1")
    assert "the first 1" in some.out
