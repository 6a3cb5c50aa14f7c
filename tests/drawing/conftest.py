"""Checks every drawing test shares."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest

from azalai.drawing import render
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
