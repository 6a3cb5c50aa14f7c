"""Persons by sex and age."""

from azalai.measures.declared import Measure

MEASURE = Measure(name="sex_age", dimensions=("sex", "age"), kind="sex_age")
