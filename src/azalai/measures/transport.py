"""Persons by means of transport."""

from azalai.measures.declared import Measure

MEASURE = Measure(name="transport", dimensions=("transport",), columns=("transport",))
