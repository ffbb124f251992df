"""Where lines stand for themselves, what is wrong in two of them is told of these two and of no other."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from tests.exchange.instances.refused import told_of

FIXTURES = Path(__file__).parents[3] / "benchmarks" / "fixtures"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("fjsp", "square.txt"),
        ("fjsp-transport", "fork.txt"),
        ("progen-max", "cell.sch"),
        ("psplib", "glue.sm"),
        ("psplib", "paint.mm"),
    ],
)
def test_two_spoilt_lines_are_both_told_and_no_other(tmp_path: Path, name: str, file: str) -> None:
    rows = (FIXTURES / name / file).read_text(encoding="utf-8").splitlines()
    # The first line of numbers says how many others there are.
    _, *lines = [line for line, row in enumerate(rows) if re.fullmatch(r"[\d\s\[\]-]*\d\]?\s*", row)]
    assert len(lines) > 2
    for pair in combinations(lines, 2):
        spoilt = [re.sub(r"\S+\s*$", "x", row) if line in pair else row for line, row in enumerate(rows)]
        told = told_of(tmp_path / file, name, "\n".join(spoilt))
        assert [fault.line for fault in told] == [line + 1 for line in pair]
