from __future__ import annotations

from datetime import date

from iplatform_sched.report.gantt import Bar, day_chart, week_chart
from tests.report.samples import ZONE, booking

MONDAY = date(2026, 11, 23)


def test_day_chart_has_a_row_per_bar_and_a_column_per_day() -> None:
    bars = [
        Bar("mix", booking("2026-11-24 09:00", "2026-11-24 18:00")),
        Bar("age", booking("2026-11-25 09:00", "2026-12-01 00:00", status="confirmed")),
    ]
    ruler, mix, age, legend = day_chart(bars, ZONE).split("\n")
    assert ruler == "    11-23  11-30"
    assert mix == "mix .=......"
    assert age == "age ..######"
    assert "planned" in legend


def test_no_bars_no_chart() -> None:
    assert day_chart([], ZONE) == ""


def test_week_chart_marks_half_hours_and_counts_units() -> None:
    one = booking("2026-11-24 09:00", "2026-11-24 10:00", status="running")
    two = booking("2026-11-24 09:30", "2026-11-24 10:30", unit_numbers=(2, 3))
    over = booking("2026-11-24 23:30", "2026-11-25 00:30", status="held")
    lines = week_chart([one, two, over], MONDAY, ZONE).split("\n")
    assert lines[2] == f"Tue 11-24   {'.' * 18}@3={'.' * 26}~"
    assert lines[3] == f"Wed 11-25   ~{'.' * 47}"
    assert len(lines) == 9


def test_statuses_that_hold_nothing_are_drawn_as_unknown() -> None:
    assert "?" in week_chart([booking("2026-11-24 09:00", "2026-11-24 10:00", status="wished")], MONDAY, ZONE)
