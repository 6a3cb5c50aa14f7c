"""Projections of returns: scenarios, a fan that says what it assumes, and a score.

Neither the monitored pace nor stated intentions alone say how many people will still be displaced
in a year. A projection draws both as lines, beside scenarios of security that use them together,
and a fan over what nobody knows. It is scored once the outcome is known.
"""

from azalai.methods.projections.assumptions import Assumption, Assumptions, Season, default
from azalai.methods.projections.inputs import Inputs, inputs_from
from azalai.methods.projections.projecting import (
    LEVELS,
    Fan,
    Line,
    Projection,
    project,
    shown,
)
from azalai.methods.projections.scoring import Score, crps, day_of, outcomes_of, score
from azalai.methods.projections.table import rows

__all__ = [
    "LEVELS",
    "Assumption",
    "Assumptions",
    "Fan",
    "Inputs",
    "Line",
    "Projection",
    "Score",
    "Season",
    "crps",
    "day_of",
    "default",
    "inputs_from",
    "outcomes_of",
    "project",
    "rows",
    "score",
    "shown",
]
