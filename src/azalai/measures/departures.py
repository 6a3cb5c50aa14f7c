"""Persons by the country where their journey began."""

from azalai.measures.declared import Measure

MEASURE = Measure(name="departures", dimensions=("departure",), columns=("departure",))
