"""Foreign bytes to records; what cannot be read is kept and reported, never dropped."""

from azalai.intake.importer import import_file
from azalai.intake.job import ImportReport
from azalai.intake.keeping import finding_values
from azalai.intake.mapping import read_mapping

__all__ = ["ImportReport", "finding_values", "import_file", "read_mapping"]
