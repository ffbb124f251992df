"""Durations of days and hours, as people write them."""

from __future__ import annotations

import re
from datetime import timedelta

from iplatform_sched.errors import InputError, Issue

UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def parse_length(text: str, option: str) -> timedelta:
    """Return a duration such as ``30m``, ``48h`` or ``3d``; the unit must be there.

    Raises
    ------
    InputError
        The text is no such duration above zero.
    """
    match = re.fullmatch(r"(\d{1,5})\s*([a-z]+)", text.strip())
    if match is None or match[2] not in UNITS or int(match[1]) == 0:
        hint = "Write it with its unit, like 30m, 48h or 3d"
        raise InputError(Issue("is not a duration", field=option, found=text, hint=hint, code="duration"))
    return timedelta(**{UNITS[match[2]]: int(match[1])})
