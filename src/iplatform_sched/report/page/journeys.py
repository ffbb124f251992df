"""A schematic map of specimen journeys: sites by coordinates, spread where they coincide, labels apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, hypot, pi, radians, sin
from typing import TYPE_CHECKING

from iplatform_sched.report.page.wording import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.request import Company
    from iplatform_sched.report.page.subject import Subject
    from iplatform_sched.report.page.wording import Language

WIDTH, MARGIN = 620.0, 34.0
NEAREST = 9.0
"""Sites stand at least so far apart, in units of the drawing."""
LETTER, WIDE, LINE = 5.6, 10.2, 13.0
"""Width of a Latin and of a Korean letter of a label, and its height."""
FIRST_KOREAN = 0x1100
TALL = 1.4
"""The drawing is at most so much higher than wide."""
LEAST_DEGREES = 0.05
MOST_LETTERS = 18
"""Of a label; the whole name shows on demand."""
GOLDEN = pi * (3 - 5**0.5)


@dataclass(frozen=True, slots=True)
class Site:
    """A centre or a company on the map.

    Attributes
    ----------
    label_x, label_y, anchor
        Where its name stands; without `anchor` it has no room and shows on demand only.
    visits
        Journeys that begin or end here.
    """

    id: str
    name: str
    is_centre: bool
    x: float
    y: float
    visits: int
    label_x: float = 0.0
    label_y: float = 0.0
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """All journeys from one site to another.

    Attributes
    ----------
    bars
        Numbers of the shown bookings that they lead to, one per journey.
    path
        A curve, bent to the right so that there and back are two lines.
    """

    origin: str
    destination: str
    bars: tuple[int, ...]
    carriers: tuple[str, ...]
    krw: int
    path: str = ""


@dataclass(frozen=True, slots=True)
class Map:
    """Sites and routes, in a drawing of `width` times `height`."""

    width: float
    height: float
    sites: tuple[Site, ...]
    routes: tuple[Route, ...]


def draw_map(subject: Subject, language: Language) -> Map:
    """Return the map of all journeys to the shown bookings, the busiest routes first."""
    routes = _routes(subject)
    visits: dict[str, int] = {}
    for route in routes:
        for end in (route.origin, route.destination):
            visits[end] = visits.get(end, 0) + len(route.bars)
    height, sites = _sites(subject, visits, language)
    placed = {site.id: site for site in sites}
    drawn = tuple(
        replace(route, path=_curve(placed[route.origin], placed[route.destination]))
        for route in routes
        if route.origin in placed and route.destination in placed
    )
    return Map(WIDTH, height, _labelled(sites, height), drawn)


def _routes(subject: Subject) -> list[Route]:
    found: dict[tuple[str, str], Route] = {}
    for number, booking in enumerate(subject.bookings):
        for leg in booking.legs:
            key = (leg.origin, leg.destination)
            old = found.get(key, Route(*key, (), (), 0))
            found[key] = replace(
                old, bars=(*old.bars, number), carriers=(*old.carriers, leg.carrier), krw=old.krw + leg.krw
            )
    return sorted(found.values(), key=lambda route: (-len(route.bars), route.origin, route.destination))


Place = tuple["Centre | Company", bool]
"""A centre, or a company, and whether it is a centre."""


def _sites(subject: Subject, visits: dict[str, int], language: Language) -> tuple[float, list[Site]]:
    """Return the height of the drawing, and the visited sites with the idle centres among them."""
    centres: list[Place] = [(centre, True) for centre in subject.facts.catalogue.centres]
    companies: list[Place] = [(company, False) for company in subject.facts.companies]
    visited = [place for place in (*centres, *companies) if place[0].id in visits]
    if not visited:
        return MARGIN, []
    north, south = _ends([place.latitude for place, _ in visited])
    east, west = _ends([place.longitude for place, _ in visited])
    shrink = cos(radians((north + south) / 2))
    scale = (WIDTH - 2 * MARGIN) / max((east - west) * shrink, (north - south) / TALL)
    left = (WIDTH - (east - west) * shrink * scale) / 2
    sites: list[Site] = []
    for place, is_centre in sorted(
        (*centres, *companies), key=lambda item: (item[0].id not in visits, not item[1], item[0].id)
    ):
        busy = place.id in visits
        if busy or (is_centre and south <= place.latitude <= north and west <= place.longitude <= east):
            x = left + (place.longitude - west) * shrink * scale
            x, y = _free_spot(x, MARGIN + (north - place.latitude) * scale, sites)
            name = name_of(place, language)
            sites.append(Site(place.id, name, is_centre, round(x, 1), round(y, 1), visits.get(place.id, 0)))
    return round((north - south) * scale + 2 * MARGIN, 1), sites


def _ends(degrees: Sequence[float]) -> tuple[float, float]:
    """Return the largest and the least, some way apart even where all are the same."""
    return max(degrees) + LEAST_DEGREES, min(degrees) - LEAST_DEGREES


def _free_spot(x: float, y: float, taken: Sequence[Site]) -> tuple[float, float]:
    """Return the nearest free place on a spiral around a point."""
    for step in range(400):
        distance, angle = NEAREST * 0.55 * step**0.5, step * GOLDEN
        spot = x + distance * cos(angle), y + distance * sin(angle)
        if all(hypot(spot[0] - site.x, spot[1] - site.y) >= NEAREST for site in taken):
            return spot
    return x, y


def _curve(a: Site, b: Site) -> str:
    dx, dy = b.x - a.x, b.y - a.y
    bend = 0.16
    mx, my = (a.x + b.x) / 2 - dy * bend, (a.y + b.y) / 2 + dx * bend
    return f"M{a.x} {a.y}Q{mx:.1f} {my:.1f} {b.x} {b.y}"


Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def _labelled(sites: Sequence[Site], height: float) -> tuple[Site, ...]:
    """Return the sites with names where there is room, the most visited first."""
    taken: list[Box] = [(site.x - 6, site.y - 6, site.x + 6, site.y + 6) for site in sites if site.visits]
    found = []
    for site in sorted(sites, key=lambda each: (-each.visits, not each.is_centre, each.id)):
        spot = _label_spot(site, taken, height) if site.visits else None
        if spot is not None:
            taken.append(spot[1])
            site = replace(site, label_x=spot[0][0], label_y=spot[0][1], anchor=spot[0][2])  # noqa: PLW2901
        found.append(site)
    return tuple(found)


def _label_spot(
    site: Site, taken: Iterable[Box], height: float
) -> tuple[tuple[float, float, str], Box] | None:
    wide = text_width(label_of(site.name))
    for anchor, x, y in (
        ("start", site.x + 8, site.y + 4),
        ("end", site.x - 8, site.y + 4),
        ("middle", site.x, site.y - 9),
        ("middle", site.x, site.y + 17),
    ):
        left = {"start": x, "end": x - wide, "middle": x - wide / 2}[anchor]
        box = (left - 2, y - LINE + 2, left + wide + 2, y + 4)
        inside = box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= height
        if inside and not any(_meet(box, other) for other in taken):
            return (round(x, 1), round(y, 1), anchor), box
    return None


def label_of(name: str) -> str:
    """Return a name short enough for the map."""
    return name if len(name) <= MOST_LETTERS else f"{name[: MOST_LETTERS - 1].rstrip()}…"


def text_width(text: str) -> float:
    """Return the width of a label, Korean letters being wider; on the safe side."""
    return sum(WIDE if ord(letter) >= FIRST_KOREAN else LETTER for letter in text)


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
