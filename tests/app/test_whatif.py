"""No what-if writes to the live plan, whatever it changes."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from iplatform_sched.app.whatif import WhatifOptions, WhatifReport, compare_scenarios
from iplatform_sched.domain.snapshot import content_hash
from iplatform_sched.errors import ConflictError, InputError
from iplatform_sched.store.database import open_store
from iplatform_sched.store.facts import load_facts
from tests import facts
from tests.app.night_case import NOW, filled, quiet
from tests.planning.overlay.changes import change

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from iplatform_sched.domain.overlay import AnyChange

QUICK: dict[str, object] = {"deterministic": True, "work": 1, "proof_work": 0}
WEEK = {"from": "2026-11-30T00:00+09:00", "to": "2026-12-07T00:00+09:00"}
MACHINES = st.sampled_from(["cycler", "chamber", "press", "scope", "chamber-2"])
CENTRES = st.sampled_from(["hub", "lab", "isle"])
REQUESTS = st.sampled_from(["battery", "second"])
PERCENT = st.integers(0, 300)
CHANGES = st.one_of(
    st.builds(lambda place: change("close", place=place, **WEEK), MACHINES | CENTRES),
    st.builds(lambda place: change("open", place=place, **WEEK), MACHINES | CENTRES),
    st.builds(lambda count: change("absent", pool="hub-cells", count=count, **WEEK), st.integers(1, 2)),
    st.builds(lambda day: change("holiday", date=f"2026-12-{day:02}"), st.integers(1, 31)),
    st.builds(lambda like: change("add_equipment", id="new", like=like), MACHINES),
    st.builds(lambda name: change("remove_equipment", equipment=name), MACHINES),
    st.builds(
        lambda name, centre: change("move_equipment", equipment=name, centre=centre), MACHINES, CENTRES
    ),
    st.builds(lambda name, part: change("operators", centre=name, percent=part + 1), CENTRES, PERCENT),
    st.builds(lambda name, part: change("tariff", equipment=name, percent=part), MACHINES, PERCENT),
    st.builds(lambda part: change("travel", krw_percent=part, minutes_percent=part + 1), PERCENT),
    st.builds(lambda krw: change("policy", fields={"preference_krw": krw}), st.integers(0, 10**6)),
    st.builds(lambda name: change("drop_requests", where={"ids": [name]}), REQUESTS),
    st.builds(lambda part: change("scale_requests", percent=part), st.sampled_from([50, 150])),
    st.builds(lambda days: change("shift_requests", days=days), st.integers(-60, 60)),
    st.builds(lambda name: change("pin", request=name), REQUESTS),
    st.builds(lambda name: change("unpin", request=name), REQUESTS),
)
"""Changes to the tiny network, sound by themselves."""


def compared(store: Path, folder: Path, *changes: AnyChange, save: bool = False) -> WhatifReport:
    file = folder / "scenario.yaml"
    told = [{"change": e.change, **e.model_dump(mode="json", exclude_defaults=True)} for e in changes]
    file.write_text(json.dumps({"changes": told}), encoding="utf-8")
    options = WhatifOptions(QUICK, save=save)
    return compare_scenarios(store, [str(file)], "", NOW, options, quiet())


def live(store: Path) -> str:
    return content_hash(load_facts(open_store(store)))


@settings(max_examples=10, deadline=None)
@given(st.lists(CHANGES, min_size=1, max_size=3), st.booleans())
def test_no_overlay_writes_to_the_live_plan(
    tmp_path_factory: pytest.TempPathFactory, changes: list[AnyChange], save: bool
) -> None:
    folder = tmp_path_factory.mktemp("whatif")
    planned = facts.booking(
        "b1",
        "2026-12-01 09:00",
        "2026-12-01 13:00",
        unit_numbers=[2],
        company="acme",
    )
    store = filled(folder / "network.db", bookings=[planned]).path
    before = live(store)
    with suppress(InputError, ConflictError):  # an overlay may contradict itself
        compared(store, folder, *changes, save=save)
    assert live(store) == before


def test_progress_tells_each_side(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    store = filled(tmp_path / "network.db").path
    file = tmp_path / "one.yaml"
    file.write_text("changes: [{change: remove_equipment, equipment: press}]\n", encoding="utf-8")
    hooks = quiet(report=lambda text, share: told.append((text, share)))
    compare_scenarios(store, [str(file), str(file)], "", NOW, WhatifOptions(QUICK), hooks)
    shares = [share for _, share in told]
    assert {text.partition(":")[0] for text, _ in told} >= {"baseline", "one", "one (2)"}
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_stopped_search_still_compares(tmp_path: Path) -> None:
    """The first Ctrl-C ends each search with the best plan so far, in processes of their own too."""
    store = filled(tmp_path / "network.db").path
    file = tmp_path / "one.yaml"
    file.write_text("changes: [{change: remove_equipment, equipment: press}]\n", encoding="utf-8")
    options = WhatifOptions({"budget_seconds": 60.0, "workers": 1}, jobs=2)
    report = compare_scenarios(store, [str(file)], "", NOW, options, quiet(stop=lambda: True))
    assert report.exit_code == 0
