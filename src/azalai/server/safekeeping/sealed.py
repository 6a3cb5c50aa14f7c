"""Where sealed records are found: in a server's home, or in a file that somebody was handed."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from azalai.forms.instance import Instance, read_instance
from azalai.forms.outline import Outline, outline
from azalai.model.errors import AzalaiError

FOLDER: Final = "sealed"
"""In this server's own exports: one folder for each record, the form's versions, its mapping."""
_LARGEST: Final = 500 * 2**20
_LARGEST_TEXT: Final = 32 * 2**20
_RATIO: Final = 200
"""What is encrypted cannot be packed; whatever unpacks to more than this is made to do harm."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """One record as the phone sent it.

    Attributes
    ----------
    record : str
        Its id for good.
    files : callable
        Reads its attachments, by the names that the envelope gives them.
    """

    record: str
    envelope: bytes
    files: Callable[[], Mapping[str, bytes]]


@dataclass(frozen=True, slots=True)
class Bundle:
    """The sealed records of one form.

    Attributes
    ----------
    stem : str
        How its tables are called.
    outlines : mapping of str to Outline
        By version, the oldest first; empty where the form did not come with the records.
    kind, mapping : str
        As the server has them; empty where nobody has said.
    """

    form_id: str
    stem: str
    records: Iterable[Sealed]
    outlines: Mapping[str, Outline] = field(default_factory=dict)
    kind: str = ""
    mapping: str = ""


def in_home(form_id: str = "") -> Iterator[Bundle]:
    """Those of this home's database; Django must be set up (`starting.start`).

    What is practice, or was rejected, is left where it is.
    """
    from azalai.server.feeding.tables import file_stem, outlines_of
    from azalai.server.models import Form, State

    for form in Form.objects.select_related("mission").order_by("mission_id", "form_id"):
        found = form.submissions.filter(sealed=True, practice=False, content__isnull=False)
        found = found.exclude(state=State.REJECTED).order_by("root_id")
        if (not form_id or form.form_id == form_id) and found.exists():
            rows = found.values_list("pk", "root_id", "content__xml")
            yield Bundle(
                form.form_id, file_stem(f"{form.mission.code}-{form.form_id}"),
                (Sealed(root, bytes(xml), _kept(pk)) for pk, root, xml in rows.iterator()),
                outlines_of(form), form.kind, form.mapping,
            )  # fmt: skip


def _kept(pk: int) -> Callable[[], dict[str, bytes]]:
    from azalai.server.collection.blobs import path_of
    from azalai.server.models import Attachment

    def read() -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        # Of two contents under one name the later one is what the phone means.
        for item in Attachment.objects.filter(submission=pk).order_by("pk"):
            path = path_of(item.sha256)
            if path.is_file():
                found[item.name] = path.read_bytes()
        return found

    return read


def in_export(path: Path, form_id: str = "") -> Iterator[Bundle]:
    """Those of a zip or folder in which each record has a folder with its envelope and its files.

    So this server exports them (``…/submissions.csv.zip``), and so ODK Briefcase keeps what it
    pulls from Central. Needs no database.

    Raises
    ------
    AzalaiError
        ``sealed_no_export``, ``sealed_none_there``, ``fetch_unpacks_too_much``.
    """
    from azalai.server.feeding.tables import file_stem

    place = _Folder(path) if path.is_dir() else _Zip(path)
    folders: dict[PurePosixPath, dict[str, str]] = {}
    for name in place.names():
        inside = PurePosixPath(name)
        folders.setdefault(inside.parent, {})[inside.name] = name
    outlines: dict[str, dict[str, Outline]] = {}
    mappings: dict[str, str] = {}
    found: dict[str, dict[str, Sealed]] = {}
    for folder, names in sorted(folders.items()):
        for name, whole in sorted(names.items()):
            if name.endswith(".toml") and folder.parts[:1] == (FOLDER,):
                mappings[name.removesuffix(".toml")] = place.text(whole).decode("utf-8", "replace")
            if not name.endswith(".xml"):
                continue
            said = _xml(place.text(whole))
            if isinstance(said, Outline):
                outlines.setdefault(said.form_id, {})[said.version] = said
            elif said is not None and said.encrypted:
                found.setdefault(said.form_id, {}).setdefault(
                    said.instance_id,
                    Sealed(said.instance_id, place.text(whole), place.reader(names)),
                )
    if not found:
        raise AzalaiError("sealed_none_there", path=str(path))
    kind = next(iter(mappings), "") if len(mappings) == 1 else ""
    for name, records in sorted(found.items()):
        if not form_id or name == form_id:
            alone = kind if len(found) == 1 else ""
            yield Bundle(
                name, file_stem(name), [records[key] for key in sorted(records)],
                outlines.get(name, {}), alone, mappings.get(alone, ""),
            )  # fmt: skip


def _xml(data: bytes) -> Instance | Outline | None:
    """An envelope or a form; None for whatever else."""
    try:
        if b"<h:html" in data[:2000] or b"<html" in data[:2000]:
            return outline(data.decode("utf-8"))
        return read_instance(data)
    except (AzalaiError, UnicodeDecodeError):
        return None


class _Zip:
    def __init__(self, path: Path) -> None:
        try:
            # Closed with the program: records are read one by one.
            self._zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile):
            raise AzalaiError("sealed_no_export", path=str(path)) from None
        self._path = path

    def names(self) -> list[str]:
        return [one.filename for one in self._zip.infolist() if not one.is_dir()]

    def text(self, name: str) -> bytes:
        return self._read(name, _LARGEST_TEXT)

    def reader(self, names: Mapping[str, str]) -> Callable[[], dict[str, bytes]]:
        sealed = {name: whole for name, whole in names.items() if name.endswith(".enc")}
        return lambda: {name: self._read(whole, _LARGEST) for name, whole in sealed.items()}

    def _read(self, name: str, limit: int) -> bytes:
        one = self._zip.getinfo(name)
        packed = max(one.compress_size, 1)
        if one.file_size > limit or (one.file_size > 2**20 and one.file_size > _RATIO * packed):
            raise AzalaiError("fetch_unpacks_too_much", path=str(self._path))
        try:
            return self._zip.read(one)
        except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
            raise AzalaiError("sealed_no_export", path=str(self._path)) from None


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> list[str]:
        return sorted(
            one.relative_to(self._path).as_posix()
            for one in self._path.rglob("*") if one.is_file() and not one.is_symlink()
        )  # fmt: skip

    def text(self, name: str) -> bytes:
        with (self._path / name).open("rb") as file:
            return file.read(_LARGEST_TEXT)

    def reader(self, names: Mapping[str, str]) -> Callable[[], dict[str, bytes]]:
        sealed = {name: whole for name, whole in names.items() if name.endswith(".enc")}
        return lambda: {name: (self._path / whole).read_bytes() for name, whole in sealed.items()}
