"""The worked example of the page: its commands run, its claims hold."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from iplatform_sched.cli.entry import main
from tests.report.page.subjects import data_of, shown

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[2]
SECTION = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8").split("\n## report\n")[1]


def test_the_page_of_the_battery_developers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("data", "scenarios"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    for line in SECTION.split("```console\n")[1].split("```")[0].strip().splitlines():
        program, *words = shlex.split(line)
        assert program == "iplatform-sched"
        assert main(words) == 0, (line, capfd.readouterr().err[-2000:])
    page = (tmp_path / "battery.html").read_text(encoding="utf-8")
    bars = data_of(page)["bars"]
    claim = re.search(r"has the (\d+) stages of the two .* among ([\d,]+) bookings", SECTION)
    assert claim is not None
    assert sum(bars["planned"]) == int(claim[1])
    assert len(bars["id"]) == int(claim[2].replace(",", ""))
    figures = dict(re.findall(r"<dt>(.*?)</dt><dd class=\"value\">(.*?)</dd>", shown(page)))
    assert (figures["Requests served"], figures["Gap"]) == ("2", "20.1 %")
    assert "Every request is served." in shown(page)
    assert "Checked against every rule" in shown(page)
