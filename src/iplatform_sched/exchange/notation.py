r"""Compact notations inside a cell: lists, opening hours, spans of time, counted names.

Weekly hours read ``Mon-Fri 09:00-12:00, 13:00-18:00; Sat 09:00-13:00``; ``closed`` is a week without hours,
24:00 the midnight at a day's end. Lists are separated by semicolons; a backslash takes the meaning from the
semicolon, colon or backslash after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from iplatform_sched.domain.calendars import WEEKDAYS, DailyHours, WeeklyHours
from iplatform_sched.domain.vocabulary import Span

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_KOREAN_DAYS = "월화수목금토일"
_DAY_NUMBER = {name.lower(): index for index, name in enumerate(DAYS)} | {
    name: index for index, name in enumerate(_KOREAN_DAYS)
}
WRITTEN_ZONE = ZoneInfo("Asia/Seoul")
"""Files state instants in it; a date alone is its midnight."""
_CLOCK = re.compile(r"(\d{1,2}):(\d{2}(?::\d{2}(?:\.\d{1,6})?)?)", re.ASCII)
CLOSED = "closed"

Hours = list[dict[str, str]]


def split(text: str, separator: str = ";") -> list[str]:
    """Return the stripped parts of `text` between separators, escapes kept."""
    if "\\" not in text:
        return [part.strip() for part in text.split(separator)]
    parts = [""]
    for piece in re.findall(r"\\.|.|\\$", text, flags=re.DOTALL):
        if piece == separator:
            parts.append("")
        else:
            parts[-1] += piece
    return [part.strip() for part in parts]


def items(text: str) -> list[str]:
    """Return the parts of a list; what stands between two semicolons must be something."""
    return [part for part in split(text) if part]


def unescape(text: str) -> str:
    """Return `text` without its backslashes."""
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL) if "\\" in text else text


def escape(text: str) -> str:
    """Return `text` with a backslash before each character that has a meaning."""
    return re.sub(r"([\\;:])", r"\\\1", text)


def read_list(text: str) -> list[str]:
    """Return the texts of ``a; b``."""
    return [unescape(part) for part in items(text)]


def write_list(values: Iterable[object]) -> str:
    """Return ``a; b``."""
    return "; ".join(escape(str(value)) for value in values)


def read_pairs(text: str) -> list[tuple[str, str | None]]:
    """Return names and what follows their colon in ``cells:2; chemistry``."""
    pairs: list[tuple[str, str | None]] = []
    for part in items(text):
        name, *rest = split(part, ":")
        if len(rest) > 1:
            message = f"{part!r} has more than one colon"
            raise ValueError(message)
        pairs.append((unescape(name), unescape(rest[0]) if rest else None))
    return pairs


def write_pairs(pairs: Iterable[tuple[object, object]]) -> str:
    """Return ``cells:2; chemistry:1``."""
    return "; ".join(f"{escape(str(name))}:{escape(str(value))}" for name, value in pairs)


def read_clock(text: str) -> str:
    """Return a time of day as ISO writes it: ``9:00`` becomes ``09:00``, ``24:00`` midnight."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        message = f"{text.strip()!r} is no time of day such as 09:00"
        raise ValueError(message)
    hour = "00" if found[0] == "24:00" else found[1].zfill(2)
    return f"{hour}:{found[2]}"


def write_clock(moment: time) -> str:
    """Return ``09:00``, with seconds only where there are any."""
    return moment.isoformat("minutes" if not (moment.second or moment.microsecond) else "auto")


def read_day_hours(text: str) -> dict[str, str]:
    """Return start and end of ``12:00-13:00``."""
    start, dash, end = text.partition("-")
    if not dash:
        message = f"{text.strip()!r} are no hours such as 09:00-18:00"
        raise ValueError(message)
    return {"start": read_clock(start), "end": read_clock(end)}


def write_day_hours(hours: DailyHours) -> str:
    """Return ``12:00-13:00``; midnight at the end is 24:00."""
    end = "24:00" if hours.end == time(0) else write_clock(hours.end)
    return f"{write_clock(hours.start)}-{end}"


def read_week(text: str) -> dict[str, list[Hours]]:
    """Return weekly hours of the compact notation, Monday first."""
    days: list[Hours] = [[] for _ in range(WEEKDAYS)]
    if text.strip().lower() == CLOSED:
        return {"days": days}
    for part in items(text):
        names, _, hours = part.partition(" ")
        for day in _days(names):
            if days[day]:
                message = f"{DAYS[day]} appears twice; separate hours of one day by commas"
                raise ValueError(message)
            days[day] = [read_day_hours(one) for one in hours.split(",")]
    return {"days": days}


def write_week(week: WeeklyHours) -> str:
    """Return weekly hours in the compact notation; neighbouring days with the same hours share one part."""
    parts: list[str] = []
    first = 0
    while first < WEEKDAYS:
        last = first
        while last + 1 < WEEKDAYS and week.days[last + 1] == week.days[first]:
            last += 1
        if week.days[first]:
            names = DAYS[first] if first == last else f"{DAYS[first]}-{DAYS[last]}"
            parts.append(f"{names} " + ", ".join(write_day_hours(hours) for hours in week.days[first]))
        first = last + 1
    return "; ".join(parts) or CLOSED


def _days(names: str) -> Sequence[int]:
    first, dash, last = names.partition("-")
    start = _day(first)
    end = _day(last) if dash else start
    if end < start:
        message = f"{names!r} runs backwards; a week starts with Monday"
        raise ValueError(message)
    return range(start, end + 1)


def _day(name: str) -> int:
    number = _DAY_NUMBER.get(name.strip().lower())
    if number is None:
        message = f"{name.strip()!r} is no day of the week ({', '.join(DAYS)})"
        raise ValueError(message)
    return number


def written_zone(moment: datetime) -> datetime:
    """Return the same instant in Korean wall time, so that equal instants are written alike."""
    return moment.astimezone(WRITTEN_ZONE)


def write_instant(moment: datetime) -> str:
    """Return an instant in Korean wall time with its offset: ``2026-11-25T10:00+09:00``."""
    return write_local(written_zone(moment))


def write_local(moment: datetime) -> str:
    """Return a moment to the minute, with seconds only where there are any."""
    return moment.isoformat(timespec="minutes" if not (moment.second or moment.microsecond) else "auto")


def read_spans(text: str) -> list[Mapping[str, str]]:
    """Return the spans of ``start/end; start/end``."""
    spans: list[Mapping[str, str]] = []
    for part in items(text):
        start, slash, end = part.partition("/")
        if not slash:
            message = f"{part!r} is no span: write start/end"
            raise ValueError(message)
        spans.append({"start": start.strip(), "end": end.strip()})
    return spans


def write_spans(spans: Iterable[Span]) -> str:
    """Return ``start/end; start/end``."""
    return "; ".join(f"{write_instant(span.start)}/{write_instant(span.end)}" for span in spans)
