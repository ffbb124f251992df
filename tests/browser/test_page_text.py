"""Text on the page in Chromium: names are text, Korean is drawn, nothing lies over another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.report.page import Language
from tests import facts
from tests.browser.chromium import overlapping
from tests.report.page.subjects import NAUGHTY, battery_plan, full_subject, subject, unserved

if TYPE_CHECKING:
    from tests.browser.chromium import Reader


@pytest.mark.parametrize("language", Language)
def test_names_are_text_whatever_they_contain(reader: Reader, language: Language) -> None:
    company = facts.company("acme", name_ko=NAUGHTY, name_en=NAUGHTY)
    network = facts.network()
    machines = [
        each.model_copy(update={"name_ko": NAUGHTY, "name_en": NAUGHTY}) for each in network.equipment
    ]
    snapshot = facts.snapshot(
        facts.battery_request(title=NAUGHTY),
        companies=[company],
        catalogue=network.model_copy(update={"equipment": tuple(machines)}),
    )
    opened = reader.open(subject(*battery_plan(), facts=snapshot, findings=(NAUGHTY,)), language)
    labels = opened.run(
        "[...document.querySelectorAll('#body text.t-label')].map((each) => each.textContent)"
    )
    assert all(label.startswith("</script>") for label in labels)
    opened.page.on("dialog", lambda dialog: opened.complaints.append(dialog.message))
    opened.page.focus("#chart")
    opened.press("ArrowDown")
    assert opened.count("img") == 0
    assert NAUGHTY in opened.page.inner_text("#detail")
    assert opened.count("#company option") == 2


@pytest.mark.parametrize("width", [1400, 820, 390])
@pytest.mark.parametrize("language", Language)
def test_no_text_lies_over_another(reader: Reader, language: Language, width: int) -> None:
    made = full_subject(standing=battery_plan()[:2])
    opened = reader.open(made, language, viewport={"width": width, "height": 900})
    opened.page.check("#machines")
    assert overlapping(opened) == []
    assert opened.run("document.documentElement.scrollWidth") <= width


def test_korean_letters_are_really_drawn(reader: Reader) -> None:
    """A font that lacks a letter draws the same box for it as for any other that it lacks."""
    opened = reader.open(full_subject())
    pixels = """(letter) => {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 40;
      const context = canvas.getContext('2d', { willReadFrequently: true });
      context.font = STYLES.label.font.replace('12px', '30px');
      context.fillText(letter, 4, 32);
      return context.getImageData(0, 0, 40, 40).data.join();
    }"""
    drawn = [opened.run(pixels, letter) for letter in ("한", "글", "장", "비", "\U0010fffe", " ")]
    assert len(set(drawn)) == 6


def test_long_names_do_not_spill(reader: Reader) -> None:
    long = "아주아주 긴 이름을 가진 장비 " * 8
    network = facts.network()
    snapshot = facts.snapshot(
        facts.battery_request(title=long),
        catalogue=network.model_copy(
            update={
                "equipment": tuple(each.model_copy(update={"name_ko": long}) for each in network.equipment),
                "centres": tuple(each.model_copy(update={"name_ko": long}) for each in network.centres),
            }
        ),
        companies=[facts.company("acme", name_ko=long)],
    )
    opened = reader.open(subject(*battery_plan(), left=(unserved("battery"),), facts=snapshot))
    assert overlapping(opened) == []
    assert opened.run("document.documentElement.scrollWidth") <= 1400
