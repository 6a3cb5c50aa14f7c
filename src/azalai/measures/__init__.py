"""One indicator per file; counts by the engine, shares and changes in one place."""

from azalai.measures.counting import MonthCounts, Summary, count_month, summarise
from azalai.measures.declared import Measure, measures
from azalai.measures.tabulate import Comparison, tabulate
from azalai.measures.top import OtherRule, TopRow, top

__all__ = [
    "Comparison",
    "Measure",
    "MonthCounts",
    "OtherRule",
    "Summary",
    "TopRow",
    "count_month",
    "measures",
    "summarise",
    "tabulate",
    "top",
]
