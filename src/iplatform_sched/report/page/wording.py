"""The words of the page, in Korean and in English, from one table."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from iplatform_sched.report.table import ZONE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.request import Company, Stage


class Language(StrEnum):
    """In which language a page speaks."""

    KOREAN = "ko"
    ENGLISH = "en"


@cache
def table_of_words() -> Mapping[str, Mapping[str, str]]:
    """Return every message by its key, and by language."""
    text = files("iplatform_sched.report.page").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def words(language: Language) -> dict[str, str]:
    """Return every message of one language by its key."""
    return {key: message[language] for key, message in table_of_words().items()}


def name_of(thing: Centre | Equipment | Company | Stage, language: Language) -> str:
    """Return the name of a thing in `language`; its id where it has none."""
    name = thing.name_ko if language is Language.KOREAN else thing.name_en
    return name or thing.id


def other_name(thing: Centre | Equipment | Company | Stage, language: Language) -> str:
    """Return the name in the other language, by which people search too."""
    return thing.name_en if language is Language.KOREAN else thing.name_ko


WEEKDAYS = {
    Language.KOREAN: "월화수목금토일",
    Language.ENGLISH: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


def time_text(moment: datetime, language: Language) -> str:
    """Return an instant as people in Korea write it, as the scripts of the page do."""
    local = moment.astimezone(ZoneInfo(ZONE))
    return f"{local:%Y-%m-%d} ({WEEKDAYS[language][local.weekday()]}) {local:%H:%M}"
