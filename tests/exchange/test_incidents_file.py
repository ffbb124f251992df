"""A YAML file of incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.domain.incidents import Absent, Down, title
from iplatform_sched.domain.vocabulary import Span
from iplatform_sched.errors import InputError
from iplatform_sched.exchange.incidents_file import read_incidents
from tests.facts import NOW, at

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
- down: press
  from: 2026-11-24T09:00:00+09:00
  to: 2026-12-01T00:00:00+09:00
  reason: pump
- {absent: hub-cells, count: 2, people: [kim], to: 2026-12-01T00:00:00+09:00}
- {absent: lab-cells, people: [lee, park], to: 2026-12-01T00:00:00+09:00}
- holiday: 2026-12-15
- {overran: b1, until: 2026-12-01T00:00:00+09:00}
- cancelled: b2
"""


def read(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "incidents.yaml"
    file.write_text(text)
    return file


def test_incidents_and_where_they_stand(tmp_path: Path) -> None:
    file = read(tmp_path, GOOD)
    incidents, places = read_incidents(file, NOW)
    names = [
        *("down press", "absent hub-cells", "absent lab-cells"),
        *("holiday 2026-12-15 (KR)", "overran b1", "cancelled b2"),
    ]
    assert [title(each) for each in incidents] == names
    assert [places[name][1] for name in names] == [2, 6, 7, 8, 9, 10]
    down, away = incidents[:2]
    assert isinstance(down, Down)
    assert (down.reason, down.span.start) == ("pump", at("2026-11-24 09:00"))
    assert isinstance(away, Absent)
    assert (away.count, away.people, away.span) == (2, ("kim",), Span(start=NOW, end=at("2026-12-01")))
    assert isinstance(incidents[2], Absent)
    assert incidents[2].count == 2  # as many as are named


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("", [(None, "", "empty-file")], id="empty"),
        pytest.param("- press\n", [(1, "", "not-a-mapping")], id="no mapping"),
        pytest.param("- {dwn: press}\n", [(1, "", "unknown-word")], id="another word"),
        pytest.param("- {down: press, cancelled: b}\n", [(1, "", "unknown-word")], id="two at once"),
        pytest.param("- {down: press}\n", [(1, "to", "missing")], id="no end"),
        pytest.param(
            "- {down: press, to: soon}\n- {absent: x, cnt: 3, to: 2026-12-01T00:00:00+09:00}\n",
            [(1, "to", "not-a-time"), (2, "cnt", "unknown-field")],
            id="all at once",
        ),
        pytest.param(
            "- {overran: b, until: 2026-12-01T00:00:00+09:00, attended: []}\n",
            [(1, "attended", "unknown-field")],
            id="what only we know",
        ),
    ],
)
def test_what_is_wrong_with_its_place(
    tmp_path: Path, text: str, found: list[tuple[int | None, str, str]]
) -> None:
    with pytest.raises(InputError) as caught:
        read_incidents(read(tmp_path, text), NOW)
    assert [(each.row, each.field, each.code) for each in caught.value.issues] == found
