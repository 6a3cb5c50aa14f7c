"""Persons by country of departure and type of movement."""

from azalai.measures.declared import Measure

MEASURE = Measure(
    name="movement_types_by_departure",
    dimensions=("departure", "movement_type"),
    columns=("departure", "movement_type"),
)
