"""Correcting a record here: a form made of its questions; and choosing between two contents."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from azalai.forms.outline import Outline, Question
from azalai.model.errors import AzalaiError
from azalai.server.collection.receiving import Arrival, receive
from azalai.server.models import Content, Mission, Origin, Submission
from azalai.server.pages.flash import flash
from azalai.server.people.actors import Actor
from azalai.server.people.doors import needs
from azalai.server.people.roles import Action
from azalai.server.review import states
from azalai.server.review.answers import (
    Answers,
    differing,
    merged,
    path_of,
    rows_of,
    write_answers,
)
from azalai.server.review.deciding import record_address, settled
from azalai.server.review.recomputing import recomputed, rules_of
from azalai.server.review.records import answers_of, find_record, reader_sheet
from azalai.server.review.screens import register_of
from azalai.server.review.sheet import Sheet, outline_for, version_of
from azalai.wording import Wording

_NOT_ASKED: Final = frozenset({"note", "calculate", "meta", "binary"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_INPUTS: Final[Mapping[str, str]] = {"integer": "number", "decimal": "number", "date": "date",
                                     "time": "time"}  # fmt: skip
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_MOST_ROWS: Final = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One input of the form.

    Attributes
    ----------
    kind : str
        ``text``, ``number``, ``date``, ``time``, ``one`` or ``several``.
    choices : list of (str, str)
        With the value that stands there now, if the form does not offer it.
    place : bool
        Whether the code of a country or place is to be typed; names are proposed.
    """

    address: str
    label: str
    kind: str
    value: str
    choices: list[tuple[str, str]]
    mark: str = ""
    step: str = ""
    place: bool = False

    @property
    def chosen(self) -> list[str]:
        """Of ``several``: what is ticked."""
        return self.value.split()


@dataclass(frozen=True, slots=True)
class Block:
    """Inputs that stand together; of a repeat, `rows` of them."""

    title: str
    entries: list[Entry]
    repeat: str = ""
    rows: tuple[tuple[str, list[Entry]], ...] = ()


@require_http_methods(["GET", "POST"])
@needs(Action.EDIT)
def edit_record(request: HttpRequest, actor: Actor, mission: Mission, number: int) -> HttpResponse:
    """``/m/<mission>/records/<number>/edit``: a new content, with a reason, checked at once."""
    submission = find_record(actor, mission, number, Action.EDIT)
    base = _base(submission, request.POST.get("base", ""))
    outline = outline_for(submission.form, base)
    wording = Wording(request.LANGUAGE_CODE)
    sheet = reader_sheet(actor, submission, base, wording, register_of(mission))
    before = answers_of(submission, base)
    answers, problem = dict(before), ""
    reason = request.POST.get("reason", "").strip()
    if request.method == "POST":
        answers = _typed(request.POST, before, outline, sheet)
        if "add" in request.POST or "drop" in request.POST:
            answers = _rows_changed(request.POST, answers)
        else:
            after = _made(submission, base, answers, outline)
            if not differing(before, after):
                problem = wording.text("review.edit.nothing")
            elif not reason:
                problem = wording.text("review.edit.reason_needed")
            else:
                return _sent(request, actor, submission, base, after, outline, reason)
    return render(
        request,
        "review/edit.html",
        {
            "mission": mission,
            "record": submission,
            "address": record_address(submission),
            "base": base,
            "blocks": _blocks(outline, answers, sheet),
            "reason": reason,
            "problem": problem,
            "no_outline": outline is None,
            "countries": sheet.countries(),
        },
    )


@require_http_methods(["GET", "POST"])
@needs(Action.EDIT)
def choose_content(
    request: HttpRequest, actor: Actor, mission: Mission, number: int, rival: int
) -> HttpResponse:
    """``…/choose/<content>``: base, what is in force, and what came beside it; answer by answer."""
    submission = find_record(actor, mission, number, Action.EDIT)
    mine = submission.contents.filter(pk=rival, rival=True).select_related("base", "user").first()
    theirs = submission.content
    if mine is None or theirs is None:
        raise Http404
    wording = Wording(request.LANGUAGE_CODE)
    sheet = reader_sheet(actor, submission, theirs, wording, register_of(mission))
    ours, other = answers_of(submission, theirs), answers_of(submission, mine)
    base = answers_of(submission, mine.base) if mine.base else None
    made = merged(base, ours, other) if base is not None else dict(ours)
    if request.method == "POST":
        return _chosen(request, actor, submission, mine, theirs, ours, other)
    rows = []
    for address in differing(ours, other):
        line = sheet.line(address, ours)
        if line.computed or address in ("start", "end"):
            continue
        texts = [("" if one is None else sheet.line(address, one).said)
                 for one in (base, ours, other)]  # fmt: skip
        both = (
            base is not None and len({*(one.get(address, "") for one in (base, ours, other))}) > 2
        )
        pick = "mine" if made.get(address, "") == other.get(address, "") else "theirs"
        rows.append((address, sheet.full_label(address), line.hidden, texts, pick, both))
    return render(
        request,
        "review/choose.html",
        {
            "mission": mission,
            "record": submission,
            "address": record_address(submission),
            "theirs": theirs,
            "mine": mine,
            "with_base": base is not None,
            "rows": rows,
        },
    )


def _base(submission: Submission, named: str) -> Content:
    """The content that the editor saw; the one in force for who begins."""
    if submission.sealed or submission.content is None:
        raise Http404
    if named:
        known = named.isdecimal() and len(named) < 19
        found = submission.contents.filter(pk=int(named)).first() if known else None
        if found is None:
            raise Http404
        return found
    return submission.content


def _typed(post: QueryDict, before: Answers, outline: Outline | None, sheet: Sheet) -> Answers:
    """The answers as they were typed; what the form did not show stays as it was."""
    made = dict(before)
    asked = {item.path: item for item in outline.questions} if outline else {}
    # A row that was taken out is on the page no more; whatever stood in it goes as well.
    kept = post.getlist("row")
    for repeat in outline.repeats if outline else ():
        for row in rows_of(before, repeat):
            if row not in kept:
                made = {name: text for name, text in made.items() if not name.startswith(f"{row}/")}
    for name in post.getlist("shown"):
        item = asked.get(path_of(name))
        # Only what was asked, and what the editor may see, can be changed: a name that is none
        # would become XML of its own.
        if item is None and name not in before:
            continue
        if name.startswith("meta/") or sheet.line(name, before).hidden:
            continue
        if item is not None and item.type in _NOT_ASKED:
            continue
        typed = [_CONTROL.sub("", text).strip() for text in post.getlist(f"a:{name}")]
        made[name] = _written(" ".join(typed), item, before.get(name, ""))
    return made


def _written(text: str, item: Question | None, before: str) -> str:
    """As phones write it: a browser knows no zone of a time, which stays as it was."""
    text = text.replace("\r\n", "\n")
    if item is not None and item.type == "time" and text:
        return before if before[:5] == text[:5] else f"{text[:5]}:00.000{before[12:] or 'Z'}"
    return text


def _rows_changed(post: QueryDict, answers: Answers) -> Answers:
    """One row more of a repeat, or without one."""
    drop = post.get("drop", "")
    if drop:
        return {name: text for name, text in answers.items() if not name.startswith(f"{drop}/")}
    repeat = post.get("add", "")
    rows = rows_of(answers, path_of(repeat))
    numbers = [int(row.rpartition("[")[2].rstrip("]")) for row in rows]
    if repeat and len(rows) < _MOST_ROWS:
        answers[f"{repeat}[{max(numbers, default=0) + 1}]/"] = ""
    return answers


def _made(
    submission: Submission, base: Content, answers: Answers, outline: Outline | None
) -> Answers:
    version = version_of(submission.form, base.version)
    kept = {name: text for name, text in answers.items() if not name.endswith("/")}
    if version is None or outline is None:
        return kept
    return recomputed(kept, rules_of(version.xform), outline.repeats)


def _sent(
    request: HttpRequest,
    actor: Actor,
    submission: Submission,
    base: Content,
    answers: Answers,
    outline: Outline | None,
    reason: str,
) -> HttpResponse:
    content = send_edit(actor, submission, base, answers, outline, reason)
    settled(submission)
    if content.rival:
        flash(request, "review.edit.conflict", "warning")
        return redirect(f"{record_address(submission)}/choose/{content.pk}")
    flash(request, "review.edit.done")
    still = actor.submissions().filter(pk=submission.pk).exists()
    return redirect(record_address(submission) if still else f"/m/{submission.mission.code}/queue")


def send_edit(
    actor: Actor,
    submission: Submission,
    base: Content,
    answers: Answers,
    outline: Outline | None,
    reason: str,
) -> Content:
    """Send an edit through the door of all that arrives; the content that it became.

    Raises
    ------
    AzalaiError
        ``review_reason_needed``, or what `collection.receiving.receive` refuses.
    """
    if not reason.strip():
        raise AzalaiError("review_reason_needed")
    # A record that named an unknown form says by now which one it was given to.
    form_id = submission.form.form_id if submission.form else submission.form_name
    xml = write_answers(
        answers, outline, form_id=form_id, version=base.version,
        instance_id=f"uuid:{uuid.uuid4()}", deprecated_id=base.instance_id,
    )  # fmt: skip
    receipt = receive(
        Arrival(
            mission_id=submission.mission_id, xml=xml, origin=Origin.EDIT,
            user_id=actor.user.pk if actor.user else None, reason=reason.strip(),
            base_id=base.pk, practice=submission.practice,
        )
    )  # fmt: skip
    return Content.objects.get(pk=receipt.content_id)


def _chosen(
    request: HttpRequest,
    actor: Actor,
    submission: Submission,
    mine: Content,
    theirs: Content,
    ours: Answers,
    other: Answers,
) -> HttpResponse:
    """Settle a rival by what was picked; `theirs` must still be in force."""
    if request.POST.get("theirs", "") != str(theirs.pk):
        raise AzalaiError("review_changed")
    made = dict(ours)
    for address in differing(ours, other):
        if request.POST.get(f"p:{address}") == "mine":
            made[address] = other.get(address, "")
    outline = outline_for(submission.form, theirs)
    made = _made(submission, theirs, made, outline)
    reason = request.POST.get("reason", "").strip()
    if differing(ours, made):
        if not reason:
            raise AzalaiError("review_reason_needed")
        states.settle(actor, mine)
        if send_edit(actor, submission, theirs, made, outline, reason).rival:
            raise AzalaiError("review_changed")
    else:
        states.settle(actor, mine)
    settled(submission)
    flash(request, "review.choose.done")
    return redirect(record_address(submission))


def _blocks(outline: Outline | None, answers: Answers, sheet: Sheet) -> list[Block]:
    if outline is None:
        entries = [_entry(sheet, None, name, answers) for name in answers
                   if not name.startswith("meta/")]  # fmt: skip
        return [Block("", entries)]
    blocks: dict[str, Block] = {}
    for item in outline.questions:
        if item.type in _NOT_ASKED or sheet.line(item.path, answers).hidden:
            continue
        if item.repeat:
            if item.repeat not in blocks:
                blocks[item.repeat] = _repeat_block(outline, item.repeat, answers, sheet)
            continue
        head = item.path.rpartition("/")[0]
        block = blocks.setdefault(head, Block(sheet.title(head), []))
        block.entries.append(_entry(sheet, item, item.path, answers))
    return list(blocks.values())


def _repeat_block(outline: Outline, repeat: str, answers: Answers, sheet: Sheet) -> Block:
    asked = [one for one in outline.questions
             if one.repeat == repeat and one.type not in _NOT_ASKED]  # fmt: skip
    rows = tuple(
        (row, [_entry(sheet, one, row + one.path[len(repeat) :], answers) for one in asked])
        for row in rows_of(answers, repeat)
    )
    return Block(sheet.title(repeat), [], repeat, rows)


def _entry(sheet: Sheet, item: Question | None, address: str, answers: Answers) -> Entry:
    value = answers.get(address, "")
    kind, choices = "text", []
    if item is not None:
        choices = sheet.choices(item)
        kind = "several" if item.multiple else "one" if choices else _INPUTS.get(item.type, "text")
    if kind == "time":
        value = value[:5]
    elif kind == "number" and value and not _NUMBER.fullmatch(value):
        # A browser would show an empty field instead of what stands there.
        kind = "text"
    known = {code for code, _ in choices}
    if kind in ("one", "several"):
        choices = choices + [(word, word) for word in value.split() if word not in known]
    step = "any" if item is not None and item.type == "decimal" else ""
    place = item is not None and item.file == "places.csv"
    label = sheet.line(address, answers).label
    return Entry(address, label, kind, value, choices, step=step, place=place)
