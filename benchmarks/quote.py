"""Measure quotes: ``python -m benchmarks.quote [--file REQUEST.yaml] [--store FILE --now INSTANT]``.

Prints the seconds of each part of one quote in this process, the snapshot's loading apart, and what the
quotes of all open requests that nobody has planned take. Without a store the shipped network is read.
Seconds are those of the processor: a quote has one thread, and other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from datetime import datetime
from pathlib import Path

from iplatform_sched.cli.entry import COLLECT_AFTER
from iplatform_sched.domain.snapshot import Snapshot
from iplatform_sched.domain.vocabulary import FIXED, BookingStatus
from iplatform_sched.exchange.folder import read_folder
from iplatform_sched.exchange.requests_file import read_requests
from iplatform_sched.planning.checked import check_each
from iplatform_sched.planning.quote import quote, with_request
from iplatform_sched.planning.quote.candidates import Finder, at_any_price
from iplatform_sched.planning.quote.refusals import flawed
from iplatform_sched.planning.standing import standing
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile import to_bookings
from iplatform_sched.search.state import State
from iplatform_sched.store.database import open_store
from iplatform_sched.store.facts import load_snapshot
from iplatform_sched.verify.plan import Judge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.domain.request import Request

ROOT = Path(__file__).parent.parent
NOW = "2026-11-23T20:00:00+09:00"
REPEATS = 5


def network(store: Path | None, now: datetime) -> Snapshot:
    """Return the facts of a store, or the shipped network."""
    if store is not None:
        return load_snapshot(open_store(store), now, now)
    facts = read_folder(ROOT / "data" / "iplatform")
    if facts.policy is None:
        raise SystemExit("the shipped network has no policy")
    return Snapshot(
        now=now, plan_from=now, policy=facts.policy, catalogue=facts.catalogue, companies=facts.companies,
        vouchers=facts.vouchers, requests=facts.requests, bookings=facts.bookings,
    )  # fmt: skip


def parts(snapshot: Snapshot, request: Request) -> Iterator[tuple[str, float]]:
    """Yield the seconds of each part of a quote, and of a whole one, the least of several."""
    laps = [time.process_time()]

    def lap(name: str) -> tuple[str, float]:
        laps.append(time.process_time())
        return name, laps[-1] - laps[-2]

    asked = with_request(snapshot, request)
    flawed(asked, request)
    yield lap("static reasons")
    facts = standing(asked, {request.id})
    compiled = compile_snapshot(facts)
    yield lap("compile")
    finder = Finder(State(at_any_price(compiled.problem)))
    bounds = finder.bounds()
    yield lap("bounds")
    found = finder.candidates(bounds)
    yield lap(f"search ({len(found)} placements)")
    offers = [to_bookings(compiled, finder.schedule(placed)) for placed in found]
    yield lap("bookings and prices")
    check_each(Judge(facts), offers[:4])
    yield lap("verification of four")
    yield "whole quote", min(_seconds(snapshot, request) for _ in range(REPEATS))


def _seconds(snapshot: Snapshot, request: Request) -> float:
    began = time.process_time()
    quote(snapshot, request)
    return time.process_time() - began


def main() -> None:
    """Measure and print."""
    gc.set_threshold(COLLECT_AFTER)  # as every command does
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, default=ROOT / "docs" / "examples" / "robot.yaml")
    parser.add_argument("--store", type=Path)
    parser.add_argument("--now", type=datetime.fromisoformat, default=datetime.fromisoformat(NOW))
    arguments = parser.parse_args()
    began = time.process_time()
    snapshot = network(arguments.store, arguments.now)
    print(f"{time.process_time() - began:7.2f} s  loading the facts (not part of the quote)")
    (request,), _ = read_requests(
        arguments.file, snapshot.catalogue.templates, catalogue=snapshot.catalogue,
        companies=snapshot.companies, submitted=snapshot.now,
    )  # fmt: skip
    for name, seconds in parts(snapshot, request):
        print(f"{seconds:7.2f} s  {name}, {len(request.stages)} stages")
    taken = {each.request for each in snapshot.bookings if each.status in FIXED | {BookingStatus.PLANNED}}
    free = [each for each in snapshot.requests if each.id not in taken]
    measured = [(len(each.stages), _seconds(snapshot, each)) for each in free]
    for few, many in ((1, 8), (9, 30)):
        times = [seconds for stages, seconds in measured if few <= stages <= many]
        if times:
            median = statistics.median(times)
            sizes = f"{len(times)} requests of {few} to {many} stages"
            print(f"{median:7.2f} s  median of {sizes}, most {max(times):.2f} s")


if __name__ == "__main__":
    main()
