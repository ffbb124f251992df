"""Prices of investments from files and words."""

from __future__ import annotations

from pathlib import Path

import pytest

from iplatform_sched.domain.investment import InvestmentKind, price_of
from iplatform_sched.errors import InputError
from iplatform_sched.exchange.folder import read_folder
from iplatform_sched.exchange.investment_prices import parse_prices, read_prices

ROOT = Path(__file__).parents[2]
KNOWN = frozenset({"cycle", "age"})


def test_an_own_price_comes_before_that_of_the_kind_and_the_last_one_counts() -> None:
    prices = parse_prices(["unit=5", "unit:age=7", "unit:age=8", "operator=1"], KNOWN)
    assert price_of(prices, InvestmentKind.UNIT, "age") == 8
    assert price_of(prices, InvestmentKind.UNIT, "cycle") == 5
    assert price_of(prices, InvestmentKind.OPERATOR, "age") == 1
    assert price_of(prices, InvestmentKind.HOURS, "age") is None


@pytest.mark.parametrize("text", ["unit", "unit=", "unit=-5", "boat=5", "unit:age=5x", ""])
def test_what_is_no_price(text: str) -> None:
    with pytest.raises(InputError, match="Write it like unit:cell-cycling=180000000"):
        parse_prices([text], KNOWN)


def test_all_wrong_words_are_told_at_once() -> None:
    with pytest.raises(InputError) as refused:
        parse_prices(["boat=5", "unit:agee=5"], KNOWN)
    assert len(refused.value.issues) == 2
    assert "Did you mean age?" in str(refused.value)


def test_the_shipped_prices_are_read_and_name_shipped_capabilities() -> None:
    capabilities = {each.id for each in read_folder(ROOT / "data" / "iplatform").catalogue.capabilities}
    prices = read_prices(ROOT / "data" / "investments" / "prices.csv", capabilities)
    assert {each.kind for each in prices if each.capability is None} == set(InvestmentKind)
    assert len(prices) > 10


def test_a_wrong_file_is_refused_with_the_place(tmp_path: Path) -> None:
    file = tmp_path / "prices.csv"
    file.write_text("kind,capability,krw\nunit,agee,5\nboat,,5\nunit,,much\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_prices(file, KNOWN)
    assert [(issue.row, issue.field) for issue in refused.value.issues] == [
        (2, "capability"),
        (3, "kind"),
        (4, "krw"),
    ]
