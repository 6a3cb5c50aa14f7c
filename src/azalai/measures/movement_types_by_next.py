"""Persons by next country and type of movement."""

from azalai.measures.declared import Measure

MEASURE = Measure(
    name="movement_types_by_next",
    dimensions=("next_destination", "movement_type"),
    columns=("next_destination", "movement_type"),
)
