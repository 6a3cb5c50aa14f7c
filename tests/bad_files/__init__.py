"""Bad files as they come from the field and from elsewhere, each made by code.

`ALL` has them with what the program must say of each, and what must come in all the same.
"""

from __future__ import annotations

from tests.bad_files import cells, containers, mappings, paths, texts
from tests.bad_files.case import Case

ALL: dict[str, Case] = {
    case.name: case
    for module in (texts, cells, containers, mappings, paths)
    for case in module.CASES
}
