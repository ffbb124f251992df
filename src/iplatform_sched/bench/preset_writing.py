"""A preset as a TOML file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from iplatform_sched.exchange.atomic import write_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from iplatform_sched.bench.presets import Preset


def write_preset(path: Path, preset: Preset) -> None:
    """Write a preset so that `read_presets` reads the same, but for its name, which is that of the file."""
    content = preset.model_dump(mode="json", exclude={"name"}, exclude_none=True, exclude_defaults=True)
    write_text(path, "\n".join(_table(content, ())) + "\n")


def _table(content: Mapping[str, Any], place: tuple[str, ...]) -> Iterator[str]:
    inner = {name: value for name, value in content.items() if isinstance(value, dict)}
    yield from (f"{name} = {_value(value)}" for name, value in content.items() if name not in inner)
    for name, value in inner.items():
        yield f"\n[{'.'.join((*place, name))}]"
        yield from _table(value, (*place, name))


def _value(value: object) -> str:
    # Texts, numbers, truth values and lists of them are written alike in TOML and JSON.
    return json.dumps(value, ensure_ascii=False)
