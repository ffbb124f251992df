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
from tests.facts import NOW, booking

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
