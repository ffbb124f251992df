"""The worked example of the page on the shipped network, and what the command writes."""

from __future__ import annotations

import csv
import io
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.app.importing import create_store, import_folder
from iplatform_sched.app.night import NightOptions, run_night
from iplatform_sched.domain.settings import SolveSettings
from iplatform_sched.domain.vocabulary import RequestStatus
from iplatform_sched.store.database import open_store
from iplatform_sched.store.facts import load_facts
from iplatform_sched.store.requests import withdraw_request
from tests import facts
from tests.app.night_case import act, quiet
from tests.cli.cli_case import NIGHT, Terminal, facts_hash

if TYPE_CHECKING:
    from typing import Any

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
FORMATS = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
QUICK = SolveSettings(deterministic=True, work=1, proof_work=0, workers=1)
STEPS = ("--deterministic", "--work", "10")


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the shipped network with those of its requests that have a booking, after a quick night."""
    store = tmp_path_factory.mktemp("shipped") / "network.db"
    create_store(store)
    import_folder(store, ROOT / "data" / "iplatform", facts.NOW, overwrite=False)
    database = open_store(store)
    known = load_facts(database)
    booked = {each.request for each in known.bookings}
    for each in known.requests:
        if each.id not in booked and each.status is RequestStatus.OPEN:
            withdraw_request(database, each.id, act())
    run_night(store, facts.NOW, NightOptions(settings=QUICK), quiet())
    return store


def commands() -> list[list[str]]:
    part = PAGE.split("\n## repair\n")[1].split("\n## ")[0]
    block = re.search(r"```console\n(.*?)```", part, re.DOTALL)
    assert block is not None
    return [shlex.split(line)[1:] for line in block[1].strip().splitlines()]


def by_booking(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["booking"]: row for row in rows}


@pytest.mark.timeout(600)
def test_the_example_of_the_page(network: Path, capfd: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(capfd, network)
    was = facts_hash(network)
    stays, moves = (terminal.good(*words, *STEPS, "--format", "json").json for words in commands())
    assert facts_hash(network) == was
    for answer in (stays, moves):
        hit = by_booking(answer["hit"])
        fixed = {key for key, row in hit.items() if row["status"] != "planned"}
        assert fixed == {"Q06", "B03197"}
        assert (hit["Q06"]["status"], hit["B03197"]["status"]) == ("confirmed", "running")
    left = by_booking(stays["hit"])["Q06"]
    assert left["outcome"] == "broken"
    assert left["possible_start"] > left["start"] or left["possible_equipment"] != left["equipment"]
    assert by_booking(stays["calls"]).keys() >= {"Q06", "B03197"}
    moved = by_booking(moves["moves"])
    assert moved["Q06"]["status"] == "confirmed"
    assert {row["request"] for row in moves["moves"]} == {"R56"}
    assert moves["repair"]["reach"] == "hit"
    assert sum(row["disruption_krw"] for row in moves["moves"]) == moves["repair"]["disruption_krw"]
    called = by_booking(moves["calls"])
    assert (called["Q06"]["kind"], called["B03197"]["kind"]) == ("moved", "broken")


def test_the_file_of_the_formats_page_is_read(tmp_path: Path) -> None:
    from iplatform_sched.exchange.incidents_file import read_incidents

    block = FORMATS.split("## A file of incidents")[1].split("```yaml\n")[1].split("```")[0]
    file = tmp_path / "incidents.yaml"
    file.write_text(block, encoding="utf-8")
    assert [each.kind for each in read_incidents(file, facts.NOW)[0]] == ["down", "absent", "holiday"]


@pytest.fixture
def planned(terminal: Terminal) -> Terminal:
    terminal.good(*NIGHT)
    return terminal


DOWN = ("repair", "--down", "chamber", "--to", "2026-12-24T00:00:00+09:00", *STEPS)


def test_csv_is_the_sheet_to_call_with(planned: Terminal) -> None:
    rows = list(csv.DictReader(io.StringIO(planned.good(*DOWN, "--format", "csv").out)))
    assert {row["company"] for row in rows} == {"acme"}
    assert {row["kind"] for row in rows} >= {"moved"}
    assert all(row["reason"] for row in rows)


def test_people_are_told_what_is_next(planned: Terminal) -> None:
    answer = planned.good(*DOWN)
    assert "Companies to call" in answer.out
    (run,) = re.findall(r"`promote (repair-[^`]+)` makes it so, best before 20:30", answer.err)
    told = planned.good("promote", run).err
    assert "written down: down chamber" in told
    assert planned("check").code == 0
    assert "No other plan is needed" in planned.good("repair", *STEPS).err


def test_people_read_words_and_programs_keys(planned: Terminal) -> None:
    told = planned.good("repair", *STEPS).out
    assert "Confirmed bookings hit" in told
    assert "confirmed_bookings_hit" not in told
    assert "confirmed_bookings_hit" in planned.good("repair", *STEPS, "--format", "json").json["repair"]


def test_what_takes_nothing_away_is_told_and_not_kept(planned: Terminal, tmp_path: Path) -> None:
    saturday, weekend = "2026-11-28", ("2026-11-28T00:00:00+09:00", "2026-11-30T00:00:00+09:00")
    runs = planned.good("show", "runs").out
    away = ("--absent", "hub-cells", "--from", weekend[0], "--to", weekend[1])
    answer = planned.good("repair", "--holiday", saturday, *away, *STEPS)
    no_effect = "has no effect, as nobody works then anyway; it is left out. `calendar"
    assert f"warning: holiday {saturday} (KR): {no_effect} holiday`" in answer.err
    assert f"warning: absent hub-cells: {no_effect} absent`" in answer.err
    assert "no run was stored" in answer.err
    assert planned.good("show", "runs").out == runs
    file = tmp_path / "incidents.yaml"
    file.write_text(f"- {{holiday: {saturday}}}\n- {{holiday: 2026-12-01}}\n", encoding="utf-8")
    answer = planned.good("repair", file, *STEPS)
    assert "incidents.yaml:1: holiday 2026-11-28 (KR): has no effect" in answer.err
    assert "best before" in answer.err
    assert re.search(r"Incidents +1\b", answer.out)


def test_findings_are_an_exit_code_where_wanted(planned: Terminal) -> None:
    answer = planned("repair", "--down", "hub", "--to", "2027-06-01T00:00:00+09:00", *STEPS, "--exit-code")
    assert answer.code == 1
    assert "dropped" in answer.out


@pytest.mark.parametrize(
    "words",
    [
        ("--down", "nope", "--to", "2026-12-24T00:00:00+09:00"),
        ("--down", "press"),
        ("--down", "press", "--to", "2026-11-01T00:00:00+09:00"),
        ("--down", "press", "--to", "tomorrow"),
        ("--overran", "battery/form", "--until", "2026-12-24T00:00:00+09:00"),
        ("--overran", "battery/form"),
        ("--cancelled", "nope"),
        ("--cancelled", "battery/form", "--cancelled", "battery/form"),
        ("--holiday", "2026-12-25"),
        ("--holiday", "2026-12-15", "--calendar", "nope"),
        ("--absent", "hub-cells", "--count", "3", "--to", "2026-12-24T00:00:00+09:00"),
        ("--count", "3"),
        ("nope.yaml",),
        ("--budget", "soon"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_is_refused(planned: Terminal, words: tuple[str, ...]) -> None:
    with planned.unchanged():
        assert planned.refused(3, "repair", *words).startswith("error: ")
