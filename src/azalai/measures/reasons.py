"""Persons of groups that gave a reason; a group may give several."""

from azalai.measures.declared import Measure

MEASURE = Measure(name="reasons", dimensions=("reason",), kind="reason")
