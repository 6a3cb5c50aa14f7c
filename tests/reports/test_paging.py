"""Pages: as few as will hold the sections, none nearly empty, points two and two.

RP-50  the fewest pages, and of those the most even
RP-51  what is too high for a page runs over; a section that must begin a page does
"""

from __future__ import annotations

from itertools import combinations

import pytest

from azalai.reports.paging import GAP, LEAST_GAP, paged


def lengths(heights: list[float], room: float, **given: set[int]) -> list[int]:
    return [len(sheet) for sheet in paged(heights, room, **given)]


def test_no_page_holds_only_what_the_page_before_left_over() -> None:  # RP-50
    # From the front 60 + 30 would share a page and leave 10 alone: 60 and 30 + 10 are as many.
    assert lengths([60, 30, 10], 105) == [1, 2]


def test_no_other_way_needs_fewer_pages() -> None:  # RP-50
    heights = [283.0, 83.0, 131.0, 144.0, 294.0, 219.0, 144.0, 37.0, 613.0, 37.0]
    room = 700.0

    def fits(first: int, last: int) -> bool:
        inside = heights[first:last]
        return sum(inside) + LEAST_GAP * (len(inside) - 1) <= room

    def possible(pages: int) -> bool:
        count = len(heights)
        cuts = ([0, *chosen, count] for chosen in combinations(range(1, count), pages - 1))
        return any(all(map(fits, ends, ends[1:])) for ends in cuts)

    made = paged(heights, room)
    assert [sheet.first for sheet in made] == [0, *(sheet.last for sheet in made[:-1])]
    assert all(fits(sheet.first, sheet.last) for sheet in made)
    assert not possible(len(made) - 1)


def test_gaps_shrink_where_that_keeps_two_on_a_page() -> None:
    (sheet,) = paged([345.0, 340.0], 700.0)
    # 700 less 685 leaves 15 between them.
    assert (sheet.gap, sheet.free) == (15.0, 0.0)
    (roomy,) = paged([300.0, 300.0], 700.0)
    assert (roomy.gap, roomy.free) == (GAP, 78.0)
    assert lengths([345.0, 344.0], 700.0) == [1, 1]


@pytest.mark.parametrize(("after", "expected"), [(30.0, [2]), (60.0, [1, 1])])
def test_a_long_section_runs_over_and_shares_its_last_page(  # RP-51
    after: float, expected: list[int]
) -> None:
    # 140 need a page of 100 and 40 of the next.
    assert lengths([140.0, after], 100.0) == expected


def test_points_begin_on_a_page_of_their_own() -> None:  # RP-51
    assert lengths([20.0, 20.0, 20.0], 100.0, starts={1}) == [1, 2]
