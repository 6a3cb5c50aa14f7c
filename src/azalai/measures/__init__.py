"""One indicator per file; counts by the engine, shares and changes in one place."""

from azalai.measures.counting import MonthCounts, Summary, count_month, summarise
from azalai.measures.declared import Measure, measures
from azalai.measures.past import flow_history
from azalai.measures.sampling import SCREENED, separate
from azalai.measures.tabulate import Comparison, tabulate, tabulate_counts
from azalai.measures.top import OtherRule, TopRow, top

__all__ = [
    "SCREENED",
    "Comparison",
    "Measure",
    "MonthCounts",
    "OtherRule",
    "Summary",
    "TopRow",
    "count_month",
    "flow_history",
    "measures",
    "separate",
    "summarise",
    "tabulate",
    "tabulate_counts",
    "top",
]
