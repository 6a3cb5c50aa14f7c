"""Trends to monitor: indicators declared as data, read from a ledger.

An indicator never computes more than its reading says. Where nobody states a figure it says so:
a missing figure is not 0 and not "unchanged".
"""

from azalai.methods.indicators.evaluating import PACE_DAYS, evaluate
from azalai.methods.indicators.indicator import Indicator, Reading, Value, Worry
from azalai.methods.indicators.reading import read_indicators

__all__ = [
    "PACE_DAYS",
    "Indicator",
    "Reading",
    "Value",
    "Worry",
    "evaluate",
    "read_indicators",
]
