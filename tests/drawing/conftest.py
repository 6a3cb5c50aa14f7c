"""Checks every drawing test shares."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from html import unescape
from itertools import combinations

import pytest

from azalai.drawing import render
from azalai.drawing.placement import Box
from azalai.drawing.style import Spec


@pytest.fixture(scope="session")
def valid() -> Callable[[Spec], Spec]:
    """Does a spec obey the Vega-Lite schema? Raises where it does not."""
    import altair

    def check(spec: Spec) -> Spec:
        altair.Chart.from_dict(spec, validate=True)
        return spec

    return check


@pytest.fixture(scope="session")
def words() -> Callable[[Spec], list[str]]:
    """The texts a reader finds in a drawn spec."""

    def found(spec: Spec) -> list[str]:
        return [
            unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", render.svg(spec))
        ]

    return found


@pytest.fixture(scope="session")
def sound(valid: Callable[[Spec], Spec]) -> Callable[[Spec, float], str]:
    """The SVG of a spec, after what holds for every picture of a page has been checked."""

    def checked(spec: Spec, width: float) -> str:
        drawn = render.svg(valid(spec))
        assert render.svg(spec) == drawn, "the same spec gives the same bytes"
        assert "NaN" not in drawn and "undefined" not in drawn and "Infinity" not in drawn
        # A label outside the frame would make the picture larger than it was asked to be.
        size = re.search(r'<svg[^>]*? width="([\d.]+)" height="([\d.]+)"', drawn)
        assert size is not None and float(size[1]) == width
        assert abs(float(size[2]) - spec["height"] - 4) <= 1
        sizes = [float(found) for found in re.findall(r'font-size="([\d.]+)px"', drawn)]
        assert sizes and min(sizes) >= 7
        assert len(json.dumps(spec)) < 200_000
        return drawn

    return checked


@pytest.fixture(scope="session")
def values() -> Callable[[Spec], list[float]]:
    """Every number that a mark of a spec says it stands for, sorted."""

    def found(spec: Spec) -> list[float]:
        return sorted(
            row["value"]
            for layer in spec["layer"]
            for row in layer["data"]["values"]
            if isinstance(row, dict) and row.get("value") is not None
        )

    return found


@pytest.fixture(scope="session")
def apart() -> Callable[[Iterable[Box], float, float], None]:
    """Do boxes lie inside a page, and none over another?"""

    def check(boxes: Iterable[Box], width: float, height: float) -> None:
        kept = list(boxes)
        page = Box(-1, -1, width - 3, height - 3)
        for box in kept:
            assert box.within(page), box
        for one, other in combinations(kept, 2):
            assert one.shared(other) < 0.01, (one, other)

    return check
