"""Shares of a population from a sample of it, with intervals that know how it was drawn."""

from azalai.methods.surveys.comparing import compare
from azalai.methods.surveys.estimating import estimate
from azalai.methods.surveys.keeping import to_ledger
from azalai.methods.surveys.ledger import as_figures

__all__ = ["as_figures", "compare", "estimate", "to_ledger"]
