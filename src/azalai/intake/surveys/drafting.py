"""A first design file from what a file of records holds, for a person to complete.

Columns that may tell who somebody is (names, telephones, coordinates, free text) are named as not
kept; what stands in their cells is nowhere in the draft.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from azalai.intake.drafting.lines import comment, listed, quoted
from azalai.intake.reading import look, read_table
from azalai.model.names import normalise
from azalai.wording import LANGUAGES, Wording

_ROLES = {
    "stratum": ("stratum", "strata", "strate"),
    "cluster": ("cluster", "grappe", "psu", "ups", "ea", "site", "site id", "ssid", "quartier",
                "neighbourhood", "neighborhood", "village"),
    "weight": ("weight", "poids", "wgt", "ponderation", "hhweight", "coefficient"),
}  # fmt: skip
_OUTCOME = ("result", "resultat", "outcome", "response status", "statut", "consent",
            "consentement")  # fmt: skip
_GROUPS = ("region", "cercle", "admin1", "admin2", "sex", "sexe", "genre", "gender")
_PERSONAL = re.compile(
    r"\b(name|nom|prenom|phone|tel|telephone|mobile|gps|lat|latitude|lon|longitude|uuid|id|device|"
    r"enum|enumerator|interviewer|enqueteur|enquetrice|remarks?|remarques?|comments?|"
    r"commentaires?|email|address|adresse)\b"
)
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}.*")
_MOST_ANSWERS = 15
_FEWEST_REPEATS = 3
"""On average: an answer that is given less often is a text of its own."""
_ANSWER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


@dataclass(frozen=True, slots=True)
class DesignDraft:
    """A drafted design.

    Attributes
    ----------
    questions : int
        Columns taken for questions.
    missing : tuple of str
        Columns of the sample that were not found.
    not_kept : tuple of str
        Columns that the draft leaves out.
    """

    text: str
    questions: int
    missing: tuple[str, ...]
    not_kept: tuple[str, ...]


def draft_design(path: Path, wording: Wording, sheet: str = "") -> DesignDraft:
    """Draft the design of a survey from its file of records.

    Raises
    ------
    InputError
        Where the file cannot be read at all.
    """
    looked = look(path)
    options = looked.options
    if sheet:
        options = replace(options, sheets=(sheet,))
    table = read_table(path, options)
    columns = {
        header: [(cell or "").strip() for cell in table.cells[f"c{index}"].to_pylist()]
        for index, header in enumerate(table.headers)
        if header
    }
    drafter = _Drafter(columns, wording)
    drafter.sort()
    head = drafter.head(path, options.sheets[0] if options.sheets else "", options.encoding)
    return DesignDraft(
        "\n".join([*head, *drafter.sample(), *drafter.group_lines(), *drafter.question_lines()])
        + "\n",
        len(drafter.questions) + len(drafter.split),
        tuple(role for role in _ROLES if role not in drafter.roles),
        tuple(drafter.left),
    )


class _Drafter:
    """Sorts columns by what they seem to be, and writes the sections."""

    def __init__(self, columns: dict[str, list[str]], wording: Wording) -> None:
        self._columns, self._wording = columns, wording
        self.roles: dict[str, str] = {}
        self.outcome = ""
        self.groups: list[str] = []
        self.questions: dict[str, bool] = {}
        """Header -> whether its cells list several answers."""
        self.split: dict[str, dict[str, str]] = {}
        """Question -> answer -> header, where each answer has a column."""
        self.left: list[str] = []

    def sort(self) -> None:
        """Find a use for each column."""
        families: dict[str, dict[str, str]] = {}
        for header, cells in self._columns.items():
            stem, slash, answer = header.rpartition("/")
            if slash and _ANSWER.fullmatch(answer) and set(cells) <= {"", "0", "1"}:
                families.setdefault(stem, {})[answer] = header
        self.split = {stem: parts for stem, parts in families.items() if len(parts) > 1}
        in_split = {header for parts in self.split.values() for header in parts.values()}
        for header, cells in self._columns.items():
            plain = normalise(header.rpartition("/")[2])
            role = next((name for name, words in _ROLES.items() if plain in words), "")
            if header in in_split or header in self.split:
                continue
            if role and role not in self.roles:
                self.roles[role] = header
            elif plain in _OUTCOME and not self.outcome:
                self.outcome = header
            elif plain in _GROUPS and self._few(cells):
                self.groups.append(header)
            elif not _PERSONAL.search(plain) and (self._lists(cells) or self._few(cells)):
                self.questions[header] = self._lists(cells)
            else:
                self.left.append(header)
        if "stratum" not in self.roles and self.groups:
            self.roles["stratum"] = self.groups[0]

    def _few(self, cells: list[str]) -> bool:
        """Whether a column holds few values, each of them often, and no dates."""
        counted = Counter(cell for cell in cells if cell)
        many = len(counted)
        if all(map(_DATE.fullmatch, counted)):
            return False
        return 0 < many <= _MOST_ANSWERS and sum(counted.values()) >= _FEWEST_REPEATS * many

    def _lists(self, cells: list[str]) -> bool:
        """Whether its cells list codes from a short list: fewer codes than ways to join them."""
        parts = [part for cell in cells for part in cell.split()]
        codes = set(parts)
        several = any(len(cell.split()) > 1 for cell in cells)
        short = several and len(codes) < len({cell for cell in cells if cell})
        return short and all(map(_ANSWER.fullmatch, codes)) and self._few(parts)

    def _said(self, key: str) -> str:
        return "\n".join(comment(self._wording.text(f"survey.draft.{key}")))

    def head(self, path: Path, sheet: str, encoding: str) -> list[str]:
        """The beginning: whom the survey speaks of."""
        identity = re.sub(r"[^a-z0-9]+", "-", normalise(path.stem)).strip("-") or "survey"
        lines = [
            self._said("head"), "format = 1", f"id = {quoted(identity)}",
            'population = "idp"', 'place = ""', 'unit = "household"', 'wave = "1"',
            'from = ""', 'to = ""', self._said("method"), 'method = "random"',
            "minimum_base = 30", "level = 0.95",
        ]  # fmt: skip
        for section in ("title", "frame", "selection"):
            lines += ["", self._said(section), f"[{section}]", *(f'{x} = ""' for x in LANGUAGES)]
        lines += ["", self._said("source"), "[source]", 'code = ""',
                  *(f'{x} = ""' for x in LANGUAGES)]  # fmt: skip
        if sheet or encoding:
            lines += ["", "[file]"]
            lines += [f"sheet = {quoted(sheet)}"] * bool(sheet)
            lines += [f"encoding = {quoted(encoding)}"] * bool(encoding)
        if self.left:
            names = self._wording.join(self.left[:40])
            lines += ["", *comment(self._wording.text("survey.draft.not_kept", columns=names))]
        return lines

    def sample(self) -> list[str]:
        """How rows were chosen."""
        lines = ["", self._said("sample"), "[sample]"]
        for role in _ROLES:
            if role in self.roles:
                lines.append(f"{role} = {quoted(self.roles[role])}")
            else:
                lines.append(f'# {role} = ""')
        lines.append('lone_cluster = "error"')
        if self.outcome:
            values = [value for value, _ in Counter(self._columns[self.outcome]).most_common(6)]
            lines += ["", self._said("response"), "[response]",
                      f"column = {quoted(self.outcome)}",
                      f"complete = {listed(value for value in values if value)}"]  # fmt: skip
        return lines

    def group_lines(self) -> list[str]:
        """Columns by which shares can be given apart."""
        lines = []
        for header in self.groups:
            code = _code(header)
            lines += ["", f"[groups.{code}]", f"column = {quoted(header)}",
                      *(f"{x} = {quoted(header)}" for x in LANGUAGES),
                      f"[groups.{code}.values]"]  # fmt: skip
            lines += self._answers(sorted({cell for cell in self._columns[header] if cell}))
        return lines

    def question_lines(self) -> list[str]:
        """The questions, with the answers that were given."""
        lines = ["", self._said("questions")]
        for header, several in self.questions.items():
            cells = self._columns[header]
            given = Counter(
                part for cell in cells if cell for part in (cell.split() if several else [cell])
            )
            kind = "multiple" if several else "single"
            lines += ["", f"[questions.{_code(header)}]", f"column = {quoted(header)}",
                      f'kind = "{kind}"', *(f"{x} = {quoted(header)}" for x in LANGUAGES),
                      "non_response = []", '# asked_if = "… = …"',
                      f"[questions.{_code(header)}.answers]"]  # fmt: skip
            lines += self._answers([value for value, _ in given.most_common()])
        for stem, parts in self.split.items():
            code = _code(stem)
            columns = ", ".join(f"{_bare(key)} = {quoted(header)}" for key, header in parts.items())
            lines += ["", f"[questions.{code}]", 'kind = "multiple"',
                      f"columns = {{ {columns} }}",
                      *(f"{x} = {quoted(stem)}" for x in LANGUAGES),
                      f"[questions.{code}.answers]", *self._answers(list(parts))]  # fmt: skip
        return lines

    def _answers(self, values: list[str]) -> list[str]:
        codes: dict[str, str] = {}
        for value in values:
            # A code stays what it is: it may be that of a place or a stratum.
            code = value if _ANSWER.fullmatch(value) else _code(value)
            while code in codes:
                code += "_"
            codes[code] = value
        return [
            f"{_bare(code)} = {{ {', '.join(f'{x} = {quoted(value)}' for x in LANGUAGES)} }}"
            for code, value in codes.items()
        ]


def _bare(code: str) -> str:
    """A code as a key of TOML, where a dot would begin a table."""
    return quoted(code) if "." in code else code


def _code(text: str) -> str:
    """A code that says what a header or a value says.

    Examples
    --------
    >>> _code("Intention de retour"), _code("q12/why"), _code("??")
    ('intention_de_retour', 'q12_why', 'x')
    """
    return re.sub(r"[^a-z0-9]+", "_", normalise(text)).strip("_") or "x"
