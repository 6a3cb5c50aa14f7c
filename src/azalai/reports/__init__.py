"""The bulletin: its sentences, its charts, its pages."""

from azalai.reports.bulletin import write_bulletin
from azalai.reports.writing import FORMS

__all__ = ["FORMS", "write_bulletin"]
