"""Persons with a vulnerability, each among those for whom it was asked; they may overlap."""

from azalai.measures.declared import Measure

MEASURE = Measure(
    name="vulnerabilities", dimensions=("vulnerability",), kind="vulnerability", decimals=1
)
