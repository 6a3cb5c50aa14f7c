"""Persons by nationality."""

from azalai.measures.declared import Measure

MEASURE = Measure(name="nationalities", dimensions=("nationality",), kind="nationality")
