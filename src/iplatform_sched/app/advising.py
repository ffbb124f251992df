"""Advise a company from the facts of the store; a ready request goes to a file if asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from iplatform_sched.app.choices import choose
from iplatform_sched.app.days import read_day
from iplatform_sched.app.writing import check_place, writable
from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.domain.vocabulary import Sector
from iplatform_sched.errors import InputError, Issue, NotFoundError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from iplatform_sched.availability.travel import Place
    from iplatform_sched.domain.request import Company, Template
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.advise import Advice, Product
    from iplatform_sched.report.view import View

_LATITUDES, _LONGITUDES = 90.0, 180.0


@dataclass(frozen=True, slots=True)
class AdviceOptions:
    """What people asked for, as they wrote it; ``None`` where they did not."""

    product: str
    company: str | None = None
    city: str | None = None
    near: str | None = None
    sector: str | None = None
    due: str | None = None
    machines: int = 3
    write_request: Path | None = None


class Advised(NamedTuple):
    """What an advice tells people and programs."""

    view: View
    words: str


def advise_from_store(store: Path, now: datetime, options: AdviceOptions) -> Advised:
    """Return advice for a product from the calendar as it stands; the store stays as it is.

    Raises
    ------
    InputError
        An option cannot be read, options contradict each other, or the request that was to be written could
        never be served.
    NotFoundError
        No product, company or place is called so.
    VerificationError
        A window or a plan broke a rule; a fault of ours.
    """
    from iplatform_sched.app.night import take_snapshot
    from iplatform_sched.planning.advise import Question, advise, product_called
    from iplatform_sched.report.advice import advice_view
    from iplatform_sched.store.database import open_store

    _refuse_contradictions(options)
    sector = None if options.sector is None else choose(Sector, options.sector.upper(), "--sector")
    due = None if options.due is None else read_day(options.due, "--due")
    snapshot = take_snapshot(open_store(store), now)
    product = product_called(snapshot.catalogue, options.product, sector)
    company = _company(snapshot, options.company)
    question = Question(
        template=product.template,
        sector=sector or product.template.sectors[0],
        company=company,
        place=_place(snapshot, options),
        due=due,
        per_stage=options.machines,
    )
    advice = advise(snapshot, question)
    if options.write_request is not None:
        _write(advice, options.write_request)
    year = now.astimezone(ZoneInfo(snapshot.policy.zone)).year
    return Advised(advice_view(advice, year), _words(advice, product, options))


def _refuse_contradictions(options: AdviceOptions) -> None:
    places = [each for each in (options.company, options.city, options.near) if each is not None]
    issues = []
    if len(places) > 1:
        hint = "A known company is where the facts say; give one of --company, --city, --near"
        issues.append(Issue("give one place", field="--company/--city/--near", hint=hint))
    if options.write_request is not None and options.company is None:
        hint = "A request belongs to a company: give its id with --company"
        issues.append(Issue("needs a company", field="--write-request", hint=hint))
    if issues:
        raise InputError(issues)
    if options.write_request is not None:
        check_place(options.write_request, "--write-request")


def _company(snapshot: Snapshot, name: str | None) -> Company | None:
    if name is None:
        return None
    company = next((each for each in snapshot.companies if each.id == name), None)
    if company is None:
        raise NotFoundError(
            f"no company {name!r}. {did_you_mean(name, (each.id for each in snapshot.companies))}".rstrip(
                ". "
            )
        )
    return company


def _place(snapshot: Snapshot, options: AdviceOptions) -> Place | None:
    from iplatform_sched.planning.advise.question import place_called

    if options.near is not None:
        return _coordinates(options.near)
    return None if options.city is None else place_called(snapshot, options.city)


def _coordinates(text: str) -> Place:
    from iplatform_sched.availability.travel import Place

    parts = text.split(",")
    try:
        latitude, longitude = (float(part) for part in parts)
    except ValueError:
        latitude = longitude = float("nan")
    if not (abs(latitude) <= _LATITUDES and abs(longitude) <= _LONGITUDES):
        hint = "Write latitude and longitude like 36.35,127.38"
        raise InputError(Issue("is no place", field="--near", found=text, hint=hint))
    return Place(text, latitude, longitude)


def _write(advice: Advice, file: Path) -> None:
    from iplatform_sched.exchange.atomic import write_text
    from iplatform_sched.exchange.templates import request_fields
    from iplatform_sched.exchange.yaml_writing import yaml_text

    if advice.hopeless:
        raise InputError([replace(issue, subject=f"request {advice.draft.id}") for issue in advice.hopeless])
    fields = request_fields(advice.draft, advice.question.template)
    del fields["submitted"]  # that is when it is filed
    ids = ", ".join(stage.id for stage in advice.draft.stages)
    about = "# All stages of the template are taken; to leave some out, list those that are wanted:\n"
    with writable(file):
        write_text(file, f"{yaml_text([fields], lines=True)}{about}#  stages: [{ids}]\n")


def _words(advice: Advice, product: Product, options: AdviceOptions) -> str:
    lines = []
    if product.others:
        lines.append(f"{options.product!r} also fits: {', '.join(map(_named, product.others))}.")
    if advice.hopeless:
        lines += [f"As it is it could never be served: {issue}" for issue in advice.hopeless]
    elif not advice.chains:
        lines.append(
            "No room for the whole chain was found as the calendar stands; the night may move others, "
            "and `explain` tells of a filed request what stands in its way."
        )
    lines.append("Prices: after the discount of the company's class, before vouchers.")
    lines.append(_how_to_go_on(advice.question.company, options))
    return "\n".join(lines)


def _named(template: Template) -> str:
    return f"{template.id} ({template.name_ko})"


def _how_to_go_on(company: Company | None, options: AdviceOptions) -> str:
    file = options.write_request
    if file is not None:
        return (
            f"Wrote {file}. How to go on: `quote {file}` tells dates and prices, "
            f"`requests submit {file}` files it."
        )
    name = "--company ID" if company is None else f"--company {company.id}"
    return (
        f"How to go on: `advise {options.product} {name} --write-request FILE` writes the request to submit."
    )
