"""What a mapping translates words into must itself be understood: a slip is said at once."""

from __future__ import annotations

from azalai.intake.mapping import Mapping
from azalai.intake.mapping_file import MappingFile
from azalai.intake.values import Problem, Read, category_reader, field_reader, read_yes_no
from azalai.model.errors import InputError
from azalai.model.flows import FIELDS


def check_values(file: MappingFile, mapping: Mapping, points: dict[str, str]) -> None:
    """Every section ``[values.x]`` has a column to serve, and every target is a value of it.

    Raises
    ------
    InputError
        ``mapping_no_field`` or ``mapping_bad_value``.
    """
    for name, text in mapping.fixed.items():
        read = field_reader(FIELDS[name], points, mapping.date_format)
        if read is not None and isinstance(read(text), Problem):
            raise file.bad("fixed", f"{name} = {text}")
    for name, entries in file.data.get("values", {}).items():
        read = _reader(name, mapping, points)
        if read is None:
            raise InputError("mapping_no_field", path=file.path.name, field=name)
        for word, target in entries.items():
            if isinstance(read(str(target)), Problem):
                raise InputError(
                    "mapping_bad_value",
                    path=file.path.name,
                    field=name,
                    name=word,
                    value=str(target),
                )


def _reader(name: str, mapping: Mapping, points: dict[str, str]) -> Read | None:
    """What reads the translated words; None where nothing would, plain text included."""
    if mapping.long is not None and name in mapping.long.categories:
        return category_reader(name)
    if name == "yes_no" and mapping.yes_no:
        return read_yes_no
    for repeat in mapping.repeats:
        if name in dict(repeat.categories):
            return category_reader(name)
    if name in mapping.columns:
        return field_reader(FIELDS[name], points, mapping.date_format)
    return None
