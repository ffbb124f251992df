"""The page as text: whole, self-contained, safe, in either language, with figures that add up."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from iplatform_sched.domain.run import Level
from iplatform_sched.domain.scenario import Scenario
from iplatform_sched.report.page import Language, build_page
from iplatform_sched.report.page.figures import cards, short_krw, terms
from iplatform_sched.report.page.wording import words
from tests import facts
from tests.report.page.subjects import (
    NAUGHTY,
    battery_plan,
    data_of,
    full_subject,
    planned,
    run_of,
    shown,
    subject,
    unserved,
)

VOID = {"meta", "link", "input", "br", "img"}


class Reader(HTMLParser):
    """Reads a page and holds that every element is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        for name, value in attrs:
            assert not name.startswith("on"), "no handler stands in the markup"
            if name == "id":
                self.ids.append(value or "")
            if name in {"src", "href", "action"}:
                self.links.append(value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Leave out what closes itself."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(page: str) -> Reader:
    """Return what a page consists of."""
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    return reader


def say(key: str, *values: object) -> str:
    """Return an English message."""
    return words(Language.ENGLISH)[key].format(*values)


@pytest.mark.parametrize("language", Language)
def test_a_page_is_one_sound_document_without_addresses(language: Language) -> None:
    page = build_page(full_subject(), language)
    reader = read(page)
    assert len(set(reader.ids)) == len(reader.ids)
    assert all(link.startswith("#") or link == "data:," for link in reader.links)
    assert {link[1:] for link in reader.links if link.startswith("#")} <= set(reader.ids)
    assert reader.scripts == 2
    assert f'<html lang="{language}">' in page
    assert "default-src 'none'" in page
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", page)
    title = words(language)["page.title"]
    assert f"<h1>{title}</h1>" in page


def test_the_data_has_every_bar_and_what_it_stands_on() -> None:
    data = data_of(build_page(full_subject(), Language.ENGLISH))
    assert len(data["bars"]["id"]) == 7
    assert data["length"] == 16 * 1440
    assert data["machines"]["id"][data["bars"]["machine"][0]] == "cycler"
    assert data["centres"]["id"] == ["hub", "lab", "isle"]
    assert len(data["routes"]) == 2
    closed = data["shades"][data["machines"]["closed"][0]]
    assert closed[:4] == [0, 540, 1080, 1440 + 540]  # Monday until 09:00, then from 18:00 to 09:00
    assert data["shades"].count(closed) == 1


def test_outages_and_holidays_are_in_the_data() -> None:
    span = {"start": facts.at("2026-12-01 10:00"), "end": facts.at("2026-12-02 10:00")}
    closed = facts.machine("cycler", closures=[{"span": span, "kind": "out_of_service"}])
    snapshot = facts.snapshot(catalogue=facts.network(equipment=[closed, facts.machine("other")]))
    data = data_of(build_page(subject(facts=snapshot), Language.ENGLISH))
    first, second = data["machines"]["outage"]
    assert data["shades"][first] == [8 * 1440 + 600, 9 * 1440 + 600]
    assert second == -1


def test_names_cannot_become_markup() -> None:
    company = facts.company("acme", name_ko=NAUGHTY, name_en=NAUGHTY)
    request = facts.battery_request(title=NAUGHTY)
    centres = [facts.centre(name, name_ko=NAUGHTY, name_en=NAUGHTY) for name in ("hub", "lab")]
    network = facts.network().model_copy(update={"centres": tuple(centres)})
    snapshot = facts.snapshot(request, companies=[company], catalogue=network)
    left = unserved("battery").model_copy(update={"reason": NAUGHTY, "code": NAUGHTY})
    made = subject(*battery_plan(), left=(left,), facts=snapshot, findings=(NAUGHTY,))
    page = build_page(made, Language.KOREAN)
    assert read(page).scripts == 2
    assert "<img" not in page
    assert data_of(page)["companies"]["name"][0] == NAUGHTY


def test_nothing_planned_and_nothing_served() -> None:
    empty = build_page(subject(facts=facts.snapshot()), Language.ENGLISH)
    for key in ("map.none", "cost.none", "unserved.none"):
        assert say(key) in shown(empty)
    left = build_page(subject(left=(unserved(), unserved("gone"))), Language.ENGLISH)
    assert say("reason.capacity") in shown(left)
    assert say("unserved.none") not in shown(left)
    read(empty)
    read(left)


def test_a_network_without_anything() -> None:
    bare = facts.snapshot(
        facts.request("r"),
        catalogue=facts.network(centres=[], equipment=[], pools=[], capabilities=[]),
        companies=[],
    )
    page = build_page(subject(facts=bare), Language.KOREAN)
    assert words(Language.KOREAN)["load.none"] in shown(page)
    read(page)


def test_other_zones_read_in_seoul_time() -> None:
    """A centre elsewhere closes by its own clock; the page tells when that is in Korea."""
    away = facts.centre("hub", zone="America/New_York", hours=facts.hours("09:00", "17:00"))
    snapshot = facts.snapshot(
        catalogue=facts.network(centres=[away], equipment=[facts.machine("cycler")], pools=[])
    )
    data = data_of(build_page(subject(facts=snapshot), Language.ENGLISH))
    # 23 November, 09:00 in New York is 23:00 in Seoul; it closes at 07:00 of the next day.
    assert data["shades"][data["machines"]["closed"][0]][:3] == [0, 23 * 60, 31 * 60]
    assert data["zone"] == "Asia/Seoul"


def test_cards_tell_the_figures_and_those_of_the_baseline() -> None:
    made = full_subject()
    values = {card.label: card for card in cards(made, say, Language.ENGLISH)}
    assert values["Requests served"].value == "1"
    assert values["Requests served"].note == "of 2"
    assert values["Stages planned"].value == "4"
    assert values["Requests late"].value == "1"
    assert values["Requests late"].note == "the latest by 5 days"
    assert values["Cost to companies"].value == "1.0 M KRW"
    assert values["Gap"].value == "40.0 %"
    old = run_of(made.facts, subject(*battery_plan()[:2]).plan, "old")
    compared = full_subject(baseline=old, standing=battery_plan()[:2])
    against = {card.label: card.against for card in cards(compared, say, Language.ENGLISH)}
    assert against["Stages planned"] == "baseline 2"
    assert against["Objective"] == "baseline 1.4 M KRW"
    assert against["Requests late"] == ""


def test_a_baseline_of_other_facts_is_pointed_out() -> None:
    made = full_subject()
    same = run_of(made.facts, made.plan, "old")
    assert say("summary.other_facts") not in shown(build_page(full_subject(baseline=same), Language.ENGLISH))
    other = same.model_copy(update={"snapshot_hash": "another"})
    assert say("summary.other_facts") in shown(build_page(full_subject(baseline=other), Language.ENGLISH))


def test_a_partly_served_request_is_no_served_one() -> None:
    made = subject(*battery_plan()[:1], left=(unserved("battery"),))
    card = cards(made, say, Language.ENGLISH)[0]
    assert (card.value, card.note) == ("0", "of 1, 1 more in part")


def test_terms_leave_out_what_is_nothing_on_both_sides() -> None:
    made = full_subject()
    assert [(term.name, term.value) for term in terms(made, say)] == [
        ("Unserved", "1,000,000 KRW"),
        ("Fees", "400,000 KRW"),
        ("Fairness (worst delay)", "2 days"),
    ]
    old = run_of(made.facts, made.plan, "old", terms={"unserved": 0, "fees": 500_000, "makespan": 7})
    lines = {term.name: (term.baseline, term.difference) for term in terms(full_subject(baseline=old), say)}
    assert lines["Fees"] == ("500,000 KRW", "-100,000 KRW")
    assert lines["Makespan"] == ("7 ticks", "-7 ticks")
    assert lines["Unserved"] == ("0 KRW", "+1,000,000 KRW")


def test_levels_stand_in_place_of_sum_and_gap() -> None:
    levels = (
        Level(terms=("unserved",), value=5, bound=5, proved=True),
        Level(terms=("fees", "overtime"), value=9, bound=3, proved=False),
    )
    made = full_subject()
    run = run_of(made.facts, made.plan, levels=levels, objective=None, bound=None, gap=None, plain_gap=None)
    leveled = full_subject(run=run)
    assert [term.value for term in terms(leveled, say)][-2:] == ["5 (proved)", "9 (bound 3)"]
    labels = {card.label for card in cards(leveled, say, Language.ENGLISH)}
    assert not labels & {"Objective", "Gap"}
    read(build_page(leveled, Language.KOREAN))


@pytest.mark.parametrize(
    ("krw", "korean", "english"),
    [
        (649_560_823, "6.50억 원", "649.6 M KRW"),
        (34_160, "3만 원", "34,160 KRW"),
        (900, "900원", "900 KRW"),
        (-120_000_000, "-1.20억 원", "-120.0 M KRW"),
    ],
)
def test_sums_of_money_as_people_say_them(krw: int, korean: str, english: str) -> None:
    assert short_krw(krw, Language.KOREAN) == korean
    assert short_krw(krw, Language.ENGLISH) == english


def test_long_names_stay_whole_in_the_data() -> None:
    long = "매우 긴 이름 " * 20
    request = facts.battery_request(title=long)
    page = build_page(
        subject(
            planned("battery/form", "2026-11-26 09:00", "2026-11-26 18:00"), facts=facts.snapshot(request)
        ),
        Language.KOREAN,
    )
    assert data_of(page)["requests"]["title"] == [long.strip()]


def test_a_what_if_names_its_scenario() -> None:
    made = full_subject()
    run = run_of(made.facts, made.plan, scenario=Scenario(name="hub <closed>"))
    assert "Scenario: hub &lt;closed&gt;" in shown(build_page(full_subject(run=run), Language.ENGLISH))
    assert "Scenario:" not in shown(build_page(made, Language.ENGLISH))
