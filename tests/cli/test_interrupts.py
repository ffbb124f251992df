"""Ctrl-C, a terminal, and what the operating system does to a night, with real processes."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from iplatform_sched.domain.run import RunStatus
from iplatform_sched.store.database import open_store
from iplatform_sched.store.runs import list_runs
from tests import facts
from tests.cli.cli_case import Terminal, facts_hash

CODE = "import sys; from iplatform_sched.cli import main; sys.exit(main())"


def start(store: Path, *words: str, errors: int = subprocess.PIPE) -> subprocess.Popen[str]:
    """Start a long night in a process group of its own, as a shell would."""
    given = ["--store", str(store), "--now", facts.NOW.isoformat(), "nightly", "--budget", "100s", *words]
    return subprocess.Popen(
        [sys.executable, "-c", CODE, *given],
        stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True,
    )  # fmt: skip


def wait_for(night: subprocess.Popen[str], pattern: str) -> str:
    """Read words until a line matches `pattern`."""
    assert night.stderr is not None
    seen = []
    for line in night.stderr:
        seen.append(line)
        if re.search(pattern, line):
            return "".join(seen)
    raise AssertionError("".join(seen))


@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "service manager"])
def test_the_first_blow_publishes_the_verified_plan(terminal: Terminal, blow: signal.Signals) -> None:
    with start(terminal.store, "--workers", "2") as night:
        wait_for(night, "objective")
        os.killpg(night.pid, blow)  # the process and all of its children, as both send it
        out, err = night.communicate(timeout=120)
    assert night.returncode == 0, err
    assert "stopping the search" in err
    assert "published" in err
    assert "Traceback" not in err
    assert "Objective by term" in out
    assert list_runs(open_store(terminal.store))[0].status is RunStatus.PUBLISHED
    assert not terminal.store.with_name(terminal.store.name + ".night.holder").exists()
    assert terminal.good("check").code == 0


def test_the_second_ctrl_c_changes_nothing(terminal: Terminal) -> None:
    # The search is held up in its report, so that both signals arrive while it runs.
    code = (
        "import signal, sys\n"
        "from iplatform_sched.cli import main, progress\n"
        "def report(text, share):\n"
        "    if text.startswith('objective'):\n"
        "        signal.raise_signal(signal.SIGINT)\n"
        "        signal.raise_signal(signal.SIGINT)\n"
        "progress._lines = lambda: report\n"
        "sys.exit(main())\n"
    )
    words = ["--store", str(terminal.store), "--now", facts.NOW.isoformat(), "nightly", "--budget", "30s"]
    with terminal.unchanged():
        done = subprocess.run(
            [sys.executable, "-c", code, *words], capture_output=True, text=True, timeout=120, check=False
        )
    assert done.returncode == 130, done.stderr
    assert "nothing was changed" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    (run,) = list_runs(open_store(terminal.store))
    assert (run.status, run.message) == (RunStatus.ABORTED, "aborted by Ctrl-C")
    assert "aborted" in terminal.good("show", "runs").out


def test_a_killed_child_does_not_kill_the_night(terminal: Terminal) -> None:
    with start(terminal.store, "--workers", "2") as night:
        wait_for(night, "objective")
        for child in children(night.pid):
            for blow in (signal.SIGINT, signal.SIGKILL):
                with suppress(ProcessLookupError):
                    os.kill(child, blow)
        assert night.poll() is None
        os.kill(night.pid, signal.SIGINT)
        _, err = night.communicate(timeout=120)
    assert night.returncode == 0, err
    assert list_runs(open_store(terminal.store))[0].status is RunStatus.PUBLISHED


def children(parent: int) -> list[int]:
    """Return the process ids of the children of a process."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False
    )
    return [int(word) for word in found.stdout.split()]


@pytest.mark.parametrize("plain", [False, True], ids=["colour", "NO_COLOR"])
def test_a_terminal_shows_a_bar(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, plain: bool) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    if plain:
        monkeypatch.setenv("NO_COLOR", "1")
    ours, theirs = pty.openpty()
    words = ["--store", str(terminal.store), "--now", facts.NOW.isoformat(), "nightly"]
    night = subprocess.Popen(
        [sys.executable, "-c", CODE, *words, "--deterministic", "--work", "2"], stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    screen = b""
    with suppress(OSError):  # the end of a terminal whose last writer has gone
        while piece := os.read(ours, 65536):
            screen += piece
    os.close(ours)
    assert night.wait(timeout=120) == 0
    text = screen.decode()
    assert "━" in text
    assert "Objective by term" in text
    assert (re.search(r"\x1b\[[0-9;]*3[0-8]", text) is None) is plain


def test_words_go_to_stderr_and_data_to_stdout(terminal: Terminal) -> None:
    before = facts_hash(terminal.store)
    answer = terminal.good("nightly", "--deterministic", "--work", "1", "--no-publish", "--format", "csv")
    assert answer.out.startswith("company,request,stage,kind,")
    assert "objective" in answer.err
    assert facts_hash(terminal.store) == before


def test_there_is_no_half_of_an_explanation(terminal: Terminal) -> None:
    code = (
        "import signal, sys\n"
        "from iplatform_sched.cli import main, progress\n"
        "def report(text, share):\n"
        "    if text.startswith('asking'):\n"
        "        signal.raise_signal(signal.SIGINT)\n"
        "progress._lines = lambda: report\n"
        "sys.exit(main())\n"
    )
    words = ["--store", str(terminal.store), "--now", facts.NOW.isoformat(), "explain", "battery"]
    with terminal.unchanged():
        done = subprocess.run(
            [sys.executable, "-c", code, *words, "--why-not-below", "1"],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 130
    assert "there is no half of an explanation" in done.stderr
    assert "best plan" not in done.stderr
    assert "aborted: nothing was changed" in done.stderr
    assert not done.stdout


def test_the_processes_of_a_killed_comparison_end(terminal: Terminal) -> None:
    """Each ends by itself, soon after a parent that could not tell it so."""
    given = ["--store", str(terminal.store), "--now", facts.NOW.isoformat(), "whatif", "--drop", "second"]
    given += ["--jobs", "2", "--workers", "2", "--budget", "600s"]
    with subprocess.Popen(
        [sys.executable, "-c", CODE, *given],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
    ) as parent:  # fmt: skip
        assert parent.stderr is not None
        told: set[str] = set()
        while told != {"baseline", "command line"}:
            told |= set(re.findall(r"^(baseline|command line): objective", parent.stderr.readline()))
        tasks = Path(f"/proc/{parent.pid}/task")
        children = {pid for each in tasks.iterdir() for pid in (each / "children").read_text().split()}
        assert len(children) >= len(told)
        handles = [os.pidfd_open(int(pid)) for pid in children]
        parent.kill()
        ended = [select.select([handle], [], [], 60)[0] == [handle] for handle in handles]
        for handle in handles:
            os.close(handle)
        parent.communicate(timeout=60)  # their own children hold stderr open as long as any is left
    assert parent.returncode == -signal.SIGKILL
    assert all(ended)
