"""Persons by the country where their journey should end: an intention."""

from azalai.measures.declared import Measure

MEASURE = Measure(
    name="final_destinations", dimensions=("final_destination",), columns=("final_destination",)
)
