"""One operator stays with a request: asked for, planned, shown, and away."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.exchange.folder import write_folder
from tests.cli.cli_case import NIGHT, Terminal, request_yaml, small_facts
from tests.verify.plan_facts import changed_pool

if TYPE_CHECKING:
    from pathlib import Path

STAGE = "{{id: {0}, name_ko: {0}, name_en: {0}, ways: [{{capability: crush, work_minutes: 420}}]}}"
LEE = ("--who", "lee")
WEEK = ("--from", "2026-11-23T00:00:00+09:00", "--to", "2026-12-24T00:00:00+09:00")


@pytest.fixture
def planned(empty: Terminal, tmp_path: Path) -> Terminal:
    """Return a store with two named operators at the hub, one of whom shall stay with request ``long``."""
    catalogue = changed_pool("hub-cells", people=["kim", "lee"])
    write_folder(small_facts().model_copy(update={"catalogue": catalogue}), tmp_path / "network")
    file = tmp_path / "long.yaml"
    wish = {
        "same_operator": "yes",
        "preferred_operators": "[lee]",
        "stages": f"[{STAGE.format('a')}, {STAGE.format('b')}]",
    }
    file.write_text(request_yaml("long", **wish))
    empty.good("init")
    empty.good("import", tmp_path / "network")
    empty.good("requests", "submit", file)
    empty.good(*NIGHT)
    return empty


def test_staff_and_company_see_who_comes(planned: Terminal, tmp_path: Path) -> None:
    shown = planned.good("show", "request", "long", "--format", "json").json
    assert (shown["request"]["same_operator"], shown["request"]["preferred_operators"]) == (True, "lee")
    assert [row["people"] for row in shown["bookings"]] == ["lee", "lee"]
    assert "lee" in planned.good("show", "request", "long").out
    assert "Operator " not in planned.good("show", "request", "battery").out
    planned.good("export", "bookings", "--out", tmp_path / "bookings.csv")
    with (tmp_path / "bookings.csv").open(encoding="utf-8-sig") as file:
        rows = {row["id"]: row["people"] for row in csv.DictReader(file)}
    assert (rows["long/a"], rows["long/b"], rows["battery/crush"]) == ("lee", "lee", "")
    day = shown["bookings"][0]["start"][:10]
    work = planned.good("show", "centre", "hub", day, "--format", "json").json["work_list"]
    assert "lee" in {row["people"] for row in work if row["request"] == "long"}
    planned.good("export", "facts", "--out", tmp_path / "facts")
    again = Terminal(planned.capture, tmp_path / "again.db")
    again.good("init")
    again.good("import", tmp_path / "facts")
    assert again.good("show", "request", "long", "--format", "json").json["bookings"] == shown["bookings"]


def test_an_operator_who_goes_away_breaks_what_is_confirmed(planned: Terminal) -> None:
    planned.good("bookings", "confirm", "long/b")
    assert "pool hub-cells names no such operator" in planned.refused(
        3, "calendar", "absent", "hub-cells", *WEEK, "--who", "le"
    )
    away = planned.good("calendar", "absent", "hub-cells", *WEEK, *LEE, *LEE, "--format", "json")
    assert ("long/b", "named-operator") in [(row["booking"], row["code"]) for row in away.json["rows"]]
    assert "hub-cells: 1 away, lee among them" in away.err
    assert "operator lee is away" in planned("check").out
    with planned.unchanged():
        refusal = planned.refused(3, "calendar", "absent", "hub-cells", *WEEK, *LEE, "--remove")
    assert "--who: does not go with --remove" in refusal
    planned.good("calendar", "absent", "hub-cells", *WEEK, "--remove")
    assert "0 fixed bookings contradict the facts" in planned.good("check").err


def test_a_quote_says_who_comes(planned: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "next.yaml"
    file.write_text(request_yaml("next", same_operator="yes", excluded_centres="[lab]"))
    answer = planned.good("quote", file, "--format", "json").json
    assert {row["people"] for row in answer["quote_stages"]} <= {"kim", "lee"}
    file.write_text(request_yaml("next", same_operator="yes", excluded_centres="[hub]"))
    told = "nobody is named who could stay with it"
    assert told in planned.good("quote", file).err
    assert told in planned.good("requests", "submit", file).err
    file.write_text(request_yaml("held", same_operator="yes", excluded_centres="[hub]"))
    assert told in planned.good("quote", file, "--hold", "2h").err
    file.write_text(request_yaml("next", preferred_operators="[park]"))
    assert "preferred_operators.0: unknown operator" in planned.refused(3, "quote", file)


def test_a_wish_for_who_has_left_is_carried_from_store_to_store(planned: Terminal, tmp_path: Path) -> None:
    network, file = tmp_path / "network", tmp_path / "long.yaml"
    catalogue = changed_pool("hub-cells", people=["kim"])
    write_folder(small_facts().model_copy(update={"catalogue": catalogue}), network)
    planned.good("import", network)
    planned.good("export", "facts", "--out", tmp_path / "facts")
    again = Terminal(planned.capture, tmp_path / "again.db")
    again.good("init")
    told = again.good("import", tmp_path / "facts").err
    assert "preferred, but no pool names them: lee (request long)" in told
    assert (
        again.good("show", "request", "long", "--format", "json").json["request"]["preferred_operators"]
        == "lee"
    )
    again.good("requests", "amend", file)
    file.write_text(file.read_text().replace("[lee]", "[lee, park]"))
    refusal = again.refused(3, "requests", "amend", file)
    assert "preferred_operators.1: unknown operator" in refusal
    assert "preferred_operators.0" not in refusal
