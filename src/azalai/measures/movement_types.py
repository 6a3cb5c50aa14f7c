"""Persons by type of movement."""

from azalai.measures.declared import Measure

MEASURE = Measure(name="movement_types", dimensions=("movement_type",), columns=("movement_type",))
