"""Performance profiles: the corners of a curve by hand."""

from __future__ import annotations

from iplatform_sched.report.benchmark.profile import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, profile_picture


def corners(gaps: list[float]) -> list[tuple[float, float]]:
    """Return the points of the one curve as shares of the picture, from its lower left corner."""
    (curve,) = profile_picture({"one": gaps}, ["one"]).curves
    found = []
    for point in curve.points.split():
        x, y = map(float, point.split(","))
        across = (x - LEFT) / (WIDTH - LEFT - RIGHT)
        upwards = (HEIGHT - BOTTOM - y) / (HEIGHT - TOP - BOTTOM)
        found.append((round(across, 2), round(upwards, 2)))
    return found


def test_a_curve_steps_up_at_each_gap_and_an_unsolved_run_keeps_it_below_the_top() -> None:
    # From 0.1 % to 100 % are three decades: 1 % is a third of the way, 10 % two thirds.
    assert corners([0.0, 0.01, 0.1, 1.0]) == [
        (0, 0),
        (0, 0),
        (0, 0.25),
        (0.33, 0.25),
        (0.33, 0.5),
        (0.67, 0.5),
        (0.67, 0.75),
        (1, 0.75),
    ]


def test_better_than_the_reference_stands_at_the_begin_and_all_solved_reach_the_top() -> None:
    assert corners([-0.2, 0.0]) == [(0, 0), (0, 0), (0, 0.5), (0, 0.5), (0, 1), (1, 1)]


def test_a_preset_looks_the_same_in_each_picture_of_a_set() -> None:
    presets = [f"p{turn}" for turn in range(12)]
    large = profile_picture({name: [0.0] for name in presets}, presets).curves
    assert len({(each.colour, each.dash) for each in large}) == 12
    small = profile_picture({"p9": [0.0], "p2": [0.1]}, presets).curves
    assert [each.name for each in small] == ["p2", "p9"]
    assert [(each.colour, each.dash) for each in small] == [
        (each.colour, each.dash) for each in large if each.name in {"p2", "p9"}
    ]
