"""The demo ends by saying what it planned and where the results are."""

from __future__ import annotations

import re
import shlex

from tests.contracts.tree import ROOT


def test_the_last_words_of_the_demo_are_few() -> None:
    """Whatever lists a whole night would push what was planned off the screen."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").split("\ndemo: ")[1].split("\n\n")[0]
    commands = [shlex.split(line)[1] for line in re.findall(r"^\t(\$\(SCHED\) .*)$", recipe, re.MULTILINE)]
    assert commands == ["init", "import", "nightly", "check"]
    assert recipe.rstrip().splitlines()[-1].startswith('\t@echo "Results are in $(DEMO)')
