"""The worked examples of the glossary, read from the page itself."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from iplatform_sched.domain.vocabulary import Run
from tests.facts import (
    at,
    booking,
    company,
    network,
    policy,
    request,
    snapshot,
    stage,
    voucher,
)
from tests.verify.plan_facts import planned, spans

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Stage
    from iplatform_sched.domain.snapshot import Catalogue, Snapshot

PAGE = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
BLOCK = re.compile(r"^```yaml example\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MOMENTS = ("start", "run_end", "unload", "end", "depart", "arrive", "release", "deadline")
FACTS = {"network", "policy", "companies", "vouchers", "request", "stages", "others", "fixed"}
KEYS = {"rules", "about", "says", "cases"} | FACTS

Example = dict[str, Any]


def examples() -> list[Example]:
    """Return every example of the page, in its order."""
    text = PAGE.read_text(encoding="utf-8")
    # The base loader makes text of every scalar, so that dates and times stay as written.
    found = [yaml.load(block, yaml.BaseLoader) for block in BLOCK.findall(text)]  # noqa: S506 - it makes no objects
    return [_checked(each) for each in found]


def _checked(example: Example) -> Example:
    unknown = example.keys() - KEYS
    if unknown:
        raise ValueError(f"{example['says']}: unknown {sorted(unknown)}")
    return example


def facts_of(example: Example) -> Snapshot:
    """Return the tiny network of `tests.facts` with the example's changes."""
    job = request("job", *_stages(example.get("stages", {"a": {}})), **_timed(example.get("request", {})))
    others = [request(name, *_stages(listed)) for name, listed in example.get("others", {}).items()]
    people = example.get("companies", {})
    return snapshot(
        job,
        *others,
        catalogue=_catalogue(example.get("network", {})),
        policy=policy(**example.get("policy", {})),
        companies=[company("acme", **people.get("acme", {})), company("bolt", **people.get("bolt", {}))],
        vouchers=[voucher(name, **fields) for name, fields in example.get("vouchers", {}).items()],
        bookings=[_fixed(each) for each in example.get("fixed", [])],
    )


def _stages(listed: dict[str, Any]) -> list[Stage]:
    return [stage(name, **_timed(fields or {})) for name, fields in listed.items()]


def _timed(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: at(value) if name in MOMENTS else value for name, value in fields.items()}


def _fixed(fields: dict[str, Any]) -> Booking:
    rest = {name: value for name, value in fields.items() if name not in {"id", "start", "end"}}
    return booking(fields.get("id", "other"), fields["start"], fields["end"], **rest)


def _catalogue(changes: dict[str, Any]) -> Catalogue:
    base = network()
    update: dict[str, object] = {}
    for table in ("centres", "equipment", "pools"):
        rows = getattr(base, table)
        fields = {row.id: row.model_dump() | changes.get(table, {}).get(row.id, {}) for row in rows}
        update[table] = [type(row).model_validate(fields[row.id]) for row in rows]
    update["discounts"] = changes.get("discounts", [])
    return network(**update)


def bookings_of(facts: Snapshot, book: dict[str, Any]) -> list[Booking]:
    """Return the planned bookings of a case: by stage, attended spans or fields with the key `attended`."""
    return [
        _booking(facts, number, name, entry) for number, (name, entry) in enumerate(book.items(), start=1)
    ]


def _booking(facts: Snapshot, number: int, name: str, entry: str | dict[str, Any]) -> Booking:
    fields = {"attended": entry} if isinstance(entry, str) else dict(entry)
    attended = fields.pop("attended").split(", ")
    machine = next(m for m in facts.catalogue.equipment if m.id == fields.get("equipment", "cycler"))
    end = _timed(fields).get("end", spans(attended[-1])[0]["end"])
    job = facts.requests[0]
    way = next(each for each in job.stages if each.id == name).ways[0]
    tail = timedelta(minutes=machine.teardown_minutes if way.run != Run.UNATTENDED else 0)
    skills = [need.skill for need in machine.offers[0].operators]
    default: dict[str, object] = {
        "stage": name,
        "centre": machine.centre,
        "run": way.run,
        "unit_numbers": [min(number, machine.units)],
        "run_end": end - tail,
        "unload": end - tail,
        "operators": [{"pool": f"{machine.centre}-{skill}", "count": 1} for skill in skills],
    }
    return planned(facts, *attended, **(default | _timed(fields)))


def gaps() -> list[Example]:
    """Return the worked gaps of the page."""
    blocks = re.findall(
        r"^```yaml gap\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return [yaml.safe_load(block) for block in blocks]
