"""A period frozen: sealed counts, a public edition, and the way from a number to its records."""

from azalai.release.closing import close, close_months
from azalai.release.explaining import Explanation, explain, find_row, statements
from azalai.release.history import closed_months, revisions
from azalai.release.questions import ask
from azalai.release.reading import Release, month_rows, open_release, select

__all__ = [
    "Explanation",
    "Release",
    "ask",
    "close",
    "close_months",
    "closed_months",
    "explain",
    "find_row",
    "month_rows",
    "open_release",
    "revisions",
    "select",
    "statements",
]
