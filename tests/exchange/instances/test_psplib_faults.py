"""Projects of PSPLIB: what is refused, with each line and what should stand there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exchange.instances.refused import Told, changed, told_of

FILE = Path(__file__).parents[3] / "benchmarks" / "fixtures" / "psplib" / "paint.sm"
PSPLIB = FILE.read_text(encoding="utf-8")
LAST = "The availabilities are the last section, and only stars may follow"
IDLE = "Source and sink take no time and need nothing"
LABELS = "Labelled lines tell how many there are, such as '- renewable : 2 R'"
HEADINGS = "Headings are PRECEDENCE RELATIONS, REQUESTS/DURATIONS and RESOURCE AVAILABILITIES"
RELATION = "A line has a job, its number of modes, its number of successors and the successors"
REQUEST = "A line has the job where its first mode stands, a mode, its duration and its need of each resource"
AVAILABILITIES = "A line has the availability of each resource, renewable ones first"
MODES = "Modes of a job stand in the order of their numbers, from 1 on"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("   1        1          2", "   x        1          2", 19, "the job is not a whole number"),
        ("   1        1          2", "  -1        1          2", 19, "the job must be 1"),
        ("RESOURCES\n", "jobs : 99\nRESOURCES\n", 8, "a second line begins with 'jobs'"),
        ("2           4   5", "2           4  03", 21, "the successor is the activity itself"),
        ("jobs (", "works (", 6, "no line from here on begins with 'jobs'"),
        (":  0   D", ":  1   D", 11, "the number of doubly constrained resources must be 0"),
        ("REQUESTS", "NEEDS", 26, "no line from here on begins with 'REQUESTS/DURATIONS'"),
        ("  5      1     4", "  5      2     4", 34, "the mode must be 1"),
        ("   4    2\n", "   4\n", 40, "the line ends where the availability of R2 is wanted"),
        (":  1\njobs", ":  2\njobs", 5, "the number of projects must be 1"),
        ("5      0       12", "5      3       12", 15, "the release date must be 0"),
        (
            "   6        1          1           7",
            "   6        1          1           2",
            24,
            "the successors run in a cycle",
        ),
        ("   7        1          0\n", "   7        1          0  3\n", 25, "the line goes on after its end"),
        (
            "   7        1          0\n",
            "   7        1          0\n   8        1          0\n",
            26,
            "the precedence relations go on after their end",
        ),
        (
            "  7      1     0       0    0\n",
            "  7      1     0       0    0\n  8      1     0       0    0\n",
            37,
            "the requests go on after their end",
        ),
    ],
)
def test_what_is_wrong_with_a_file_of_psplib_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    (told,) = told_of(tmp_path / "project", "psplib", changed(PSPLIB, {old: new}))
    assert told[:2] == (line, message)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {
                ":  1\njobs": ":  2\njobs",
                "jobs (": "works (",
                "7\nhorizon": "7\nhorizon",
                ":  2   R": ":  x   R",
            },
            [
                Told(5, "the number of projects must be 1", "Put each project into a file of its own"),
                Told(5, "no line from here on begins with 'jobs'", LABELS),
                Told(9, "the number of renewable resources is not a whole number", LABELS),
            ],
        ),
        (
            {":  7\nhorizon": ":  1\nhorizon", "constrained        :  0": "constrained        :  1"},
            [
                Told(6, "the number of jobs must be at least 2", "Source and sink are jobs, too"),
                Told(11, "the number of doubly constrained resources must be 0", "They are not read"),
            ],
        ),
        (
            {
                "5      0       12": "5      3       12",
                "2           4   5": "2           4   8",
                "  5      1     4       3": "  5      2     4       3",
                "   4    2\n": "   4\n",
            },
            [
                Told(
                    15, "the release date must be 0", "A project that is released later than at 0 is not read"
                ),
                Told(21, "the successor must be from 1 to 7", "Activities count from 1"),
                Told(34, "the mode must be 1", MODES),
                Told(40, "the line ends where the availability of R2 is wanted", AVAILABILITIES),
            ],
        ),
        (
            {
                "    1      5      0": "    2      5      0",
                "   5        1          1           7": "   5        1          1           5",
                "  4      1     5       1    1": "  4      1     5       1",
                "   4    2\n": "   4    2    2\n",
            },
            [
                Told(15, "the project must be 1", "Put each project into a file of its own"),
                Told(23, "the successor is the activity itself", RELATION),
                Told(33, "the line ends where the need of R2 is wanted", REQUEST),
                Told(40, "the line goes on after its end", AVAILABILITIES),
            ],
        ),
        (
            {
                "   1        1          2": "   1        2          2",
                "   4        1          1": "   3        1          1",
                "  5      1     4": "  5      1     x",
            },
            [
                Told(19, "the number of modes must be 1", "Source and sink have one mode"),
                Told(
                    22, "the job must be 4", "Jobs stand in the order of their numbers, from the source 1 on"
                ),
            ],
        ),
        (
            {
                "   4        1          1           6": "   4        1          1           x",
                "   7        1          0\n": "",
                "  5      1     4": "  5      1     x",
            },
            [
                Told(
                    24,
                    "the precedence relations end after 6 of 7 lines",
                    "Each job, source and sink too, has one line, which begins with its number",
                )
            ],
        ),
        (
            {
                "   4        1          1           6": "   4        1          1           x",
                "  7      1     0       0    0\n": "",
                "   4    2\n": "   4    x\n",
            },
            [
                Told(22, "the successor is not a whole number", RELATION),
                Told(
                    35,
                    "the requests end after 6 of 7 lines",
                    "Each mode of each job has one line, as many as the precedence relations say",
                ),
                Told(39, "the availability of R2 is not a whole number", AVAILABILITIES),
            ],
        ),
        (
            {"REQUESTS": "NEEDS", "RESOURCEAVAILABILITIES": "WHAT THERE IS"},
            [
                Told(26, "no line from here on begins with 'REQUESTS/DURATIONS'", HEADINGS),
                Told(26, "no line from here on begins with 'RESOURCE AVAILABILITIES'", HEADINGS),
            ],
        ),
        (
            {"PRECEDENCE": "ORDER", "REQUESTS": "NEEDS"},
            [Told(15, "no line from here on begins with 'PRECEDENCE RELATIONS'", HEADINGS)],
        ),
        (
            {
                "  7      1     0       0    0": "  7      1     0       0    1",
                "   4    2\n": "   4    2\n***\n5\n",
            },
            [
                Told(36, "the need of R2 must be 0", IDLE),
                Told(42, "the file goes on after its end", LAST),
            ],
        ),
    ],
    ids=[
        "labels",
        "counts",
        "lines",
        "more",
        "modes",
        "relations",
        "requests",
        "headings",
        "heading",
        "end",
    ],
)
def test_everything_wrong_with_a_file_of_psplib_is_told_at_once(
    tmp_path: Path, changes: dict[str, str], told: list[Told]
) -> None:
    assert told_of(tmp_path / "project", "psplib", changed(PSPLIB, changes)) == told
