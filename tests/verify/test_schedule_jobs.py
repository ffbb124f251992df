"""Rules about jobs, quotas and money: kept by one tick, head or won, and missed by one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iplatform_sched.problem.data import (
    Company,
    Quota,
)
from tests.verify.schedule_examples import (
    ABROAD,
    FIRST,
    PROBLEM,
    SECOND,
    Example,
    attended,
    away,
    broken,
    by,
    courses,
    examples,
    lag,
    names_of,
    paid,
    specimen,
    voucher,
    with_company,
    with_job,
    with_task,
)

EXAMPLES = examples(
    ("service", PROBLEM, (FIRST, SECOND), (FIRST, None)),
    ("service", with_job(prefix=True), (FIRST, None), None),
    ("service", with_job(mandatory=True), (FIRST, SECOND), (FIRST, None)),
    ("service", with_job(mandatory=True), (FIRST, SECOND), (None, None)),
    ("service", with_job(prefix=True, mandatory=True), (FIRST, SECOND), (FIRST, None)),
    ("service", replace(lag(0), jobs=with_job(prefix=True).jobs), (FIRST, None), (None, SECOND)),
    ("service", replace(with_job(prefix=True), groups=(frozenset({0, 1}),)), (None, None), (FIRST, None)),
    ("service", courses(), (FIRST, SECOND), (FIRST, None)),
    ("service", with_task(0, pinned=FIRST), (FIRST, None), None),
    (
        "quota",
        replace(PROBLEM, quotas=(Quota("week", ((0, 0, 5), (1, 0, 4)), (1, 8, 9), (5, 4)),)),
        (FIRST, SECOND),
        None,
    ),
    (
        "quota",
        replace(PROBLEM, quotas=(Quota("week", ((0, 0, 5), (1, 0, 4)), (1, 9), (8,)),)),
        (FIRST, ABROAD),
        (FIRST, SECOND),
    ),
    ("voucher", voucher(), (paid(90), None), (paid(91), None)),
    ("voucher", voucher(cap=500), (paid(100), None), (paid(101), None)),
    ("voucher", voucher(), (None, None), (replace(paid(9), end=4), None)),
    (
        "voucher",
        voucher(expiry=99),
        (paid(50), replace(SECOND, voucher=0, subsidy=40)),
        (paid(51), replace(SECOND, voucher=0, subsidy=40)),
    ),
    ("voucher", voucher(), None, (paid(-1), None)),
    ("voucher", voucher(), None, (replace(FIRST, subsidy=1), None)),
    (
        "voucher",
        replace(voucher(company=1), companies=(*PROBLEM.companies, Company("rival", 2))),
        (FIRST, None),
        (paid(0), None),
    ),
    ("budget", with_job(budget=200), (FIRST, None), (FIRST, SECOND)),
    ("budget", with_company(budget=400), (FIRST, SECOND), None),
    ("budget", with_company(budget=199), (None, None), (FIRST, None)),
    ("budget", replace(attended(), jobs=with_job(budget=207).jobs), (by(0, FIRST), None), None),
    ("budget", replace(specimen((0, 1)), jobs=with_job(budget=402).jobs), (FIRST, SECOND), (FIRST, ABROAD)),
    (
        "budget",
        replace(specimen((0, 1)), jobs=with_job(budget=403).jobs),
        (FIRST, ABROAD),
        (FIRST, away(6, 10)),
    ),
    ("max_centres", with_job(max_centres=1), (FIRST, SECOND), (FIRST, ABROAD)),
    (
        "max_centres",
        replace(with_job(max_centres=1), tasks=with_task(0, pinned=FIRST).tasks),
        (FIRST, None),
        (FIRST, ABROAD),
    ),
)


@pytest.mark.parametrize("example", EXAMPLES, ids=names_of(EXAMPLES))
def test_rule_begins_to_bite_where_its_formula_says(example: Example) -> None:
    assert (example.rule not in broken(example.problem, *example.tasks)) is example.keeps
