"""Foreign bytes to tables of texts, whatever the file is; what a file is, its content says."""

from azalai.intake.reading.door import Looked, look, read_table, sheet_names
from azalai.intake.reading.tabular import Broken, ReadOptions, Sheet

__all__ = ["Broken", "Looked", "ReadOptions", "Sheet", "look", "read_table", "sheet_names"]
