"""Advice on the tiny network: a battery from its name to machines, windows and a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.availability.travel import Place
from iplatform_sched.domain.centre import SectorRole
from iplatform_sched.domain.equipment import Capability
from iplatform_sched.domain.snapshot import Snapshot, content_hash
from iplatform_sched.domain.vocabulary import Sector
from iplatform_sched.errors import NotFoundError
from iplatform_sched.planning.advise import Advice, Question, advise, product_called
from iplatform_sched.planning.advise.question import place_called
from iplatform_sched.verify.plan import verify_plan
from tests import facts

if TYPE_CHECKING:
    from iplatform_sched.planning.advise.ranking import Suited


def network(**changes: object) -> Snapshot:
    return facts.snapshot(facts.battery_request("filed"), catalogue=facts.network(**changes))


def asked(snapshot: Snapshot, company: str | None = "acme", **fields: object) -> Advice:
    template = snapshot.catalogue.templates[0]
    known = next((each for each in snapshot.companies if each.id == company), None)
    question = Question(template, template.sectors[0], known, **fields)  # type: ignore[arg-type]  # by name
    return advise(snapshot, question)


def machines(advice: Advice, stage: str) -> tuple[Suited, ...]:
    return next(each.machines for each in advice.stages if each.stage.id == stage)


@pytest.mark.parametrize(
    "word", ["cell", "이차전지", "이차 전지", "Battery", "batery", "배터리", "lithium", "crush"]
)
def test_a_product_is_known_by_many_words(word: str) -> None:
    assert product_called(facts.network(), word).template.id == "cell"


def test_templates_that_fit_as_well_are_named() -> None:
    twin = facts.battery_template(id="pack", keywords=("배터리",))
    product = product_called(facts.network(templates=[facts.battery_template(), twin]), "배터리")
    assert [product.template.id, *(each.id for each in product.others)] == ["cell", "pack"]


@pytest.mark.parametrize(
    ("word", "sector", "said"),
    [
        ("로봇", None, "Known: cell"),
        ("batari", None, "Did you mean Battery cell"),
        ("battery", Sector.BIO, "in sector BI. Known: none"),
    ],
)
def test_an_unknown_product(word: str, sector: Sector | None, said: str) -> None:
    with pytest.raises(NotFoundError, match=said):
        product_called(facts.network(), word, sector)


def test_every_stage_has_its_machines_and_kind() -> None:
    advice = asked(network())
    kinds = [(each.stage.id, each.stage.kind.value, each.total) for each in advice.stages]
    assert kinds == [
        ("talk", "consulting", 1),
        ("lesson", "training", 1),
        ("form", "equipment", 2),
        ("age", "equipment", 2),
        ("crush", "equipment", 1),
        ("cut", "equipment", 1),
    ]
    (crush,) = machines(advice, "crush")
    assert crush.training == "for self-use: stage lesson"
    assert crush.self_use_krw == 3 * 40_000 + 50_000
    (talk,) = machines(advice, "talk")
    assert talk.training == "none: done by the centre"
    assert [each.training for each in machines(advice, "form")] == ["none: operated by the centre"] * 2


def test_margins_of_what_is_asked() -> None:
    (best, _) = machines(asked(network()), "age")
    assert [(reach.bound.name, reach.margin) for reach in best.reach] == [("temperature", 65)]


def test_the_ranking_is_by_price_journey_and_waiting() -> None:
    advice = asked(network())
    for each in advice.stages:
        values = [machine.value for machine in each.machines]
        assert values == sorted(values)
        earliest = min((machine.end.date() for machine in each.machines), default=None)
        for machine in each.machines:
            assert earliest is not None
            days = (machine.end.astimezone(facts.SEOUL).date() - earliest).days
            assert machine.value == machine.fee + (machine.journey_krw or 0) + advice.day_krw * days
    best, second = machines(advice, "form")
    assert best.reason.startswith("earliest; cheapest")
    assert "dearer" in second.reason


def test_a_qualified_company_may_run_it_itself() -> None:
    snapshot = network()
    trained = facts.company(
        qualifications=[{"capability": "crush", "valid_from": "2026-01-01", "valid_to": "2027-12-31"}]
    )
    advice = asked(snapshot.model_copy(update={"companies": (trained, *snapshot.companies[1:])}))
    (crush,) = machines(advice, "crush")
    assert crush.training == "none: qualified for self-use"


def test_self_use_that_nothing_trains() -> None:
    stages = tuple(each for each in facts.battery_template().stages if each.id != "lesson")
    advice = asked(network(templates=[facts.battery_template(stages=stages)]))
    (crush,) = machines(advice, "crush")
    assert crush.training == "for self-use: no stage trains it"


def test_the_discount_of_the_company_counts_and_a_stranger_is_promised_none() -> None:
    scheme = {"id": "su", "name": "start-up", "rate_percent": 30, "classes": ["start_up"]}
    all_classes = scheme | {"classes": ["start_up", "large"]}
    snapshot = network(discounts=[all_classes])
    (known,), (stranger,) = (machines(asked(snapshot, who), "crush") for who in ("acme", None))
    assert known.fee * 10 == stranger.fee * 7
    assert (stranger.km, stranger.journey_krw) == (None, None)
    assert known.km is not None


def test_a_stranger_with_a_place_has_distances() -> None:
    advice = asked(network(), None, place=place_called(facts.snapshot(), "Gumi"))
    assert advice.placed
    assert [each.km for each in machines(advice, "cut")] == [0]


def test_an_unknown_city() -> None:
    with pytest.raises(NotFoundError, match="Did you mean Daejeon"):
        place_called(facts.snapshot(), "Daejoen")
    assert place_called(facts.snapshot(), "jeju") == Place("jeju", 33.5, 126.53, island=True)


def test_the_lead_centre() -> None:
    assert asked(network()).lead.reason.startswith("no centre leads sector EE")
    lab = facts.centre("lab", sectors=[{"sector": Sector.ELECTRONICS, "role": SectorRole.LEAD}])
    centres = tuple(lab if each.id == "lab" else each for each in facts.network().centres)
    advice = asked(network(centres=centres))
    assert (advice.lead.centre.id, advice.lead.reason) == ("lab", "leads sector EE")


def test_without_a_centre_there_is_no_advice() -> None:
    with pytest.raises(NotFoundError, match="no centre"):
        asked(network(centres=[], equipment=[], pools=[]))


def test_what_falls_short_is_told_where_nothing_fits() -> None:
    hot = [{"name": "temperature", "reach_up": 200}]
    stages = (
        facts.stage("hot", ways=[facts.way("age", specifications=hot)]),
        facts.stage("wide", units=9),
        facts.stage("none", ways=[facts.way("melt")]),
    )
    melt = Capability.model_validate({"id": "melt", "name_ko": "melt", "name_en": "melt"})
    known = facts.network()
    template = facts.battery_template(stages=stages, specimens=[])
    advice = asked(network(templates=[template], capabilities=(*known.capabilities, melt)))
    missing = {each.stage.id: [near.missing for near in each.nearest] for each in advice.stages}
    assert missing == {
        "hot": ["temperature 50 degC short"] * 2,
        "wide": ["4 units, 9 needed", "1 units, 9 needed"],
        "none": [],
    }
    assert [issue.code for issue in advice.hopeless] == ["no-specification", "no-units", "no-capability"]
    assert advice.chains == ()


def test_a_company_with_nobody_to_attend_is_told_so() -> None:
    snapshot = network()
    alone = facts.company(staff=0)
    advice = asked(snapshot.model_copy(update={"companies": (alone, *snapshot.companies[1:])}))
    crush = next(each for each in advice.stages if each.stage.id == "crush")
    assert [near.missing for near in crush.nearest] == ["1 of the company to attend, it has 0"]
    assert [issue.code for issue in advice.hopeless] == ["no-staff"]


def test_few_centres_and_whole_plans() -> None:
    advice = asked(network())
    assert [(each.centre.id, each.adds, each.covered) for each in advice.covers] == [
        ("hub", ("form", "age", "crush"), 3),
        ("lab", ("talk", "cut"), 5),
    ]
    few, *_ = advice.chains
    assert len(few.centres) == 2
    facts_now = network()
    draft = advice.draft.model_copy(update={"max_centres": few.most})
    with_draft = facts_now.model_copy(update={"requests": (*facts_now.requests, draft)})
    assert verify_plan(with_draft, few.bookings) == ()


def test_windows_keep_clear_of_what_is_held() -> None:
    busy = facts.booking("busy", "2026-11-24 00:00", "2026-12-04 18:00", equipment="press")
    free = facts.snapshot()
    (before,) = machines(asked(free), "crush")
    (after,) = machines(asked(free.model_copy(update={"bookings": (busy,)})), "crush")
    assert before.start < busy.start.replace(hour=23)
    assert after.start >= busy.end
    assert after.use.held > before.use.held


def test_nothing_of_the_facts_changes_and_the_draft_has_an_id_of_its_own() -> None:
    snapshot = network()
    before = content_hash(snapshot)
    first = asked(snapshot).draft
    assert content_hash(snapshot) == before
    again = asked(snapshot.model_copy(update={"requests": (*snapshot.requests, first)})).draft
    assert (first.id, again.id) == ("cell-acme-20261123", "cell-acme-20261123-2")
