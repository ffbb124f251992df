"""What no instance is, in whatever format."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.errors import InputError
from iplatform_sched.exchange.instances import MOST_TICKS, read_instance

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "text"),
    [("patterson", "2 1 4 0 0 1 2 0 0 0"), ("tlsp", "horizon(10).")],
    ids=["source and sink", "no job"],
)
def test_what_has_nothing_to_be_done_is_refused(tmp_path: Path, name: str, text: str) -> None:
    (path := tmp_path / "instance").write_text(text)
    with pytest.raises(InputError, match="instance: has nothing to be done"):
        read_instance(path, name)


def test_what_is_too_long_to_be_judged_is_refused(tmp_path: Path) -> None:
    (path := tmp_path / "instance").write_text(f"1 1\n1 1 1 {MOST_TICKS}")
    assert read_instance(path, "fjsp").horizon == MOST_TICKS
    path.write_text(f"1 1\n2 1 1 {MOST_TICKS} 1 1 1")
    with pytest.raises(InputError, match=r"may take more than 1,000,000 ticks .*1,000,001.*a larger unit"):
        read_instance(path, "fjsp")
