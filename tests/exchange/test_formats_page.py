"""docs/formats.md names every file, column and field that is read, and no other."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from iplatform_sched.domain import overlay_demand, policy, request, scenario
from iplatform_sched.domain.overlay import KINDS as CHANGES
from iplatform_sched.domain.overlay import kind_of
from iplatform_sched.exchange.columns import Table
from iplatform_sched.exchange.envelopes import KINDS
from iplatform_sched.exchange.layout import TABLES
from iplatform_sched.exchange.requests_reading import OVERRIDES

OVERLAY = "Changes of a scenario"
PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
SECTIONS = {
    part.partition("\n")[0].strip("` "): part.partition("\n## ")[0]
    for part in re.split(r"^### ", PAGE, flags=re.MULTILINE)[1:]
}
# Section of the page, model, extra fields, fields whose own fields are listed in their place.
MODELS: list[tuple[str, type[BaseModel], set[str], set[str]]] = [
    ("policy.yaml", policy.Policy, set(), {"disruption", "weights", "travel"}),
    ("Carrier", policy.CarrierForm, set(), set()),
    ("templates/*.yaml", request.Template, set(), set()),
    ("requests/*.yaml", request.Request, {OVERRIDES}, set()),
    ("Stage", request.Stage, set(), set()),
    ("Way", request.Way, set(), set()),
    ("Specification", request.SpecificationBound, set(), set()),
    ("Lag", request.Lag, set(), set()),
    ("Specimen", request.SpecimenSpec, set(), set()),
    ("Scenario file", scenario.Scenario, set(), {"requests", "settings"}),
    ("where", overlay_demand.Which, set(), set()),
]


def listed(section: str) -> list[list[str]]:
    """Return the cells of a section's rows."""
    rows = re.findall(r"^\| `.*\|$", SECTIONS[section], flags=re.MULTILINE)
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.file)
def test_tables_stand_on_the_page_as_they_are_read(table: Table) -> None:
    assert listed(table.file) == [
        [
            f"`{column.name}`",
            "yes" if column.needed else "",
            column.unit,
            column.meaning,
            f"`{column.example}`" if column.example else "",
        ]
        for column in table.columns
    ]
    assert table.meaning in SECTIONS[table.file]


@pytest.mark.parametrize(("section", "model", "extra", "opened"), MODELS, ids=[each[0] for each in MODELS])
def test_fields_stand_on_the_page_as_they_are_read(
    section: str, model: type[BaseModel], extra: set[str], opened: set[str]
) -> None:
    fields = set(model.model_fields) - opened | extra
    for name in opened:
        inner = model.model_fields[name].annotation
        assert isinstance(inner, type)
        assert issubclass(inner, BaseModel)
        fields |= {f"{name}.{field}" for field in inner.model_fields}
    rows = listed(section)
    assert sorted(row[0].strip("`") for row in rows) == sorted(fields)
    assert all(row[3] for row in rows)
    needed = {row[0].strip("`") for row in rows if row[1]}
    assert needed == {name for name, field in model.model_fields.items() if field.is_required()}


def test_examples_of_the_policy_are_the_defaults() -> None:
    defaults = policy.Policy().model_dump(mode="json")
    for name, *_, example in listed("policy.yaml"):
        first, _, second = name.strip("`").partition(".")
        if first not in {"version", "fence_days", "levels", "carriers"}:
            value = defaults[first][second] if second else defaults[first]
            assert example == f"`{value}`", name


def test_no_section_is_left_over() -> None:
    assert set(SECTIONS) == {table.file for table in TABLES} | {each[0] for each in MODELS} | {OVERLAY}


def test_changes_stand_on_the_page_as_they_are_read() -> None:
    expected = {
        f"{kind_of(model)}.{field.alias or name}": field.is_required()
        for model in CHANGES
        for name, field in model.model_fields.items()
        if name != "change"
    }
    # A file may name files of requests instead.
    expected |= {"add_requests.requests": False, "add_requests.files": False}
    rows = listed(OVERLAY)
    assert {row[0].strip("`"): bool(row[1]) for row in rows} == expected
    assert all(row[3] and row[4] for row in rows)


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_of_json_files_stand_on_the_page(kind: str) -> None:
    assert f"| `{kind}` |" in PAGE


def test_codes_stand_on_the_page() -> None:
    package = Path(__file__).parents[2] / "src" / "iplatform_sched"
    rooms = (*package.glob("exchange/*.py"), *package.glob("planning/overlay/*.py"))
    sources = (*rooms, package / "domain" / "gate_words.py")
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(sources))
    page = set(re.findall(r"`([a-z0-9-]+)`", PAGE.partition("| codes |")[2]))
    assert page
    assert not {code for code in page if f'"{code}"' not in source}
    assert not {code for code in re.findall(r'code="([a-z0-9-]+)"', source) if code not in page}
