"""Foreign figures come in: rounds, interfaces and yearbooks, one file for each format."""

from azalai.intake.figures.formats import formats
from azalai.intake.figures.importer import import_figures
from azalai.intake.figures.keeping import said
from azalai.intake.figures.reporting import FigureReport

__all__ = ["FigureReport", "formats", "import_figures", "said"]
