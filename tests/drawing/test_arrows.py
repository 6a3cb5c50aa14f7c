"""Arrows as polygons: closed, clockwise, tip at the end, side by side."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azalai.drawing.arrows import ArrowScale, arrow_feature, arrow_ring, head_halfwidth, lanes
from azalai.drawing.mercator import Frame

FRAME = Frame.around((-12, 10, 4, 25), 620, 540)
PIXELS = st.tuples(st.floats(0, 600), st.floats(0, 500))


def turn(ring):
    """Twice the signed area: negative is clockwise where y runs up."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))


@given(PIXELS, PIXELS, st.floats(1.4, 18), st.floats(-0.1, 0.1))
def test_outline_is_closed_and_clockwise_on_the_map(start, end, width, bend):
    if math.dist(start, end) < 40:
        return
    ring = arrow_feature(arrow_ring(start, end, width, bend=bend), FRAME, {})["geometry"][
        "coordinates"
    ][0]
    assert ring[0] == ring[-1]
    assert turn(ring) < 0


@given(PIXELS, PIXELS, st.floats(1.4, 18))
def test_the_tip_is_the_end(start, end, width):
    if math.dist(start, end) < 40:
        return
    ring = arrow_ring(start, end, width, bend=0.05)
    assert min(math.dist(place, end) for place in ring) == pytest.approx(0, abs=1e-6)


def test_incoming_and_outgoing_do_not_touch():
    left, right = lanes([16.0], [10.5])
    incoming = arrow_ring((200, 0), (0, 0), 16.0, offset=-left)
    outgoing = arrow_ring((0, 0), (200, 0), 10.5, offset=right)
    # y runs down: the right of one who travels east is below.
    assert max(y for _, y in incoming) > 0 > min(y for _, y in incoming)
    assert sum(y for _, y in incoming) / len(incoming) < sum(y for _, y in outgoing) / len(outgoing)
    for x, y in incoming:
        beside = [v for u, v in outgoing if abs(u - x) < 6]
        assert not beside or y < min(beside)


def test_arrows_of_one_side_keep_their_own_lane():
    places = lanes([8.0, 4.0], [6.0])
    first, second, out = places
    assert second < first < 0 < out
    assert first - second >= head_halfwidth(8.0) + head_halfwidth(4.0)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_width_grows_with_persons(some, more):
    scale = ArrowScale.fit(10**6)
    low, high = sorted((some, more))
    assert scale.floor <= scale.width(low) <= scale.width(high) <= 16.001


def test_four_times_the_persons_are_twice_the_width():
    scale = ArrowScale.fit(5924)
    assert scale.width(4000) == pytest.approx(2 * scale.width(1000))
