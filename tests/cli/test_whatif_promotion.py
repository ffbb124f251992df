"""Which what-ifs can be promoted, and why others cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.cli_case import NIGHT, Terminal

if TYPE_CHECKING:
    from pathlib import Path


from tests.cli.whatif_case import scenario, whatif


def test_a_kept_run_is_promoted_where_the_facts_allow_it(terminal: Terminal) -> None:
    found = whatif(terminal, "--change", "policy fields.preference_krw=0", "--save")
    (run,) = (each["run"] for each in found["scenarios"])
    terminal.good("promote", run)
    assert terminal.good("check").code == 0
    assert "published" in terminal.good("show", "run", run).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(
            ("--change", "tariff capability=age percent=50"),
            "needs changes that the facts do not have (tariff). Change the facts first",
            id="other-prices",
        ),
        pytest.param(("--drop", "second"), "leaves out second, which have planned bookings", id="left-out"),
    ],
)
def test_a_plan_that_the_facts_do_not_allow_is_not_promoted(
    terminal: Terminal, words: tuple[str, ...], said: str
) -> None:
    terminal.good(*NIGHT)
    (run,) = (each["run"] for each in whatif(terminal, *words, "--save")["scenarios"])
    with terminal.unchanged():
        assert said in terminal.refused(5, "promote", run)


def test_a_plan_on_an_added_machine_is_not_promoted(terminal: Terminal) -> None:
    """Only the new machine can do the work."""
    like = "add_equipment id=chamber-9 like=chamber centre=hub fields.tariff.per_hour=1"
    gone = (
        "--change",
        "remove_equipment equipment=chamber",
        "--change",
        "remove_equipment equipment=chamber-2",
    )
    found = whatif(terminal, "--change", like, *gone, "--save")
    assert found["scenarios"][0]["served"] == 2
    with terminal.unchanged():
        said = terminal.refused(5, "promote", found["scenarios"][0]["run"])
    assert "is on equipment chamber-9, which nobody knows" in said


def test_a_run_of_changed_facts_is_not_promoted(terminal: Terminal) -> None:
    """The store must be what the base was, as for a night."""
    found = whatif(terminal, "--change", "policy fields.preference_krw=0", "--save")
    terminal.good("calendar", "holiday", "2026-12-31", "snow")
    said = terminal.refused(5, "promote", found["scenarios"][0]["run"])
    assert "changed since it was planned: calendars" in said


def test_a_scenario_of_part_of_the_requests_is_not_promoted(terminal: Terminal, tmp_path: Path) -> None:
    file = scenario(
        tmp_path,
        "part",
        "{change: policy, fields: {preference_krw: 0}}",
        head="requests: {include: [second]}\n",
    )
    found = whatif(terminal, file, "--save")
    said = terminal.refused(5, "promote", found["scenarios"][0]["run"])
    assert "was planned with part of the requests" in said
