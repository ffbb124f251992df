"""Facts as YAML text: plain words, enumerations by value, dates unquoted."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Any

import yaml

from iplatform_sched.exchange.notation import written_zone

_WIDTH = 120
_TIMESTAMP = "tag:yaml.org,2002:timestamp"
_TEXT = "tag:yaml.org,2002:str"
_FLOAT = "tag:yaml.org,2002:float"


class _Dumper(yaml.SafeDumper):
    """Writes each fact in full: a reader should not have to follow anchors."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002  (fixed by the parent class)
        return True


def _plain(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    # As a timestamp, which it is to other readers too, the text needs no quotes.
    return dumper.represent_scalar(_TIMESTAMP, text)


def _float(dumper: yaml.SafeDumper, value: float) -> yaml.Node:
    text = repr(value)  # shortest text that reads as the same number; without a point YAML calls it a text
    return dumper.represent_scalar(_FLOAT if "." in text else _TEXT, text)


_Dumper.add_representer(datetime, lambda dumper, value: _plain(dumper, written_zone(value).isoformat()))
_Dumper.add_representer(date, lambda dumper, value: _plain(dumper, value.isoformat()))
_Dumper.add_representer(float, _float)
_Dumper.add_representer(tuple, lambda dumper, value: dumper.represent_list(list(value)))
_Dumper.add_multi_representer(Enum, lambda dumper, value: dumper.represent_data(value.value))


def yaml_text(value: object, *, lines: bool = False) -> str:
    """Return `value` (mappings, sequences, texts, numbers, dates, enumerations) as YAML.

    Parameters
    ----------
    lines
        One line per entry throughout, for people who will edit it; else what is short stands in one line.
    """
    style = False if lines else None
    text: str = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH, default_flow_style=style
    )
    return text
