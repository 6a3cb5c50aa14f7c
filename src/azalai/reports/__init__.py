"""The bulletin: its sentences, its charts, its pages."""

from azalai.reports.bulletin import FORMS, write_bulletin

__all__ = ["FORMS", "write_bulletin"]
