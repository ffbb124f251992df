"""``whatif`` and ``scenarios`` at the terminal: answers, refusals, and that nothing live changes."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.cli_case import NIGHT, Terminal, request_yaml

if TYPE_CHECKING:
    from pathlib import Path
from tests.cli.whatif_case import QUICK, WEEK, scenario, whatif


def test_changes_on_the_command_line(terminal: Terminal) -> None:
    found = whatif(
        terminal,
        *("--close", f"hub={WEEK}"),
        *("--set", "equipment:cycler-2:units=2"),
        *("--drop", "second"),
        *("--change", "tariff capability=age percent=50"),
        *("--change", "policy fields.disruption.moved_krw=0"),
    )
    (row,) = found["scenarios"]
    assert (row["scenario"], row["served"], row["not_served"]) == ("command line", 1, 0)
    assert {each["figure"] for each in found["comparison"]} >= {"served", "open_hours"}
    assert [each["kinds"] for each in found["request_differences"] if each["request"] == "second"] == [
        "dropped"
    ]
    assert all(each["difference"] for each in found["comparison"])


def test_scenarios_side_by_side_against_one_baseline(terminal: Terminal, tmp_path: Path) -> None:
    """In processes of their own they say what they say one after the other."""
    files = (
        scenario(tmp_path, "gone", "{change: remove_equipment, equipment: chamber}"),
        scenario(tmp_path, "cheap", "{change: tariff, capability: cycle, percent: 50}"),
    )
    alone = whatif(terminal, *files)
    together = whatif(terminal, *files, "--jobs", "3")
    assert together == alone
    assert [each["scenario"] for each in alone["scenarios"]] == ["gone", "cheap"]
    assert len({each["baseline_objective"] for each in alone["scenarios"]}) == 1


def test_everything_is_shown_on_demand(terminal: Terminal) -> None:
    few = whatif(terminal, "--drop", "second")
    all_ = whatif(terminal, "--drop", "second", "--all")
    assert len(all_["comparison"]) > len(few["comparison"])
    assert {each["term"] for each in all_["term_differences"]} >= {"unserved", "fees", "makespan"}


def test_people_read_a_verdict_and_warnings(terminal: Terminal, tmp_path: Path) -> None:
    file = scenario(
        tmp_path,
        "mixed",
        "{change: operators, pool: hub-cells, headcount: 2}",
        "{change: tariff, centre: hub, percent: 50}",
    )
    answer = terminal.good("whatif", file, *QUICK)
    assert f"warning: {file}:2: changes.0: changes nothing" in answer.err
    assert "mixed: objective" in answer.err
    assert "Figures: what differs" in answer.out
    assert "baseline: begins" in answer.err


def test_what_changes_nothing_differs_in_nothing(terminal: Terminal, tmp_path: Path) -> None:
    file = scenario(tmp_path, "same", "{change: operators, pool: hub-cells, headcount: 2}")
    answer = terminal("whatif", file, *QUICK, "--exit-code")
    assert answer.code == 0
    assert "same: changes nothing." in answer.err
    assert terminal("whatif", "--drop", "second", *QUICK, "--exit-code").code == 1


def test_a_kept_what_if_is_no_night_and_has_a_name(terminal: Terminal, tmp_path: Path) -> None:
    terminal.good(*NIGHT, "--no-publish")
    file = scenario(tmp_path, "closed", f"{{change: close, place: hub, from: {WEEK[:10]}, to: {WEEK[-10:]}}}")
    terminal.good("whatif", file, *QUICK, "--save")
    assert "Night night-" in terminal.good("show", "night").out
    assert "whatif-" in terminal.good("show", "run", "closed").out


def test_a_file_that_is_nested_too_deeply(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "deep.yaml"
    file.write_text(f"changes: {'[' * 3000}{']' * 3000}", encoding="utf-8")
    assert "nested too deeply" in terminal.refused(3, "whatif", file)


def test_every_plan_has_a_file_of_its_own(terminal: Terminal, tmp_path: Path) -> None:
    change = "{change: drop_requests, where: {ids: [second]}}"
    files = [
        scenario(tmp_path, f"s{turn}", change, head=f"name: {name}\n")
        for turn, name in enumerate(("A/B", "A B"))
    ]
    terminal.good("whatif", *files, *QUICK, "--out", tmp_path / "out")
    assert sorted(each.name for each in (tmp_path / "out").glob("*.plan.json")) == [
        "A-B-2.plan.json",
        "A-B.plan.json",
    ]
    taken = tmp_path / "file"
    taken.touch()
    assert "cannot be written" in terminal.refused(3, "whatif", *files, *QUICK, "--out", taken)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("--close", "hub=9999-12-31..9999-12-31"), "has no time zone", id="the-last-day"),
        pytest.param((), "there is nothing to compare", id="nothing"),
        pytest.param(("--close", "hub"), "--close: cannot be read", id="no-period"),
        pytest.param(("--close", "hubb=" + WEEK), "changes.0.place: unknown centre or machine", id="unknown"),
        pytest.param(("--close", "hub=2026-11-01..2026-11-20"), "this period is over", id="over"),
        pytest.param(("--set", "equipment:cycler=2"), "--set: cannot be read", id="no-field"),
        pytest.param(("--set", "equipment:cycler:unit=2"), "Did you mean units?", id="unknown-field"),
        pytest.param(("--drop", "third"), "changes.0.where.ids.0: unknown request", id="unknown-request"),
        pytest.param(("--change", "clos place=hub"), "Did you mean close?", id="unknown-kind"),
        pytest.param(("--change", "close hub"), "--change: cannot be read", id="no-value"),
        pytest.param(("nothing",), "there is no scenario nothing", id="no-such-scenario"),
        pytest.param(("nothing.yaml",), "nothing.yaml", id="no-such-file"),
    ],
)
def test_refusals(terminal: Terminal, words: tuple[str, ...], said: str) -> None:
    with terminal.unchanged():
        assert said in terminal.refused(3, "whatif", *words)


def test_all_that_is_wrong_with_all_scenarios_is_told_at_once(terminal: Terminal, tmp_path: Path) -> None:
    one = scenario(tmp_path, "one", "{change: close, place: hubb, from: 2026-12-07, to: 2026-12-08}")
    two = scenario(tmp_path, "two", "{change: pin, request: first}", "{change: policy, fields: {x: 1}}")
    said = terminal.refused(3, "whatif", one, two)
    assert f"error: {one}:2: changes.0.place: unknown centre or machine" in said
    assert f"error: {two}:2: changes.0.request: unknown request" in said
    assert f"error: {two}:3: changes.1.fields.x: unknown field" in said
    assert "3 errors; nothing was changed" in said


def test_confirmed_bookings_are_displaced_or_kept(terminal: Terminal) -> None:
    terminal.good(*NIGHT)
    period = "from=2026-11-24 to=2026-12-31"
    close = ("--change", f"close place=hub {period}", "--change", f"close place=lab {period}")
    found = whatif(terminal, *close)
    assert found["scenarios"][0]["displaced"] >= 1
    assert found["booking_differences"][0]["kind"] == "displaced"
    with terminal.unchanged():
        said = terminal.refused(5, "whatif", *close, "--keep-confirmed")
    assert "booking battery/form: " in said


def test_a_scenario_that_cannot_be_solved_is_told_beside_the_others(
    terminal: Terminal, tmp_path: Path
) -> None:
    """No plan keeps the pin of a request that cannot be served whole; the other scenario compares."""
    terminal.good(*NIGHT)
    files = (
        scenario(
            tmp_path,
            "stuck",
            "{change: pin, request: battery, stage: age}",
            "{change: remove_equipment, equipment: scope}",
        ),
        scenario(tmp_path, "fine", "{change: drop_requests, where: {ids: [second]}}"),
    )
    answer = terminal("whatif", *files, *QUICK, "--format", "json")
    stuck, fine = answer.json["scenarios"]
    assert answer.code == 4
    assert (stuck["verdict"], stuck["objective"]) == ("no plan", None)
    assert "no plan was found that keeps these pins" in stuck["message"]
    assert fine["verdict"] != "no plan"


def test_results_in_a_folder(terminal: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "out"
    terminal.good("whatif", "--drop", "second", *QUICK, "--out", out)
    assert json.loads((out / "whatif.json").read_text(encoding="utf-8"))["schema"] == "iplatform-sched/whatif"
    with (out / "scenarios.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["scenario"] for row in csv.DictReader(file)] == ["command line"]
    terminal.good("check", out / "command-line.plan.json")


def test_a_stored_run_as_base(terminal: Terminal, tmp_path: Path) -> None:
    terminal.good(*NIGHT)
    (folder,) = terminal.store.with_name(terminal.store.name + ".runs").iterdir()
    terminal.good("requests", "withdraw", "second")
    file = scenario(
        tmp_path, "then", "{change: drop_requests, where: {ids: [battery]}}", head=f"run: {folder.name}\n"
    )
    (row,) = whatif(terminal, file)["scenarios"]
    assert (row["served"], row["not_served"]) == (1, 0)


def test_scenarios_are_kept_listed_shown_compared_and_removed(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text(request_yaml("third"), encoding="utf-8")
    one = scenario(tmp_path, "one", "{change: add_requests, files: more.yaml}", head="description: 하나 더\n")
    two = scenario(tmp_path, "two", "{change: remove_equipment, equipment: press}")
    with terminal.unchanged():
        terminal.good("scenarios", "save", one)
        terminal.good("scenarios", "save", two, "--name", "no press")
    listed = terminal.good("scenarios", "list", "--format", "json").json["rows"]
    assert [(each["scenario"], each["description"]) for each in listed] == [
        ("no press", ""),
        ("one", "하나 더"),
    ]
    shown = terminal.good("scenarios", "show", "no press", "--format", "json").json
    assert [(each["change"], each["details"]) for each in shown["overlay"]] == [
        ("remove_equipment", "equipment press")
    ]
    differ = terminal.good("scenarios", "diff", "one", "no press", "--format", "json").json["rows"]
    assert {each["field"] for each in differ} == {
        "description",
        "add_requests: requests third",
        "remove_equipment: equipment press",
    }
    (row,) = whatif(terminal, "one")["scenarios"]
    assert (row["scenario"], row["served"]) == ("one", 3)
    terminal.good("scenarios", "remove", "one")
    assert "there is no stored scenario one" in terminal.refused(3, "scenarios", "remove", "one")
    assert "there is no scenario one" in terminal.refused(3, "scenarios", "show", "one")


def test_a_kept_scenario_is_called_by_its_name_everywhere(terminal: Terminal, tmp_path: Path) -> None:
    file = scenario(
        tmp_path, "file", "{change: drop_requests, where: {ids: [second]}}", head="name: 둘째 없이\n"
    )
    said = terminal.good("scenarios", "save", file).err
    assert "kept scenario 둘째 없이; `whatif '둘째 없이'` compares it" in said
    terminal.good("scenarios", "save", file, "--name", "other")
    for name in ("둘째 없이", "other"):
        assert whatif(terminal, name)["scenarios"][0]["scenario"] == name
    kept = terminal.good("scenarios", "list", "--format", "json").json["rows"]
    assert [row["scenario"] for row in kept] == ["other", "둘째 없이"]


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        pytest.param("data: none\nnow: 2026-11-23T20:00+09:00\n", "2: data", "does not exist", id="data"),
        pytest.param("base: none.json\n", "2: base", "does not exist", id="base"),
        pytest.param("run: RUN-9\n", "2: run", "unknown run", id="run"),
    ],
)
def test_a_base_that_is_not_there_is_told_with_its_line(
    terminal: Terminal, tmp_path: Path, text: str, place: str, said: str
) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(f"name: bad\n{text}", encoding="utf-8")
    assert f"{file}:{place}: {said}" in terminal.refused(3, "whatif", file)


def test_every_file_of_new_requests_that_is_not_there_is_told(terminal: Terminal, tmp_path: Path) -> None:
    file = scenario(tmp_path, "more", "{change: add_requests, files: [a.yaml, b.yaml]}")
    said = terminal.refused(3, "whatif", file)
    for number, name in enumerate(("a.yaml", "b.yaml")):
        assert f"{file}:2: changes.0.files.{number}: does not exist (found '{name}')" in said


def test_a_wrong_scenario_is_not_kept(terminal: Terminal, tmp_path: Path) -> None:
    wrong = scenario(tmp_path, "wrong", "{change: pin, request: first}")
    assert f"{wrong}:2: changes.0.request: unknown request" in terminal.refused(3, "scenarios", "save", wrong)
    right = scenario(tmp_path, "right", "{change: remove_equipment, equipment: press}")
    assert "must not end like a file" in terminal.refused(3, "scenarios", "save", right, "--name", "a.yaml")
    assert terminal.good("scenarios", "list", "--format", "json").json["rows"] == []


def test_plan_solves_a_scenario_of_the_store_with_its_changes(terminal: Terminal, tmp_path: Path) -> None:
    settings = "settings: {deterministic: yes, work: 1, proof_work: 0}\n"
    file = scenario(
        tmp_path,
        "few",
        "{change: drop_requests, where: {ids: [second]}}",
        "{change: operators, pool: hub-cells, headcount: 2}",
        head=settings,
    )
    with terminal.unchanged():
        answer = terminal.good("plan", file, "--save")
    assert "Scenario few." in answer.err
    assert "4 stages of 1 requests planned" in answer.err
    assert "changes.1: changes nothing" in answer.err
    bad = scenario(tmp_path, "bad", "{change: pin, request: first}")
    assert f"{bad}:2" in terminal.refused(3, "plan", bad)
