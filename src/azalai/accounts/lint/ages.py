"""Codes of ages, read as the years they hold: which lie in others, and which leave none out."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BELOW = re.compile(r"(?:u|<|under[_ ]?)(\d+)")
_FROM = re.compile(r"(\d+)\+")
_BETWEEN = re.compile(r"(\d+)[-–](\d+)")
_WORDS = {"adult": "18+", "minor": "u18"}
_END = 200


def years(code: str) -> tuple[int, int] | None:
    """The first year of an age and the first that is no longer in it; None where it has no years.

    Examples
    --------
    >>> years("u5"), years("5-17"), years("adult"), years("elderly")
    ((0, 5), (5, 18), (18, 200), None)
    """
    code = _WORDS.get(code, code)
    if found := _BELOW.fullmatch(code):
        return 0, int(found[1])
    if found := _FROM.fullmatch(code):
        return int(found[1]), _END
    if found := _BETWEEN.fullmatch(code):
        return int(found[1]), int(found[2]) + 1
    return None


def widest(codes: Iterable[str], whole: str = "0+") -> tuple[frozenset[str], bool]:
    """Of several ages those that lie in no other, and whether they are all of an age.

    Empty where nobody can tell: two overlap, or the years of one are not known.

    Examples
    --------
    >>> found, all_of_it = widest(["u5", "5-17", "u18", "18+", "60+"])
    >>> sorted(found), all_of_it
    (['18+', 'u18'], True)
    >>> widest(["u5", "5-17"])[1], widest(["u5", "5-17"], "minor")[1]
    (False, True)
    >>> widest(["u5", "18+"])[1], widest(["u18", "15+"]), widest(["u18", "elderly"])
    (False, (frozenset(), False), (frozenset(), False))
    """
    known = {code: years(code) for code in codes}
    spans = {code: span for code, span in known.items() if span is not None}
    if len(spans) < len(known):
        return frozenset(), False
    outer: dict[tuple[int, int], str] = {}
    for code, (first, end) in spans.items():
        if not any(a <= first and end <= b and (a, b) != (first, end) for a, b in spans.values()):
            outer.setdefault((first, end), code)
    begins, ends = years(whole) or (0, _END)
    reached, gapless = begins, True
    for first, end in sorted(outer):
        if first < reached:
            return frozenset(), False
        gapless = gapless and first == reached
        reached = end
    return frozenset(outer.values()), gapless and reached == ends


def below(codes: Iterable[str], whole: str) -> frozenset[str]:
    """Of several ages those that lie in another and are not all of it by themselves.

    Examples
    --------
    >>> sorted(below(["u5", "5-17", "minor", "18+", "elderly"], "u18"))
    ['5-17', 'u5']
    """
    limits = years(whole)
    inner = {code: span for code in codes if (span := years(code)) is not None}
    return frozenset(
        code for code, (first, end) in inner.items()
        if limits is not None and limits != (first, end)
        and limits[0] <= first and end <= limits[1]
    )  # fmt: skip
