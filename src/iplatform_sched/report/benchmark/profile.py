"""Performance profiles as curves: which share of the runs comes how near to the best.

After Dolan and Moré 2002, doi:10.1007/s101070100263, over gaps instead of times.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 48, 24, 12, 40
LEAST, MOST = 0.001, 1.0
"""Gaps at the ends of the axis, which is logarithmic; smaller ones stand at its begin."""
TICKS = ((0.001, "0.1 %"), (0.01, "1 %"), (0.1, "10 %"), (1.0, "100 %"))
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#8c564b")
DASHES = ("", "6 3", "2 3", "8 3 2 3")
"""Curves of one colour differ by these: a set may have more presets than there are colours to tell apart."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve of the picture: name, points of an SVG polyline, and how it is drawn."""

    name: str
    points: str
    colour: str
    dash: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid: where it is, and what stands beside it."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of curves, in pixels."""

    curves: tuple[Curve, ...]
    across: tuple[Tick, ...]
    upwards: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def profile_picture(gaps: Mapping[str, Sequence[float]], presets: Sequence[str]) -> Picture:
    """Return the profiles of presets, by name, from their gaps in ascending order.

    A preset looks the same in all pictures with the same `presets`, those of `gaps` and others.
    A run at the gap of an unsolved one, 100 %, is not counted at the end of the axis either: curves of
    presets that leave something unsolved stay below the top.
    """
    curves = tuple(
        Curve(
            name,
            _points(gaps[name]),
            COLOURS[turn % len(COLOURS)],
            DASHES[turn // len(COLOURS) % len(DASHES)],
        )
        for turn, name in enumerate(presets)
        if name in gaps
    )
    upwards = tuple(Tick(_up(share / 4), f"{25 * share} %") for share in range(5))
    return Picture(curves, tuple(Tick(_across(gap), label) for gap, label in TICKS), upwards)


def _points(gaps: Sequence[float]) -> str:
    corners: list[tuple[float, float]] = [(LEFT, _up(0.0))]
    for turn, gap in enumerate(gaps, start=1):
        if gap >= MOST:
            break
        corners += [(_across(gap), corners[-1][1]), (_across(gap), _up(turn / len(gaps)))]
    corners.append((_across(MOST), corners[-1][1]))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)


def _across(gap: float) -> float:
    share = math.log(max(gap, LEAST) / LEAST) / math.log(MOST / LEAST)
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _up(share: float) -> float:
    return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM)
