"""Every command as a user meets it, in all three formats."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from tests.cli.cli_case import NIGHT, Terminal, request_yaml

if TYPE_CHECKING:
    from pathlib import Path

LISTS = [
    ("requests", "list"),
    ("bookings", "list"),
    ("show", "runs"),
    ("show", "run"),
    ("show", "night"),
    ("show", "request", "battery"),
    ("show", "equipment", "cycler-2"),
    ("show", "centre", "hub", "2026-11-25"),
    ("check",),
]
AFTERWARDS = ("--now", "2027-03-01T09:00:00+09:00")
"""When everything planned is over."""


@pytest.fixture
def planned(terminal: Terminal) -> Terminal:
    terminal.good(*NIGHT)
    return terminal


def test_a_first_use(empty: Terminal, folder: Path, tmp_path: Path) -> None:
    assert "created" in empty.good("init").err
    said = empty.good("import", folder).err
    assert said.startswith("imported the policy, 1 holiday calendar, 3 centres, 4 operator pools")
    assert "6 machines, 1 template, 2 companies, 2 requests\n" in said
    night = empty.good(*NIGHT)
    assert "8 stages of 2 requests planned" in night.err
    assert "show night" in night.err
    assert "Objective by term" in night.out
    assert "Not served: none" in night.out
    # One of the eight begins tomorrow morning and is confirmed at once.
    assert "7 planned bookings checked: 0 violations" in empty.good("check").err
    wrote = {
        "bookings": "wrote 8 bookings to ",
        "plan": "wrote the plan of night-20261123T110000Z-1 with 8 bookings to ",
        "facts": "wrote 3 centres, 6 machines, 2 requests, 8 bookings to ",
    }
    for name in ("bookings.csv", "bookings.json", "plan.json"):
        what = name.partition(".")[0]
        assert wrote[what] in empty.good("export", what, "--out", tmp_path / name).err
    assert wrote["facts"] in empty.good("export", "facts", "--out", tmp_path / "facts").err
    for name in ("bookings.csv", "bookings.json", "plan.json"):
        assert "7 planned bookings checked: 0 violations" in empty.good("check", tmp_path / name).err, name
    again = Terminal(empty.capture, tmp_path / "again.db")
    again.good("init")
    assert "8 bookings" in again.good("import", tmp_path / "facts").err


def test_importing_again_tells_what_it_keeps(terminal: Terminal, folder: Path, tmp_path: Path) -> None:
    assert "replaced" not in terminal.good("import", folder).err
    terminal.good("requests", "withdraw", "second")
    terminal.good("calendar", "holiday", "2026-12-30", "election")
    said = terminal.good("import", folder).err
    kept = "kept as people left them: status or waiting of requests second; holidays of calendar KR"
    assert kept in said
    assert "replaced" not in said
    assert "withdrawn" in terminal.good("requests", "list").out
    said = terminal.good("import", folder, "--overwrite").err
    assert "of these, replaced: 1 request\n" in said
    assert "kept" not in said
    assert "withdrawn" not in terminal.good("requests", "list").out
    (tmp_path / "headers").mkdir()
    (tmp_path / "headers" / "holiday_calendars.csv").write_text("id,zone,source\n")
    assert "imported nothing\n" in terminal.good("import", tmp_path / "headers").err


def test_every_list_in_every_format(planned: Terminal) -> None:
    for words in LISTS:
        table = planned.good(*words)
        assert table.out.strip(), words
        assert "\x1b" not in table.out + table.err, words
        assert all(line == line.rstrip() for line in table.out.splitlines()), words
        envelope = planned.good(*words, "--format", "json").json
        assert envelope["schema"].startswith("iplatform-sched/")
        assert envelope["schema_version"] == 1
        rows = list(csv.reader(io.StringIO(planned.good(*words, "--format", "csv").out)))
        assert len({len(row) for row in rows}) == 1, words


def test_a_night_writes_nothing_but_its_data(terminal: Terminal) -> None:
    """The solvers of the search say nothing on either stream."""
    answer = terminal.good("nightly", "--budget", "2s", "--format", "json", "--quiet")
    assert answer.json["summary"]["requests_served"] == 2
    assert len([change for change in answer.json["changes"] if change["kind"] == "new"]) == 8
    assert answer.err == ""


def test_the_change_list_of_a_company_and_of_a_centre(planned: Terminal) -> None:
    def machines(*words: str) -> set[str]:
        changes = planned.good("show", "night", "--format", "json", *words).json["changes"]
        return {change["to_equipment"] for change in changes}

    assert machines("--centre", "lab") <= {"cycler-2", "scope"}
    assert machines("--company", "bolt") == set()
    assert len(machines("--company", "acme")) >= 4
    assert "hub" not in planned.good("show", "night", "--centre", "lab").out.split("Changes by centre")[0]
    assert "= planned" not in planned.good("show", "night").out
    assert "battery form" in planned.good("show", "night", "--chart").out
    assert "Did you mean hub?" in planned.refused(3, "show", "night", "--centre", "hob")


def test_the_life_of_a_booking(planned: Terminal) -> None:
    def status() -> str:
        rows = planned.good("bookings", "list", "--request", "battery", "--format", "json").json["rows"]
        return str(next(row["status"] for row in rows if row["booking"] == "battery/form"))

    assert status() == "confirmed"  # the night did: it starts before another one
    early = planned.refused(3, "bookings", "no-show", "battery/form")
    assert "no-show is possible from 2026-11-24" in early
    for step, after in (("start", "running"), ("finish", "done")):
        assert f"{step}: battery/form" in planned.good("bookings", step, "battery/form", *AFTERWARDS).err
        assert status() == after
    assert "cancel is possible only when" in planned.refused(5, "bookings", "cancel", "battery/form")
    assert status() == "done"


def test_the_life_of_a_request(planned: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "third.yaml"
    file.write_text(request_yaml("third"), encoding="utf-8")
    assert "submitted third" in planned.good("requests", "submit", file).err
    file.write_text(request_yaml("third", due="2026-12-30"), encoding="utf-8")
    assert "amended third" in planned.good("requests", "amend", file).err
    rows = planned.good("requests", "list", "--company", "acme", "--format", "json").json["rows"]
    assert {row["request"]: row["due"] for row in rows}["third"] == "2026-12-30"
    assert "withdrawn third" in planned.good("requests", "withdraw", "third", "--reason", "no money").err
    listed = planned.good("requests", "list", "--status", "withdrawn").out
    assert "third" in listed
    assert "battery" not in listed


def test_a_request_closes_with_its_last_booking(planned: Terminal, tmp_path: Path) -> None:
    rows = planned.good("bookings", "list", "--request", "battery", "--format", "json").json["rows"]
    names = [row["booking"] for row in rows]
    waiting = [row["booking"] for row in rows if row["status"] == "planned"]
    planned.good("bookings", "confirm", *waiting)
    planned.good("bookings", "start", *names, *AFTERWARDS)
    assert "closed" not in planned.good("bookings", "finish", *names[1:], *AFTERWARDS).err
    assert (
        "closed battery: every stage is done" in planned.good("bookings", "finish", names[0], *AFTERWARDS).err
    )
    (row,) = planned.good("requests", "list", "--status", "closed", "--format", "json").json["rows"]
    assert (row["request"], row["booked"], row["done"]) == ("battery", len(names), len(names))
    assert "is closed" in planned.refused(5, "requests", "withdraw", "battery")
    planned.good(*NIGHT)
    file = tmp_path / "third.yaml"
    file.write_text(request_yaml("third"), encoding="utf-8")
    planned.good("requests", "submit", file)
    assert "closed third" in planned.good("requests", "close", "third", "--reason", "enough").err


def test_calendars_tell_which_bookings_they_break(planned: Terminal) -> None:
    planned.good("bookings", "confirm", "battery/age")
    period = ("--from", "2026-11-24T00:00:00+09:00", "--to", "2026-12-24T00:00:00+09:00")
    closed = planned.good("calendar", "close", "hub", *period, "--reason", "flood", "--format", "json")
    assert "hub closed; bookings that this breaks: 1" in closed.err
    assert closed.json["schema"] == "iplatform-sched/broken"
    (row,) = closed.json["rows"]
    assert (row["booking"], row["request"], row["code"]) == ("battery/age", "battery", "closed")
    out_of_service = planned.good("calendar", "close", "lab", *period, "--kind", "out_of_service")
    assert "lab out of service; " in out_of_service.err
    assert "lab open again" in planned.good("calendar", "open", "lab", *period).err
    answer = planned("check")
    assert answer.code == 6
    assert "violation" in answer.out
    assert "hub open again" in planned.good("calendar", "open", "hub", *period).err
    holiday = planned.good("calendar", "holiday", "2027-01-27", "election")
    assert "is a holiday: election" in holiday.err
    assert holiday.out == "Bookings that this breaks: none\n\n"
    assert "working day again" in planned.good("calendar", "holiday", "2027-01-27", "--remove").err
    assert planned("check").code == 0


def test_an_opening_and_absent_operators(planned: Terminal) -> None:
    saturday = ("--from", "2026-11-28T09:00:00+09:00", "--to", "2026-11-28T18:00:00+09:00")
    assert "hub open once, beside its weekly hours; bookings that this breaks: 0" in (
        planned.good("calendar", "open", "hub", *saturday, "--reason", "open day").err
    )
    work = (
        "- id: saturday\n  company: acme\n  title: s\n  sector: EE\n  lead_centre: hub\n  due: 2026-11-28\n"
    )
    work += "  deadline: 2026-11-28T18:00:00+09:00\n  release: 2026-11-28T00:00:00+09:00\n"
    stages = "[{id: a, name_ko: a, name_en: a, ways: [{capability: crush, work_minutes: 240}]}]"
    file = planned.store.with_name("saturday.yaml")
    file.write_text(f"{work}  stages: {stages}\n")
    planned.good("requests", "submit", file)
    planned.good(*NIGHT)
    planned.good("bookings", "confirm", "saturday/a")
    week = ("--from", "2026-11-23T00:00:00+09:00", "--to", "2026-11-30T00:00:00+09:00")
    away = planned.good("calendar", "absent", "hub-cells", *week, "--count", "2", "--format", "json")
    assert ("saturday/a", "operators") in [(row["booking"], row["code"]) for row in away.json["rows"]]
    assert "hub-cells: 2 away; " in away.err
    back = planned.good("calendar", "absent", "hub-cells", *week, "--remove")
    assert "hub-cells: everybody is there again; bookings that this breaks: 0" in back.err
    assert "nobody of pool hub-cells is away" in planned.refused(
        5, "calendar", "absent", "hub-cells", *week, "--remove"
    )
    assert "no one-off closure" in planned.refused(5, "calendar", "open", "press", *saturday)
    assert "no opening" in planned.refused(
        5, "calendar", "open", "hub", *week[:2], "--to", "2026-11-24T00:00:00Z", "--remove"
    )
    shut = planned.good("calendar", "open", "hub", *saturday, "--remove", "--format", "json")
    assert [(row["booking"], row["code"]) for row in shut.json["rows"]] == [("saturday/a", "closed")]


def test_a_scenario_stores_nothing_unless_asked(terminal: Terminal, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "scenario.yaml"
    file.write_text(
        f"name: what if\ndata: {folder}\nnow: 2026-11-23T20:00:00+09:00\n"
        "settings: {deterministic: true, work: 2, workers: 1}\n",
        encoding="utf-8",
    )
    with terminal.unchanged():
        answer = terminal.good("plan", file, "--out", tmp_path / "plan.json")
    assert "Scenario what if" in answer.err
    assert terminal.good("show", "runs", "--format", "json").json["runs"] == []
    assert "violations" in terminal.good("check", tmp_path / "plan.json").err
    with terminal.unchanged():
        assert "Kept as run plan-" in terminal.good("plan", file, "--save").err
    assert len(terminal.good("show", "runs", "--format", "json").json["runs"]) == 1
    assert "must end in" in terminal.refused(3, "plan", file, "--out", tmp_path / "plan.txt")
    assert "there is no such folder" in terminal.refused(
        3, "plan", file, "--out", tmp_path / "deep" / "p.json"
    )


def test_planning_publishing_and_replaying(terminal: Terminal) -> None:
    with terminal.unchanged():
        words = terminal.good(*NIGHT, "--no-publish").err
    run = "night-20261123T110000Z-1"
    assert f"promote {run}" in words
    assert "published run" in terminal.good("promote", run).err
    folder = terminal.store.with_name(terminal.store.name + ".runs") / run
    replay = terminal.good("nightly", "--replay", folder, "--format", "json")
    assert replay.json["values"]["identical"] is True
    plan, saved = folder / "plan.json", folder / "input.json"
    plan.write_text(plan.read_text("utf-8").replace('"objective": ', '"objective": 1'), "utf-8")
    differs = terminal("nightly", "--replay", folder)
    assert (differs.code, "the plan differs\n" in differs.err) == (1, True)
    saved.write_text(saved.read_text("utf-8").replace('"ortools": "', '"ortools": "0.'), "utf-8")
    assert "the plan differs, as it may" in terminal.good("nightly", "--replay", folder).err


def test_schemas_of_exported_files(terminal: Terminal) -> None:
    assert terminal.good("schema", "plan").json["title"] == "iplatform-sched/plan"
    assert "Did you mean plan?" in terminal.refused(3, "schema", "plen")


def test_unserved_requests_are_exit_1_on_request(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "late.yaml"
    file.write_text(request_yaml("hurried", due="2026-11-20"), encoding="utf-8")
    terminal.good("requests", "submit", file)
    assert terminal(*NIGHT, "--exit-code").code == 1
    assert terminal(*NIGHT).code == 0


def test_the_trail_tells_who_did_what(terminal: Terminal) -> None:
    terminal.good(*NIGHT)
    terminal.good("bookings", "cancel", "battery/form")
    (last,) = terminal.good("show", "trail", "--most", "1", "--format", "json").json["trail"]
    assert (last["kind"], last["subject"]) == ("booking.cancelled", "battery/form")
    assert last["request"] == "battery"
    of_it = terminal.good("show", "trail", "--booking", "battery/form", "--format", "json").json["trail"]
    assert {row["subject"] for row in of_it} == {"battery/form"}
    assert of_it[-1] == last
    for kind in ("booking", "request", "run"):
        answer = terminal("show", "trail", f"--{kind}", "nothing")
        assert answer.code == 3
        assert f"no {kind}" in answer.err
