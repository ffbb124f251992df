"""What is kept of a scenario is all that it planned from, also for who plans it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.bench.instances import load
from iplatform_sched.bench.sets import Instance
from iplatform_sched.exchange.saved_night import read_saved_night
from tests.cli.cli_case import NIGHT
from tests.cli.whatif_case import whatif

if TYPE_CHECKING:
    from tests.cli.cli_case import Terminal


def test_a_kept_scenario_is_planned_again_with_what_it_let_go_of(terminal: Terminal) -> None:
    """All that is planned is inside the fence, but what the scenario unpins stays free."""
    terminal.good(*NIGHT)
    rows = terminal.good("bookings", "list", "--request", "battery", "--format", "json").json["rows"]
    own = sorted(row["booking"] for row in rows)
    terminal.good("bookings", "confirm", *(row["booking"] for row in rows if row["status"] == "planned"))
    words = ("--change", "unpin request=battery", "--change", "policy fields.fence_days=60", "--save")
    (run,) = (each["run"] for each in whatif(terminal, *words)["scenarios"])
    file = terminal.store.with_name(f"{terminal.store.name}.runs") / run / "input.json"
    assert sorted(read_saved_night(file).spare) == own
    again = terminal("nightly", "--replay", file, "--format", "json").json["values"]
    assert again["bookings_now"] == len(own)
    start = load(Instance("runs", run, "saved-night", file)).start
    assert start is not None
    assert sum(at is not None for at in start.tasks) == len(own)
