"""The pictures of one bulletin, collected while its pages are put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from azalai.drawing.boundaries import Feature
from azalai.drawing.style import Spec
from azalai.reports.content import Figure
from azalai.reports.facts import Facts


@dataclass(frozen=True, slots=True)
class Backdrop:
    """First administrative level of the country: names by language, and shapes for the map."""

    regions: Sequence[Feature] = ()
    names: Mapping[str, str] = field(default_factory=dict)


class Charts:
    """Specs by name; drawn later, each once.

    Attributes
    ----------
    specs : dict of str to Spec
        What `Document.charts` will hold.
    """

    def __init__(self, facts: Facts, backdrop: Backdrop) -> None:
        self.facts = facts
        self.backdrop = backdrop
        self.specs: dict[str, Spec] = {}

    def figure(self, name: str, spec: Spec, caption: str, alt: str, source: str = "") -> Figure:
        """Keep a spec, and the figure that shows it."""
        assert name not in self.specs, name
        self.specs[name] = spec
        return Figure(name, alt, caption, source)
