"""Which sections share a page: as few pages as will hold them, none of them nearly empty."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import ceil

GAP = 22.0
"""Points between two sections of a page."""

LEAST_GAP = 12.0
"""What the gap may shrink to where that lets one more section on the page."""

_SPARE = 0.9  # of a page on which a long section ends, its tables may not break where we think


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sections of a page, by position.

    Attributes
    ----------
    gap : float
        Points between two of them.
    free : float
        Points that they leave at the foot of the page.
    """

    first: int
    last: int
    gap: float = GAP
    free: float = 0.0

    def __len__(self) -> int:
        return self.last - self.first


def paged(heights: Sequence[float], room: float, starts: Collection[int] = ()) -> tuple[Sheet, ...]:
    """Share sections out to pages, in their order.

    Of all ways that need the fewest pages, the one that leaves the free room most evenly: two
    pages of three quarters read better than a full one and one with a line on it.

    Parameters
    ----------
    heights : sequence of float
        Of each section.
    room : float
        Height of a page. What is higher begins a page and runs over to the next.
    starts : collection of int
        Sections that begin a page whatever room there is before them.

    Examples
    --------
    >>> [len(sheet) for sheet in paged([50, 30, 15, 60, 20, 60], 100)]
    [2, 2, 2]
    >>> [len(sheet) for sheet in paged([30, 30, 30], 200, starts={1})]
    [1, 2]
    """
    best: list[tuple[int, float]] = [(0, 0.0)]
    came: list[int] = [0]
    for end in range(1, len(heights) + 1):
        found: tuple[int, float, int] | None = None
        for first in range(end - 1, -1, -1):
            cost = _cost(heights[first:end], room)
            if cost is not None:
                pages, free = best[first][0] + cost[0], best[first][1] + cost[1]
                if found is None or (pages, free) < found[:2]:
                    found = pages, free, first
            if first in starts:
                break
        assert found is not None  # a section alone always has a page
        best.append(found[:2])
        came.append(found[2])
    sheets = []
    end = len(heights)
    while end:
        first = came[end]
        inside = heights[first:end]
        gap = _gap(inside, room)
        free = room - sum(inside) - gap * (len(inside) - 1)
        sheets.append(Sheet(first, end, gap, max(0.0, free)))
        end = first
    return tuple(reversed(sheets))


def _cost(heights: Sequence[float], room: float) -> tuple[int, float] | None:
    """Pages that sections need together, and how unevenly they fill them; `None`: too much."""
    high = sum(heights) + LEAST_GAP * (len(heights) - 1)
    pages = max(1, ceil(high / room))
    if pages > 1:
        # Only a section that is too high for any page runs over, and little may follow it.
        alone = ceil(heights[0] / room)
        if len(heights) > 1 and (pages > alone or alone == 1 or high > (pages - 1 + _SPARE) * room):
            return None
    return pages, (pages - high / room) ** 2


def _gap(heights: Sequence[float], room: float) -> float:
    if len(heights) < 2:
        return GAP
    return max(LEAST_GAP, min(GAP, (room - sum(heights)) / (len(heights) - 1)))
