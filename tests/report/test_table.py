from __future__ import annotations

from datetime import date

import pytest

from iplatform_sched.report.table import Cell, Table, columns, human, plain
from iplatform_sched.report.view import View
from tests.report.samples import ZONE, at


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (1234567, "1,234,567"),
        (at("2026-11-24 09:00"), "2026-11-24 Tue 09:00"),
        (date(2026, 11, 24), "2026-11-24"),
        ("배터리", "배터리"),
        (1.5, "1.5"),
    ],
)
def test_cells_for_people(cell: Cell, text: str) -> None:
    assert human(cell, ZONE) == text


def test_cells_for_programs_keep_their_offset() -> None:
    assert plain(at("2026-11-24 09:00")) == "2026-11-24T09:00:00+09:00"
    assert plain(date(2026, 11, 24)) == "2026-11-24"
    assert plain(3) == 3


def test_envelopes_name_schema_and_version() -> None:
    table = Table("work-list", "t", columns(a="A", b="B"), ({"a": 1, "b": None},))
    assert table.envelope() == {
        "schema": "iplatform-sched/work-list",
        "schema_version": 1,
        "rows": [{"a": 1, "b": None}],
    }
    assert View("day", (table,)).envelope() == {
        "schema": "iplatform-sched/day",
        "schema_version": 1,
        "work_list": [{"a": 1, "b": None}],
    }
