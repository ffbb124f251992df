"""Time the page in Chromium: ``python -m benchmarks.report_page [--bars 10000] [--units 3] [--runs 5]``.

Writes a page of synthetic bookings with Korean names (``--out FILE.html`` keeps it), opens it anew in each
run, and prints seconds from the start of the navigation until the chart is drawn and until it is painted,
and how long filters and zoom take, layout included.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time as clock
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import sync_playwright

from iplatform_sched.domain.booking import Booking, Plan
from iplatform_sched.domain.calendars import WeeklyHours
from iplatform_sched.domain.run import Run, fingerprint_of
from iplatform_sched.domain.snapshot import Snapshot
from iplatform_sched.domain.vocabulary import Sector
from iplatform_sched.report.page import Language, Subject, build_page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from playwright.sync_api import Browser

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=ZoneInfo("Asia/Seoul"))
PER_LANE, PER_REQUEST, MACHINES_PER_CENTRE = 8, 8, 10
STAGES = (
    "전극 코팅",
    "진공 건조",
    "셀 조립",
    "화성 충방전",
    "고온 에이징",
    "수명 시험",
    "안전성 시험",
    "단면 분석",
)
CITIES = (("서울", 37.57, 126.98), ("대전", 36.35, 127.38), ("부산", 35.18, 129.08), ("광주", 35.16, 126.85))
ACTIONS = {
    "search": "state.search = '화성'; refresh()",
    "filter by sector": "clearFilters(); state.sector = 'BI'; refresh()",
    "clear filters": "clearFilters()",
    "colour": "state.colour = 'lateness'; drawChart(); drawLegend()",
    "zoom": "zoom(0.5)",
    "scroll": "chart.scrollTop = 3000; drawCanvas()",
    "select next": "step('ArrowDown')",
    "sort the table": "sorting.key = 'company'; drawTable()",
}


def crowded(bars: int, units: int = 3) -> Subject:
    """Return a plan of `bars` bookings side by side on machines of so many units."""
    lanes = -(-bars // PER_LANE)
    machines = -(-lanes // units)
    requests = -(-bars // PER_REQUEST)
    snapshot = Snapshot.model_validate(
        {
            "now": NOW,
            "plan_from": NOW + timedelta(minutes=30),
            "policy": {},
            "catalogue": {
                "centres": [_centre(number) for number in range(-(-machines // MACHINES_PER_CENTRE))],
                "equipment": [_machine(number, units) for number in range(machines)],
            },
            "companies": [_company(number) for number in range(requests // 4 + 1)],
            "requests": [_request(number) for number in range(requests)],
        }
    )
    plan = Plan(
        snapshot_hash="",
        made_at=NOW,
        bookings=tuple(_booking(number, lanes, units) for number in range(bars)),
    )
    run = Run(
        id="crowded",
        started=NOW,
        now=NOW,
        plan_from=snapshot.plan_from,
        snapshot_hash="",
        fingerprint=fingerprint_of(snapshot),
        plan=plan,
    )
    return Subject(facts=snapshot, run=run, plan=plan)


def _centre(number: int) -> dict[str, object]:
    city, latitude, longitude = CITIES[number % len(CITIES)]
    return {
        "id": f"centre-{number:03}",
        "name_ko": f"{city} 소재부품시험센터 {number + 1}",
        "name_en": f"Test centre {number + 1}",
        "city": city,
        "region": city,
        "latitude": latitude + number / 400,
        "longitude": longitude,
        "sectors": [{"sector": list(Sector)[number % len(Sector)]}],
        "hours": WeeklyHours.weekdays(time(9), time(18)),
    }


def _machine(number: int, units: int) -> dict[str, object]:
    return {
        "id": f"machine-{number:04}",
        "centre": f"centre-{number // MACHINES_PER_CENTRE:03}",
        "name_ko": f"{STAGES[number % len(STAGES)]} 장비 {number + 1}호기",
        "name_en": f"Machine no. {number + 1}",
        "offers": [{"capability": "work"}],
        "units": units,
        "setup_minutes": 60,
    }


def _company(number: int) -> dict[str, object]:
    city, latitude, longitude = CITIES[number % len(CITIES)]
    return {
        "id": f"company-{number:03}",
        "name_ko": f"주식회사 한빛소재 {number + 1}",
        "name_en": f"Company {number + 1}",
        "company_class": "small",
        "city": city,
        "latitude": latitude,
        "longitude": longitude,
    }


def _request(number: int) -> dict[str, object]:
    way = {"capability": "work", "work_minutes": 60}
    return {
        "id": f"R{number:04}",
        "company": f"company-{number // 4:03}",
        "title": f"이차전지 셀 개발 {number + 1}",
        "sector": list(Sector)[number % len(Sector)],
        "lead_centre": "centre-000",
        "stages": [
            {"id": f"S{place}", "name_ko": name, "name_en": f"Stage {place}", "ways": [way]}
            for place, name in enumerate(STAGES)
        ],
        "submitted": NOW,
        "due": (NOW + timedelta(days=30 + number % 60)).date(),
    }


def _booking(number: int, lanes: int, units: int) -> Booking:
    lane, turn = number % lanes, number // lanes
    machine = lane // units
    start = NOW.replace(hour=9) + timedelta(days=3 + 11 * turn + lane % 4)
    end = start + timedelta(hours=4 + (number * 37) % 150)
    request = number // PER_REQUEST
    return Booking.model_validate(
        {
            "id": f"R{request:04}/S{number % PER_REQUEST}",
            "request": f"R{request:04}",
            "stage": f"S{number % PER_REQUEST}",
            "company": f"company-{request // 4:03}",
            "equipment": f"machine-{machine:04}",
            "centre": f"centre-{machine // MACHINES_PER_CENTRE:03}",
            "unit_numbers": [lane % units + 1],
            "start": start,
            "run_end": end,
            "unload": end - timedelta(hours=1),
            "end": end,
            "run": "unattended",
            "status": "planned",
            "charge": {"net": 50_000 + number % 900 * 1_000},
        }
    )


TIMED = "(() => {{ const t = performance.now(); {}; body.offsetHeight; return performance.now() - t; }})()"


def measure(browser: Browser, file: Path) -> dict[str, float]:
    """Return seconds until the chart of `file` is drawn and painted, and of each action after that."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]")
    marks = page.evaluate("performance.getEntriesByType('mark').map((mark) => [mark.name, mark.startTime])")
    found = {name: milliseconds / 1000 for name, milliseconds in marks}
    for name, script in ACTIONS.items():
        found[name] = page.evaluate(TIMED.format(script)) / 1000
    page.close()
    return found


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Time the page in Chromium.")
    parser.add_argument("--bars", type=int, default=10_000)
    parser.add_argument("--units", type=int, default=3)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--out", type=Path, help="keep the page")
    given = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        parser.error("no Chromium; on Debian `apt-get install chromium fonts-nanum`")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        file = (given.out or Path(folder, "page.html")).resolve()
        began = clock.perf_counter()
        file.write_text(build_page(crowded(given.bars, given.units), Language.KOREAN), encoding="utf-8")
        built = clock.perf_counter() - began
        size = file.stat().st_size / 1e6
        print(
            f"{given.bars:,} bars on machines of {given.units} units: {size:.1f} MB, built in {built:.1f} s"
        )
        browser = driver.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        print(f"Chromium {browser.version}, {given.runs} runs, seconds: median (least to most)")
        runs = [measure(browser, file) for _ in range(given.runs)]
        browser.close()
    for name in runs[0]:
        values = [run[name] for run in runs]
        print(f"{name:18} {statistics.median(values):.3f} ({min(values):.3f} to {max(values):.3f})")


if __name__ == "__main__":
    main()
