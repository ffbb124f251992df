"""Laboratories as problems, as large as a test needs them."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from iplatform_sched.exchange.instances import read_instance

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.problem.data import Problem

PEOPLE, BENCHES, HORIZON = 4, 3, 40


def laboratory(folder: Path, projects: int, seed: int, more: str = "") -> Problem:
    """Return a laboratory with that many projects of two jobs each, the second after the first."""
    dice, facts = Random(seed), [f"horizon({HORIZON}).", "mode(1).", "requiredEmployees(1,1).", "mode(2)."]
    facts += ["requiredEmployees(2,2)."]
    facts += [f"employee({e})." for e in range(1, PEOPLE + 1)]
    facts += [f"workbench({w})." for w in range(1, BENCHES + 1)]
    for job in range(1, 2 * projects + 1):
        project, length = (job + 1) // 2, dice.randint(2, 6)
        facts += [f"project({project}).", f"job({job}).", f"projectAssignment({job},{project})."]
        facts += [f"release({job},{dice.randint(0, 8)}).", f"due({job},{dice.randint(10, 20)})."]
        facts += [f"deadline({job},{HORIZON}).", f"modeAvailable({job},1).", f"modeAvailable({job},2)."]
        facts += [f"durationInMode({job},1,{length}).", f"durationInMode({job},2,{-(-length // 2)})."]
        facts += [f"workbenchRequired({job})."]
        facts += [f"workbenchAvailable({job},{w})." for w in dice.sample(range(1, BENCHES + 1), 2)]
        able = dice.sample(range(1, PEOPLE + 1), 3)
        facts += [f"employeeAvailable({job},{e})." for e in able]
        facts += [f"employeePreferred({job},{able[0]})."]
        if job % 2 == 0:
            facts.append(f"precedence({job},{job - 1}).")
    (path := folder / "laboratory.lp").write_text("\n".join(facts) + "\n" + more, encoding="utf-8")
    return read_instance(path, "tlsp")
