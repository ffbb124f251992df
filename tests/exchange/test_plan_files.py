"""Plans, bookings, snapshots and changes as files."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from iplatform_sched.domain.booking import Plan
from iplatform_sched.domain.changes import Change
from iplatform_sched.domain.snapshot import Snapshot
from iplatform_sched.errors import InputError
from iplatform_sched.exchange import plan_files
from iplatform_sched.exchange.envelopes import KINDS
from tests.exchange.drawing import of
from tests.exchange.network import small_network
from tests.facts import NOW, at, booking

PLAN = Plan(
    snapshot_hash="abc",
    made_at=NOW,
    bookings=(booking("b1", "2026-11-25 10:00", "2026-11-25 12:00", status="planned"),),
    terms={"fees": 120_000},
    objective=120_000,
)


def test_a_plan_comes_back(tmp_path: Path) -> None:
    plan_files.write_plan_json(PLAN, tmp_path / "new" / "plan.json")
    assert plan_files.read_plan_json(tmp_path / "new" / "plan.json") == PLAN
    content = json.loads((tmp_path / "new" / "plan.json").read_text(encoding="utf-8"))
    assert (content["schema"], content["schema_version"]) == ("iplatform-sched/plan", 1)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(of(Change))
def test_changes_are_plain_json(tmp_path: Path, change: Change) -> None:
    plan_files.write_changes_json([change], tmp_path / "changes.json")
    content = json.loads((tmp_path / "changes.json").read_text(encoding="utf-8"))
    assert Change.model_validate(content["changes"][0]) == change


def test_a_snapshot_comes_back(tmp_path: Path) -> None:
    facts = small_network()
    snapshot = Snapshot.model_validate({**dict(facts), "now": NOW, "plan_from": NOW})
    plan_files.write_snapshot_json(snapshot, tmp_path / "snapshot.json")
    assert plan_files.read_snapshot_json(tmp_path / "snapshot.json") == snapshot


def test_bookings_as_csv_and_json(tmp_path: Path) -> None:
    plan_files.write_bookings_csv(PLAN.bookings, tmp_path / "b.csv")
    plan_files.write_bookings_json(PLAN.bookings, tmp_path / "b.json")
    head, row = (tmp_path / "b.csv").read_text(encoding="utf-8-sig").splitlines()
    assert row.split(",")[head.split(",").index("equipment")] == "cycler"
    assert json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))["bookings"][0]["id"] == "b1"


LEG = {"specimen": "s", "origin": "acme", "destination": "hub", "carrier": "car", "krw": 5,
       "depart": at("2026-11-24 10:00"), "arrive": at("2026-11-25 10:00")}  # fmt: skip
CARRIED = booking("b2", "2026-11-26 10:00", "2026-11-26 12:00", status="planned", legs=[LEG, LEG])


@pytest.mark.parametrize("name", ["b.csv", "b.json"])
def test_bookings_come_back_with_their_journeys(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write = plan_files.write_bookings_csv if name == "b.csv" else plan_files.write_bookings_json
    for bookings in ((*PLAN.bookings, CARRIED), PLAN.bookings):
        write(bookings, path)
        assert plan_files.read_bookings(path) == (bookings, None)


def test_a_plan_tells_when_it_was_made(tmp_path: Path) -> None:
    plan_files.write_plan_json(PLAN, tmp_path / "plan.json")
    assert plan_files.read_bookings(tmp_path / "plan.json") == (PLAN.bookings, NOW)


def test_all_that_is_wrong_with_a_table_of_bookings(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    plan_files.write_bookings_csv((*PLAN.bookings, CARRIED, CARRIED), path)
    legs = tmp_path / "b_legs.csv"
    path.write_text(path.read_text("utf-8-sig").replace("attended", "attanded", 2), "utf-8")
    legs.write_text(legs.read_text("utf-8-sig").replace("b2", "b3", 1), "utf-8")
    with pytest.raises(InputError) as caught:
        plan_files.read_bookings(path)
    found = {(Path(each.file).name, each.row, each.field) for each in caught.value.issues}
    assert found == {("b.csv", 1, ""), ("b.csv", 2, "run"), ("b.csv", 4, "id"), ("b_legs.csv", 2, "booking")}


def whole() -> dict[str, object]:
    """Return a right plan file as data."""
    body = PLAN.model_dump(mode="json")
    return {"schema": "iplatform-sched/plan", "schema_version": 1, "plan": body}


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"schema": "iplatform-sched/bookings"}, "schema", "wrong-schema"),
        ({"schema_version": 2}, "schema_version", "wrong-version"),
        ({"plan": {}}, "plan.snapshot_hash", "missing"),
        ({"plan": None}, "plan", "not-a-mapping"),
        ({"plan": {"snapshot_hash": "x", "made_at": "soon"}}, "plan.made_at", "not-a-time"),
        (
            {"plan": {"snapshot_hash": "x", "made_at": "2026-11-23T10:00Z", "objektive": 1}},
            "plan.objektive",
            "unknown-field",
        ),
    ],
)
def test_wrong_plan_files(tmp_path: Path, change: dict[str, object], field: str, code: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(whole() | change), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        plan_files.read_plan_json(path)
    assert (field, code) in [(issue.field, issue.code) for issue in caught.value.issues]


@pytest.mark.parametrize("text", ["{\n oops", "[]", "[" * 100_000], ids=["syntax", "list", "depth"])
def test_what_is_no_plan_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        plan_files.read_plan_json(path)
    assert caught.value.issues[0].code == "bad-json"


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_schema(kind: str) -> None:
    schema = plan_files.json_schema(kind)
    assert schema["title"] == f"iplatform-sched/{kind}"
    assert set(schema["required"]) == {"schema", "schema_version", kind}
    references = set(json.dumps(schema).split('"#/$defs/')[1:])
    assert {each.split('"')[0] for each in references} <= schema["$defs"].keys()


def test_an_unknown_kind_has_none() -> None:
    with pytest.raises(InputError, match="Did you mean plan"):
        plan_files.json_schema("plans")
