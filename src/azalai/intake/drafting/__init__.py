"""Drafting a mapping: which column of a foreign file probably means what."""

from azalai.intake.drafting.drafter import Draft, draft

__all__ = ["Draft", "draft"]
