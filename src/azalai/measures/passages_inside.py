"""Outgoing persons whose next destination lies inside: they may be counted again elsewhere."""

from azalai.measures.declared import Measure

MEASURE = Measure(
    name="passages_inside",
    dimensions=("next_destination",),
    condition="direction = 'out' AND next_destination = {country}",
    answered="direction = 'out' AND next_destination IS NOT NULL",
    category="inside",
)
