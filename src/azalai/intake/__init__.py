"""Foreign bytes to records; what cannot be read is kept and reported, never dropped."""

from azalai.intake.importer import import_file
from azalai.intake.job import ImportReport
from azalai.intake.keeping import said_of
from azalai.intake.mapping import read_mapping

__all__ = ["ImportReport", "import_file", "read_mapping", "said_of"]
