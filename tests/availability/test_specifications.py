"""Specification ranges as people write them, and how machines meet them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iplatform_sched.availability.eligibility import meets
from iplatform_sched.availability.specifications import (
    asked_words,
    parse_bound,
    range_words,
    reach_of,
    reach_words,
    short_words,
    shortfall,
)
from iplatform_sched.domain.equipment import Specification
from iplatform_sched.domain.request import SpecificationBound
from iplatform_sched.errors import InputError

NAMES = ("temperature_c", "dew_point_c", "frequency_hz", "frequency_ghz")
CHAMBER = Specification(name="temperature_c", low=-40, high=150, unit="degC")


@pytest.mark.parametrize(
    ("text", "down", "up", "words"),
    [
        ("temperature>=85", None, 85, "temperature_c >= 85 degC"),
        ("Temperature_C <= -40", -40, None, "temperature_c <= -40 degC"),
        ("dew_point=-50", -50, -50, "dew_point_c = -50 degC"),
        ("temperature = -40 .. 85.5", -40, 85.5, "temperature_c -40..85.5 degC"),
    ],
    ids=["up", "down", "value", "range"],
)
def test_a_range_is_read(text: str, down: float | None, up: float | None, words: str) -> None:
    bound = parse_bound(text, NAMES)
    assert (bound.reach_down, bound.reach_up) == (down, up)
    assert asked_words(bound, "degC") == words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("temperature", "is not a specification range"),
        ("temperature>=85C", "is not a specification range"),
        ("temperature>85", "is not a specification range"),
        ("temperature>=1..2", "is not a specification range"),
        ("temperature=85..-40", "ends below its start"),
        ("frequency>=3", "Choose one of frequency_ghz, frequency_hz"),
        ("colour>=3", "is no specification of any machine"),
    ],
)
def test_a_bad_range_says_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_bound(text, NAMES)
    assert said in str(refused.value)
    assert "--spec" in str(refused.value)


numbers = st.integers(-100, 100).map(float)


@given(low=numbers, length=st.integers(0, 50), down=st.none() | numbers, up=st.none() | numbers)
def test_a_margin_is_zero_or_more_exactly_where_the_planner_lets_the_machine_do_it(
    low: float, length: int, down: float | None, up: float | None
) -> None:
    machine = Specification(name="t", low=low, high=low + length)
    bound = SpecificationBound(name="t", reach_down=down, reach_up=up)
    reach = reach_of((machine,), bound)
    assert reach.meets == meets((machine,), bound)
    assert (shortfall([reach]) > 0) == (not reach.meets)


def test_words_of_what_is_reached_and_missing() -> None:
    hot = SpecificationBound(name="temperature_c", reach_up=180)
    assert reach_words(reach_of((CHAMBER,), parse_bound("temperature>=85", NAMES))) == (
        "temperature_c -40..150 degC (65 to spare)"
    )
    assert short_words(reach_of((CHAMBER,), hot)) == "temperature_c 30 degC short"
    other = reach_of((CHAMBER,), SpecificationBound(name="volume_l", reach_up=1))
    assert (range_words(other), reach_words(other), short_words(other)) == ("volume_l not stated",) * 3
    assert not other.meets
    assert shortfall([other]) == 1


def test_the_better_of_two_statements_counts() -> None:
    wide = Specification(name="temperature_c", low=-70, high=200, unit="degC")
    bound = SpecificationBound(name="temperature_c", reach_down=-50, reach_up=180)
    assert reach_of((CHAMBER, wide), bound).margin == 20
