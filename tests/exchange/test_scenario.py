"""Scenario files name facts and changes; what comes out is a snapshot."""

from datetime import timedelta
from pathlib import Path

import pytest

from iplatform_sched.domain.overlay_demand import AddRequests, SetFields
from iplatform_sched.domain.overlay_network import ChangePolicy, Close
from iplatform_sched.domain.saved import SavedNight
from iplatform_sched.domain.scenario import Scenario
from iplatform_sched.domain.settings import SolveSettings
from iplatform_sched.domain.snapshot import Snapshot
from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange.folder import read_folder, write_folder
from iplatform_sched.exchange.plan_files import write_snapshot_json
from iplatform_sched.exchange.scenario import (
    complete,
    file_base,
    placed,
    read_scenario,
)
from tests.exchange.network import small_network
from tests.facts import NOW, at, booking

BY_DATA = "data: facts\nnow: 2026-11-23T20:00+09:00\n"
CLOSE = "changes:\n- change: close\n  place: hub\n"
SET = "changes:\n- {change: set, centre: hub, fields: {\n    rules.notice_days: 1,\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(small_network(), tmp_path / "facts")
    return tmp_path


def read(folder: Path, text: str) -> tuple[Scenario, Snapshot]:
    """Return a scenario with the facts that it starts from."""
    path = folder / "scenario.yaml"
    path.write_text(text, encoding="utf-8")
    file = read_scenario(path)
    base = file_base(file)
    assert base is not None
    return complete(file, base)


def load(folder: Path, text: str) -> Snapshot:
    """Return the facts that a scenario starts from."""
    return read(folder, text)[1]


def codes(folder: Path, text: str) -> list[tuple[int | None, str, str]]:
    """Return line, field and code of the issues of a scenario."""
    with pytest.raises(InputError) as caught:
        load(folder, text)
    return [(issue.row, issue.field, issue.code) for issue in caught.value.issues]


def test_a_folder_at_a_moment(folder: Path) -> None:
    got = load(folder, BY_DATA)
    facts = read_folder(folder / "facts")
    assert (got.now, got.plan_from) == (NOW, NOW + timedelta(minutes=30))
    assert (got.catalogue, got.requests, got.bookings) == (facts.catalogue, facts.requests, facts.bookings)


def test_settings_and_words(folder: Path) -> None:
    text = BY_DATA + "name: quick\nsettings: {budget_seconds: 2.5, seed: 3, deterministic: yes, workers: 1}\n"
    scenario, _ = read(folder, text)
    assert scenario.name == "quick"
    assert scenario.settings == SolveSettings(budget_seconds=2.5, seed=3, deterministic=True, workers=1)


def test_the_start_of_the_plan(folder: Path) -> None:
    assert load(folder, BY_DATA + "plan_from: 2026-11-24T09:00+09:00\n").plan_from.hour == 9


def test_changes_in_compact_notation(folder: Path) -> None:
    text = (
        "changes:\n"
        "  - {change: close, place: hub, from: 2026-12-07, to: 2026-12-18}\n"
        "  - {change: set, centre: hub, fields: {after_hours: Mon-Fri 18:00-24:00, rules.notice_days: 2}}\n"
        "  - {change: policy, fields: {disruption.moved_krw: 0}}\n"
    )
    closed, values, policy = read(folder, BY_DATA + text)[0].changes
    assert isinstance(closed, Close)
    assert (closed.start, closed.end) == (at("2026-12-07 00:00"), at("2026-12-19 00:00"))
    assert isinstance(values, SetFields)
    assert values.fields["after_hours"]["days"][0] == [{"start": "18:00", "end": "00:00"}]
    assert values.fields["rules.notice_days"] == "2"
    assert policy == ChangePolicy(fields={"disruption.moved_krw": "0"})


def test_requests_left_out(folder: Path) -> None:
    got = load(folder, BY_DATA + "requests: {include: [r2]}\n")
    assert [(each.id, each.status) for each in got.requests] == [("r1", "withdrawn"), ("r2", "open")]
    assert [each.id for each in got.bookings] == ["b1", "b2"]
    assert [each.id for each in load(folder, BY_DATA + "requests: {exclude: [r2]}\n").requests] == [
        "r1",
        "r3",
    ]


def test_planned_bookings_of_what_is_left_out_go(tmp_path: Path) -> None:
    planned = booking("b3", "2026-11-26 10:00", "2026-11-26 12:00", request="r3", stage="a", status="planned")
    write_folder(small_network(bookings=[planned]), tmp_path / "facts")
    assert load(tmp_path, BY_DATA).bookings == (planned,)
    assert load(tmp_path, BY_DATA + "requests: {exclude: [r3]}\n").bookings == ()


def test_new_requests_from_a_file_and_inline(folder: Path) -> None:
    fields = "company: beta, title: x, sector: EE, lead_centre: hub, due: 2026-12-24, template: battery"
    (folder / "more.yaml").write_text(f"{{id: r8, {fields}}}", encoding="utf-8")
    text = f"changes: [{{change: add_requests, files: more.yaml, requests: [{{id: r9, {fields}}}]}}]\n"
    scenario, base = read(folder, BY_DATA + text)
    (added,) = scenario.changes
    assert isinstance(added, AddRequests)
    assert [each.id for each in added.requests] == ["r9", "r8"]
    assert all(each.submitted == NOW for each in added.requests)
    assert [each.id for each in base.requests] == ["r1", "r2", "r3"]


def test_a_snapshot_as_base(folder: Path) -> None:
    base = load(folder, BY_DATA + "plan_from: 2026-11-24T09:00+09:00\n")
    write_snapshot_json(base, folder / "base.json")
    assert load(folder, "base: base.json\n") == base
    later = load(folder, "base: base.json\nnow: 2026-11-25T20:00+09:00\n")
    assert later.plan_from - later.now == timedelta(minutes=30)


def test_a_saved_night_as_base(folder: Path) -> None:
    base = load(folder, BY_DATA)
    saved = SavedNight(run="1", settings=SolveSettings(), snapshot=base, versions={})
    (folder / "input.json").write_text(saved.model_dump_json(), encoding="utf-8")
    assert load(folder, "base: input.json\n") == base


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("data: facts\n", (1, "", "inconsistent")),
        ("data: facts\nnow: 2026-11-23T20:00\n", (2, "now", "no-zone")),
        (BY_DATA + "setings: {}\n", (3, "setings", "unknown-field")),
        (BY_DATA + "base: x.json\n", (1, "", "inconsistent")),
        (BY_DATA + "changes: {}\nname: 1\n", (3, "changes", "not-a-list")),
        (BY_DATA + "changes:\n- close\n", (4, "changes.0", "not-a-mapping")),
        (BY_DATA + "changes:\n- {change: clos}\n", (4, "changes.0.change", "unknown-word")),
        (BY_DATA + "changes:\n- {place: hub}\n", (4, "changes.0.change", "missing")),
        (BY_DATA + CLOSE + "  from: 2026-12-07\n", (4, "changes.0.to", "missing")),
        (BY_DATA + CLOSE + "  from: 2026-13-07\n  to: 2027-01-01\n", (6, "changes.0.from", "not-a-time")),
        (BY_DATA + CLOSE + "  from: 2026-12-07\n  to: 2026-12-06\n", (4, "changes.0", "inconsistent")),
        (
            BY_DATA + CLOSE + "  from: 2026-12-07\n  to: 2026-12-08\n  til: 1\n",
            (8, "changes.0.til", "unknown-field"),
        ),
        (BY_DATA + SET + "    lunch: 12-13}}\n", (6, "changes.0.fields.lunch", "bad-notation")),
        (BY_DATA + "changes:\n- {change: pin}\n", (4, "changes.0", "inconsistent")),
        (
            BY_DATA + "changes:\n- {change: add_requests, files: nowhere.yaml}\n",
            (4, "changes.0.files", "no-file"),
        ),
        (
            BY_DATA + "changes:\n- {change: add_requests, requests: [1]}\n",
            (4, "changes.0.requests.0", "not-a-mapping"),
        ),
        (BY_DATA + "requests: {exclude: [r1, r7]}\n", (3, "requests.exclude.1", "unknown-id")),
        ("- 1\n", (None, "", "bad-scenario")),
        ("base: nowhere.json\n", (1, "base", "no-file")),
    ],
)
def test_refusals(folder: Path, text: str, expected: tuple[int | None, str, str]) -> None:
    assert codes(folder, text) == [expected]


def test_issues_of_changes_get_their_lines(folder: Path) -> None:
    text = (
        "changes:\n- change: policy\n  fields:\n    disruption.moved_krw: x\n    travel:\n"
        "      km_per_hour: 1\n"
    )
    (folder / "scenario.yaml").write_text(BY_DATA + text, encoding="utf-8")
    document = read_scenario(folder / "scenario.yaml").document
    fields = ("disruption.moved_krw", "travel.km_per_hour", "travel.speed", "levels")
    issues = [Issue("is wrong", field=f"changes.0.fields.{name}") for name in fields]
    assert [issue.row for issue in placed(issues, document)] == [6, 8, 7, 5]
    assert placed([Issue("elsewhere", field="x")], document)[0].row is None
