"""Projects in the formats of the field: what is refused, with each line and what should stand there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exchange.instances.refused import Told, changed, told_of

FIXTURES = Path(__file__).parents[3] / "benchmarks" / "fixtures"
PROGEN = (FIXTURES / "progen-max" / "clash.sch").read_text(encoding="utf-8")
CYCLE = "the successors run in a cycle"
PATTERSON = (FIXTURES / "patterson" / "paint.rcp").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("3\t1\t0\t0", "3\t1\t1\t0", 1, "the number of non-renewable resources must be 0"),
        ("[-3]", "-3", 3, "the lag to 2 is not a whole number in brackets"),
        ("1\t1\t2\t2\t4", "1\t1\t2\t1\t4", 3, "the successor is the activity itself"),
        ("1\t1\t2\t2\t4", "1\t1\t2\t2\t5", 3, "the successor must be from 0 to 4"),
        ("2\t1\t4\t1", "3\t1\t4\t1", 9, "the number of the activity must be 2"),
        ("4\t1\t0\t0", "4\t1\t1\t0", 11, "the duration must be 0"),
    ],
)
def test_what_is_wrong_with_a_file_of_progen_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    (told,) = told_of(tmp_path / "project", "progen-max", changed(PROGEN, {old: new}))
    assert told[:2] == (line, message)


IDLE = "Source and sink take no time and need nothing"
ORDER = "Activities stand in the order of their numbers, from the source 0 on"
LAGS = "A line has an activity, the 1 mode it has, its number of successors, the successors and a lag to each"
NEEDS = "A line has an activity, its mode 1, its duration and its need of each resource"
MANY = (
    "Source, activities and sink have a line of successors each, then one of needs; the last has capacities"
)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"[-3]": "-3", "2\t1\t2\t1\t4": "2\t1\t2\t1\t5", "4\t1\t0\t0": "4\t1\t0\t1"},
            [
                Told(
                    3,
                    "the lag to 2 is not a whole number in brackets",
                    "It stands in square brackets, such as [3]",
                ),
                Told(4, "the successor must be from 0 to 4", "Activities count from 0"),
                Told(11, "the need of R1 must be 0", IDLE),
            ],
        ),
        (
            {"3\t1\t1\t4\t[2]": "2\t1\t1\t4\t[2]", "1\t1\t4\t1": "1\t2\t4\t1", "\n1\n": "\nx\n"},
            [
                Told(5, "the number of the activity must be 3", ORDER),
                Told(8, "the mode must be 1", "Each activity has one mode in this format"),
                Told(
                    12,
                    "the capacity of R1 is not a whole number",
                    "The last line has the capacity of each renewable resource",
                ),
            ],
        ),
        (
            {"3\t1\t1\t4\t[2]": "3\t1\t1\t4", "2\t1\t4\t1": "2\t1\t4\t1\t1"},
            [
                Told(5, "the line ends where the lag to 4 is wanted", LAGS),
                Told(9, "the line goes on after its end", NEEDS),
            ],
        ),
        (
            {"[-3]": "-3", "\n1\n": "\n"},
            [Told(11, "the activities and capacities end after 10 of 11 lines", MANY)],
        ),
        (
            {"[-3]": "-3", "4\t1\t0\n": "4\t1\t0\n4\t1\t0\n"},
            [Told(13, "the activities and capacities go on after their end", MANY)],
        ),
        (
            {"3\t1\t0\t0": "3\t1\t0\t2", "[-3]": "-3"},
            [
                Told(
                    1,
                    "the number of doubly constrained resources must be 0",
                    "Only projects with nothing but renewable resources are read",
                )
            ],
        ),
    ],
    ids=["three", "numbers", "lines", "missing", "too-many", "head"],
)
def test_everything_wrong_with_a_file_of_progen_is_told_at_once(
    tmp_path: Path, changes: dict[str, str], told: list[Told]
) -> None:
    assert told_of(tmp_path / "project", "progen-max", changed(PROGEN, changes)) == told


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("4 2 1 1 4", "4 2 1 1 4.5", 4, "the successor is not a whole number"),
        ("0 0 0 0\n", "0 0 0\n", 9, "the file ends where the number of successors is wanted"),
        ("0 0 0 0\n", "0 0 0 0\n7\n", 10, "the file goes on after its end"),
        ("2 1 1 1 7", "2 1 1 1 2", 8, CYCLE),
    ],
)
def test_what_is_wrong_with_a_file_of_patterson_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    (told,) = told_of(tmp_path / "project", "patterson", changed(PATTERSON, {old: new}))
    assert told[:2] == (line, message)


FIRST = "The file begins with the numbers of activities and"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"7 2\n": "x 2\n"},
            Told(
                1,
                "the number of activities is not a whole number",
                f"{FIRST} renewable resources, and the capacity of each",
            ),
        ),
        (
            {"4 2 1 1 4": "4 2 1 1 8"},
            Told(4, "the successor must be from 1 to 7", "Activities count from 1"),
        ),
        (
            {"5 1 1 1 6": "5 1 1 x 6"},
            Told(
                6,
                "the number of successors is not a whole number",
                "An activity has its duration, its needs, its number of successors and the successors",
            ),
        ),
        (
            {"0 0 0 0\n": "0 0 0 0 0\n"},
            Told(
                9,
                "the file goes on after its end",
                "The first number says how many activities there are, source and sink included",
            ),
        ),
        (
            {"2 1 1 1 7": "2 1 1 1 2"},
            Told(8, CYCLE, "Each of these comes before the next: leave out one such pair"),
        ),
    ],
    ids=["head", "successor", "activity", "end", "cycle"],
)
def test_of_patterson_where_numbers_flow_the_first_fault_is_told(
    tmp_path: Path, changes: dict[str, str], told: Told
) -> None:
    assert told_of(tmp_path / "project", "patterson", changed(PATTERSON, changes)) == [told]
