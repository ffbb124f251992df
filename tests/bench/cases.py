"""Records of runs, and small benchmarks in a folder of their own."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from iplatform_sched.bench.judging import Provenance
from iplatform_sched.bench.presets import Preset
from iplatform_sched.bench.records import Record
from iplatform_sched.bench.runner import Bench
from iplatform_sched.bench.sets import Instance

if TYPE_CHECKING:
    from pathlib import Path

SHOP = """\
2 2 1.5
2 1 1 3 2 1 4 2 2
2 1 1 3 1 2 2
"""
"""A flexible job shop with the optimum 8."""
KNOWN = {"known_lower": 95, "known_upper": 100}
"""Fields of a record whose instance others have bounded."""
MADE = Provenance("a machine", {"solver": "1"}, "abc", lambda: "2026-11-23T20:00:00+09:00", lambda: "")


def never() -> bool:
    """Nobody asks to stop."""
    return False


def record(**fields: Any) -> Record:  # noqa: ANN401 - any field
    """Return a solved run of ten seconds with the objective 110 and the bound 100, with other `fields`."""
    default: dict[str, Any] = {
        "set": "s",
        "instance": "i",
        "preset": "default",
        "seed": 0,
        "solver": "model",
        "status": "feasible",
        "objective": 110,
        "bound": 100,
        "unavoidable": 0,
        "gap": 10 / 110,
        "first_seconds": 1.0,
        "best_seconds": 1.0,
        "primal_integral": 0.1,
        "trajectory": [(1.0, 110)],
        "limit_seconds": 10.0,
        "limit_work": None,
        "workers": 2,
        "seconds": 10.0,
        "memory_mb": 100.0,
        "verified": True,
        "known_lower": None,
        "known_upper": None,
        "known_infeasible": False,
        "preset_digest": "p",
        "instance_digest": "d",
        "solution": "s/i.json.gz",
        "machine": "a machine",
        "versions": {"solver": "1"},
        "commit": "abc",
        "ended": "2026-11-23T20:00:00+09:00",
    }
    return Record.model_validate(default | fields)


def unsolved(**fields: Any) -> Record:  # noqa: ANN401 - any field
    """Return a run that found nothing."""
    nothing = dict.fromkeys(("objective", "bound", "gap", "first_seconds", "best_seconds", "verified"))
    return record(**{**nothing, "status": "unknown", "trajectory": [], "solution": ""} | fields)


def preset(name: str = "default", **fields: Any) -> Preset:  # noqa: ANN401 - any field
    """Return a preset of one worker and a work limit."""
    default = {"solver": "model", "hypothesis": "none", "kept": "for tests", "work": 1, "workers": 1}
    return Preset.model_validate(default | {"name": name} | fields)


def shop(folder: Path, name: str = "shop.txt", text: str = SHOP) -> Instance:
    """Write a flexible job shop and return it as an instance."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return Instance("shops", name, "fjsp", path)


def bench(folder: Path, **fields: Any) -> Bench:  # noqa: ANN401 - any field
    """Return a benchmark that writes to ``results.jsonl`` in a folder, and tells nobody."""
    default: dict[str, Any] = {
        "results": folder / "results.jsonl",
        "cores": 2,
        "provenance": MADE,
        "stop": lambda: False,
        "report": lambda _text, _share: None,
        "clock": time.monotonic,
    }
    return Bench(**default | fields)
