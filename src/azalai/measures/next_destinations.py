"""Persons by the next country on their way: the "destination" of the report's tables."""

from azalai.measures.declared import Measure

MEASURE = Measure(
    name="next_destinations", dimensions=("next_destination",), columns=("next_destination",)
)
