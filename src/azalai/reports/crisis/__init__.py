"""The crisis report: a module for each part, all over the same facts."""

from azalai.reports.crisis.checking import Lack, lacks
from azalai.reports.crisis.files import open_crisis, write_crisis_report

__all__ = ["Lack", "lacks", "open_crisis", "write_crisis_report"]
