"""Plant every fault of the tables, one at a time, and print those that no test notices.

Exit code 1 where a fault survives or could not be tried, also because the tests fail without any.
"""

from __future__ import annotations

import argparse
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from benchmarks.planted_faults.planting import TABLES, Fate, Fault, load, try_fault, try_none

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the chosen faults and print the survivors and a summary as a Markdown table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.planted_faults", description=__doc__)
    parser.add_argument("--table", choices=TABLES, action="append", help="only these tables")
    parser.add_argument("--only", action="append", metavar="NAME", help="only these constraints, terms, ...")
    parser.add_argument("--jobs", type=int, default=1, help="faults tried at once")
    parser.add_argument("--verbose", action="store_true", help="say of each fault which test caught it")
    chosen = parser.parse_args(arguments)
    faults = [
        fault
        for table in chosen.table or TABLES
        for fault in load(table)
        if not chosen.only or fault.name in chosen.only
    ]
    if not faults:
        parser.error("there is no fault of that name")
    fate, words = try_none(faults)
    if fate is not Fate.SURVIVED:
        print(f"The tests fail without any fault: {fate}  {words}")
        return 1
    with ThreadPoolExecutor(chosen.jobs) as pool:
        fates = []
        for fault, (fate, words) in zip(faults, pool.map(try_fault, faults), strict=True):
            fates.append(fate)
            if fate is not Fate.CAUGHT or chosen.verbose:
                print(f"{fate}: {fault.table} {fault.name}: {fault.means}  {words}".rstrip(), flush=True)
    summarize(faults, fates)
    return int(any(fate is not Fate.CAUGHT for fate in fates))


def summarize(faults: Sequence[Fault], fates: Sequence[Fate]) -> None:
    """Print planted and caught faults of each name."""
    planted = Counter((fault.table, fault.name) for fault in faults)
    caught = Counter(
        (fault.table, fault.name) for fault, fate in zip(faults, fates, strict=True) if fate is Fate.CAUGHT
    )
    print("| table | name | planted | caught |\n|---|---|---:|---:|")
    for table, name in planted:
        print(f"| {table} | {name} | {planted[table, name]} | {caught[table, name]} |")
    print(f"| all | | {len(faults)} | {sum(caught.values())} |")


if __name__ == "__main__":
    raise SystemExit(main())
