"""Prices of investments: a CSV file, and words of the command line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

from iplatform_sched.domain.investment import InvestmentKind, InvestmentPrice
from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.domain.vocabulary import CapabilityId
from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange.codecs import NUMBER, WORD
from iplatform_sched.exchange.columns import Column, Table
from iplatform_sched.exchange.csv_reading import parse_csv
from iplatform_sched.exchange.facts_from_rows import cell_issue, fact_of
from iplatform_sched.exchange.text_files import read_text

PRICES = Table(
    "prices.csv",
    "What investments cost, for `upgrade`.",
    InvestmentPrice,
    (
        Column("kind", "unit, operator or hours.", WORD, example="unit", needed=True),
        Column("capability", "Capability; all others of the kind if empty.", example="cell-cycling"),
        Column("krw", "Price.", NUMBER, "KRW", "180000000", needed=True),
    ),
)
_WORDS = re.compile(r"(\w+)(?::([^=]+))?=(\d{1,15})", re.ASCII)


def read_prices(path: Path, capabilities: Collection[str]) -> tuple[InvestmentPrice, ...]:
    """Return the prices of a file, in its order.

    Raises
    ------
    InputError
        With every issue of the file.
    """
    issues: list[Issue] = []
    prices = []
    for row in parse_csv(read_text(path), replace(PRICES, file=str(path)), issues):
        price = fact_of(PRICES, row, issues)
        if price is not None and price.capability not in {None, *capabilities}:
            hint = did_you_mean(row.text("capability"), capabilities)
            issues.append(cell_issue(row, "capability", "unknown capability", "unknown-id", hint))
        elif price is not None:
            prices.append(price)
    if issues:
        raise InputError(issues)
    return tuple(prices)


def parse_prices(
    texts: Iterable[str], capabilities: Collection[str], option: str = "--price"
) -> tuple[InvestmentPrice, ...]:
    """Return prices such as ``unit:cell-cycling=180000000`` or ``operator=15000000``, in order.

    Raises
    ------
    InputError
        With every text that is none.
    """
    issues: list[Issue] = []
    prices = []
    for text in texts:
        match = _WORDS.fullmatch(text.strip())
        if match is None or match[1] not in set(InvestmentKind):
            hint = "Write it like unit:cell-cycling=180000000, operator=15000000 or hours=8000000"
            issues.append(Issue("is no price of an investment", field=option, found=text, hint=hint))
        elif match[2] is not None and match[2] not in capabilities:
            hint = did_you_mean(match[2], capabilities)
            issues.append(Issue("unknown capability", "", None, option, text, hint, "unknown-id"))
        else:
            capability = None if match[2] is None else CapabilityId(match[2])
            prices.append(
                InvestmentPrice(kind=InvestmentKind(match[1]), capability=capability, krw=int(match[3]))
            )
    if issues:
        raise InputError(issues)
    return tuple(prices)
