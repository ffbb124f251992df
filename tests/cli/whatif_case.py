"""What-ifs at the command line: a scenario file, and a comparison as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.cli_case import Terminal

QUICK = ("--deterministic", "--work", "1", "--proof-work", "0")
WEEK = "2026-12-07..2026-12-13"


def scenario(folder: Path, name: str, *changes: str, head: str = "") -> Path:
    """Write a scenario file about the store."""
    path = folder / f"{name}.yaml"
    path.write_text(head + "changes:\n" + "".join(f"- {change}\n" for change in changes), encoding="utf-8")
    return path


def whatif(terminal: Terminal, *words: str | Path) -> dict[str, Any]:
    """Return the answer of a comparison, which must not change anything live."""
    with terminal.unchanged():
        answer: dict[str, Any] = terminal.good("whatif", *words, *QUICK, "--format", "json").json
    return answer
