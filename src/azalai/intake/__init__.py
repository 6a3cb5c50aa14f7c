"""Foreign bytes to records; what cannot be read is kept and reported, never dropped."""

from azalai.intake.correcting import Correction, correct, undo
from azalai.intake.importer import import_file, import_into
from azalai.intake.job import ImportReport
from azalai.intake.log_sheet import import_log, write_log
from azalai.intake.mapping_file import read_mapping

__all__ = [
    "Correction",
    "ImportReport",
    "correct",
    "import_file",
    "import_into",
    "import_log",
    "read_mapping",
    "undo",
    "write_log",
]
