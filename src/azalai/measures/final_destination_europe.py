"""Persons who intend to reach Europe (UN M49), among those who named a final destination."""

from azalai.measures.declared import Measure

MEASURE = Measure(
    name="final_destination_europe",
    dimensions=("final_destination",),
    condition="final_destination IN ({european})",
    answered="final_destination IS NOT NULL",
    category="europe",
)
