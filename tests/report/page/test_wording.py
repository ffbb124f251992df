"""One table of messages: both languages, nothing missing, nothing unused."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from iplatform_sched.domain.vocabulary import BookingStatus, Sector
from iplatform_sched.problem.measures import MEASURES
from iplatform_sched.report.page.bars import Lateness, Shift
from iplatform_sched.report.page.document import PACKAGE
from iplatform_sched.report.page.wording import Language, name_of, table_of_words, time_text, words
from tests import facts
from tests.contracts.tree import PACKAGE as SOURCE

WORDS = table_of_words()
FAMILIES = (
    "status.",
    "lateness.",
    "change.",
    "sector.",
    "term.",
    "unit.",
    "reason.",
    "colour.",
    "zoom.",
    "table.",
    "filter.",
)
"""Keys whose end is a word of the facts or of the controls."""


def sources() -> str:
    """Return the text of everything that speaks: template, scripts and modules of the page."""
    folder = files(PACKAGE)
    names = [each.name for each in folder.iterdir() if each.name.endswith((".js", ".jinja", ".py"))]
    return "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)


@pytest.mark.parametrize("key", WORDS)
def test_every_message_has_both_languages(key: str) -> None:
    message = WORDS[key]
    assert set(message) == set(Language)
    assert all(text.strip() for text in message.values())
    assert message["ko"].count("{}") == message["en"].count("{}")


def test_korean_messages_are_korean() -> None:
    untold = {key for key, message in WORDS.items() if not re.search("[가-힣{]", message["ko"])}
    assert untold == set()


def test_every_message_that_is_asked_for_exists_and_no_other() -> None:
    asked = set(re.findall(r"""['"]([a-z]+\.[a-z_]+)['"]""", sources())) - {"words.toml"}
    spoken = {key for key in asked if key.partition(".")[0] in {name.partition(".")[0] for name in WORDS}}
    missing = spoken - set(WORDS)
    assert {key for key in missing if not key.endswith((".js", ".css"))} == set()
    assert {key for key in set(WORDS) - asked if not key.startswith(FAMILIES)} == set()


@pytest.mark.parametrize(
    ("family", "members"),
    [
        ("status", BookingStatus),
        ("lateness", Lateness),
        ("change", Shift),
        ("sector", Sector),
        ("term", [measure.name for measure in MEASURES]),
    ],
)
def test_every_word_of_the_facts_has_its_message(family: str, members: list[str]) -> None:
    assert {f"{family}.{member}" for member in members} == {
        key for key in WORDS if key.startswith(f"{family}.")
    }


def test_every_reason_of_the_planner_has_its_message() -> None:
    source = (SOURCE / "planning" / "reasons.py").read_text(encoding="utf-8")
    codes = set(re.findall(r"``([a-z-]+)``", source)) | {"other"}
    assert {f"reason.{code}" for code in codes} == {key for key in WORDS if key.startswith("reason.")}


def test_names_fall_back_to_ids() -> None:
    centre = facts.centre("hub", name_ko="허브", name_en="")
    assert name_of(centre, Language.KOREAN) == "허브"
    assert name_of(centre, Language.ENGLISH) == "hub"


def test_times_are_those_of_seoul() -> None:
    moment = facts.at("2026-11-25 00:30")
    assert time_text(moment, Language.KOREAN) == "2026-11-25 (수) 00:30"
    assert time_text(moment, Language.ENGLISH) == "2026-11-25 (Wed) 00:30"


def test_messages_of_one_language() -> None:
    assert words(Language.ENGLISH)["summary.title"] == "Summary"
