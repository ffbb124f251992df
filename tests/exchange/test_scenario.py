"""Scenario files name facts and changes; what comes out is a snapshot."""

from datetime import timedelta
from pathlib import Path

import pytest

from iplatform_sched.domain.saved import SavedNight
from iplatform_sched.domain.settings import SolveSettings
from iplatform_sched.domain.snapshot import Snapshot
from iplatform_sched.errors import InputError
from iplatform_sched.exchange.folder import read_folder, write_folder
from iplatform_sched.exchange.plan_files import write_snapshot_json
from iplatform_sched.exchange.scenario import load_scenario
from tests.exchange.network import small_network
from tests.facts import NOW, booking

BY_DATA = "data: facts\nnow: 2026-11-23T20:00+09:00\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(small_network(), tmp_path / "facts")
    return tmp_path


def load(folder: Path, text: str) -> Snapshot:
    """Return the snapshot of a scenario."""
    path = folder / "scenario.yaml"
    path.write_text(text, encoding="utf-8")
    return load_scenario(path)[1]


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
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    scenario, _ = load_scenario(folder / "scenario.yaml")
    assert scenario.name == "quick"
    assert scenario.settings == SolveSettings(budget_seconds=2.5, seed=3, deterministic=True, workers=1)


def test_policy_by_dotted_field(folder: Path) -> None:
    text = (
        BY_DATA + "policy:\n  disruption.moved_krw: 0\n  travel: {km_per_hour: 60}\n  levels: [[unserved]]\n"
    )
    got = load(folder, text).policy
    assert (got.disruption.moved_krw, got.travel.km_per_hour, got.levels) == (0, 60, (("unserved",),))
    assert got.disruption.per_day_krw == 20_000


def test_runtime_of_the_changed_policy(folder: Path) -> None:
    got = load(folder, BY_DATA + "policy: {expected_runtime_minutes: 90}\n")
    assert got.plan_from == NOW + timedelta(minutes=90)
    assert load(folder, BY_DATA + "plan_from: 2026-11-24T09:00+09:00\n").plan_from.hour == 9


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


def test_extra_requests(folder: Path) -> None:
    (folder / "more.yaml").write_text(
        "id: r8\ncompany: beta\ntitle: x\nsector: EE\nlead_centre: hub\ndue: 2026-12-24\ntemplate: battery\n",
        encoding="utf-8",
    )
    got = load(folder, BY_DATA + "extra_requests: [more.yaml]\n")
    assert [each.id for each in got.requests] == ["r1", "r2", "r3", "r8"]
    assert got.requests[-1].submitted == NOW


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
        ("now: 2026-11-23T20:00+09:00\n", (1, "", "inconsistent")),
        ("data: facts\nnow: 2026-11-23T20:00\n", (2, "now", "no-zone")),
        (BY_DATA + "setings: {}\n", (3, "setings", "unknown-field")),
        (BY_DATA + "policy: {disruption.moved: 1}\n", (3, "policy.disruption.moved", "unknown-field")),
        (BY_DATA + "policy:\n  tick_minutes: 1\n", (4, "policy.tick_minutes", "out-of-range")),
        (BY_DATA + "policy:\n  levels: [[unserved], [foo]]\n", (4, "policy.levels.1.0", "unknown-id")),
        (BY_DATA + "policy:\n  zone: Asia/Soul\n", (4, "policy.zone", "unknown-id")),
        (BY_DATA + "requests: {exclude: [r1, r7]}\n", (3, "requests.exclude.1", "unknown-id")),
        (BY_DATA + "extra_requests: [facts/requests/beta.yaml]\n", (3, "extra_requests", "duplicate-id")),
        ("- 1\n", (None, "", "bad-scenario")),
        ("base: nowhere.json\n", (None, "", "no-file")),
    ],
)
def test_refusals(folder: Path, text: str, expected: tuple[int | None, str, str]) -> None:
    assert codes(folder, text) == [expected]
