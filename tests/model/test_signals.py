"""Ctrl-C stays with whoever had it before a solve."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import signal
from iplatform_sched.model.outcome import Limits
from iplatform_sched.model.solve import solve
from tests.model.tiny import mode, problem, task

heard = []
signal.signal(signal.SIGINT, lambda *_: heard.append("Ctrl-C"))
solve(problem(task(mode())), limits=Limits(seconds=10, workers=WORKERS))
signal.raise_signal(signal.SIGINT)
print(*heard)
"""


def test_a_solve_leaves_ctrl_c_as_it_was() -> None:
    for workers in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", CODE.replace("WORKERS", workers)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert (done.returncode, done.stdout.strip()) == (0, "Ctrl-C"), done.stderr
