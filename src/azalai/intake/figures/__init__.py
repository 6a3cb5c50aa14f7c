"""Foreign figures come in: rounds, interfaces and yearbooks, one file for each format."""

from azalai.intake.figures.importer import FigureReport, formats, import_figures
from azalai.intake.figures.keeping import said

__all__ = ["FigureReport", "formats", "import_figures", "said"]
