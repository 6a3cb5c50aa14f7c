"""The ledger on disk: ``figures.csv`` or ``.xlsx``, the files of ``figures/``, sources, places.

A line that cannot be read is told with its row and column and left out; the others count. What is
doubtful but readable is told and counts too: a ledger holds what sources print, errors included.
"""

from azalai.model.problems import Problem
from azalai.workspace.ledger.columns import COLUMNS, NEEDED, POPULATIONS, UNITS
from azalai.workspace.ledger.files import SUFFIXES
from azalai.workspace.ledger.lines import read_figures
from azalai.workspace.ledger.near import nearest
from azalai.workspace.ledger.reading import (
    Reading,
    read_any,
    read_file,
    read_ledger,
    read_sources,
)
from azalai.workspace.ledger.writing import book_of, cells_of, csv_of

__all__ = [
    "COLUMNS", "NEEDED", "POPULATIONS", "SUFFIXES", "UNITS", "Problem", "Reading", "book_of",
    "cells_of", "csv_of", "nearest", "read_any", "read_figures", "read_file", "read_ledger",
    "read_sources",
]  # fmt: skip
