"""The screens on which months are closed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from azalai.model.errors import AzalaiError
from azalai.model.periods import Month
from azalai.release.history import revisions
from azalai.release.reading import open_revision
from azalai.server.feeding import closing as closings
from azalai.server.feeding.bulletins import bulletin_of, file_of, make_bulletin
from azalai.server.feeding.feed import feed
from azalai.server.feeding.standing import months_of, spans, standing
from azalai.server.feeding.tables import file_stem
from azalai.server.missions import folder_of, today_of
from azalai.server.models import Closing, Mission
from azalai.server.pages.flash import flash
from azalai.server.people.actors import Actor
from azalai.server.people.doors import needs
from azalai.server.people.roles import Action
from azalai.wording import Wording


@require_GET
@needs(Action.CLOSE)
def show_months(request: HttpRequest, actor: Actor, mission: Mission) -> HttpResponse:
    """Every month, and how it stands."""
    lines = months_of(mission, folder_of(mission))
    return render(request, "feeding/months.html", {"mission": mission, "lines": lines})


@require_GET
@needs(Action.CLOSE)
def show_month(request: HttpRequest, actor: Actor, mission: Mission, month: str) -> HttpResponse:
    """One month: what is open in it, what to do."""
    folder, wanted = folder_of(mission), _month(month)
    wording = Wording(request.LANGUAGE_CODE)
    found = standing(mission, folder, wanted, wording, today_of(mission))
    said = {
        "mission": mission,
        "found": found,
        "points": folder.register.points,
        "spans": spans,
        "own": found.request is not None and found.request.asked_by_id == request.user.pk,
        "bulletins": [(release, bulletin_of(mission, release)) for release in found.releases],
    }
    return render(request, "feeding/month.html", said)


@require_POST
@needs(Action.CLOSE)
def ask(request: HttpRequest, actor: Actor, mission: Mission, month: str) -> HttpResponse:
    """Ask for a month to be closed."""
    assert actor.user is not None
    seen, reason = request.POST.get("seen", ""), request.POST.get("reason", "")
    try:
        closings.ask(mission, _month(month), actor.user, seen, reason, today_of(mission))
    except AzalaiError as problem:
        return _refused(request, mission, month, problem)
    flash(request, "feeding.closing.asked")
    return _back(mission, month)


@require_POST
@needs(Action.CLOSE)
def confirm(
    request: HttpRequest, actor: Actor, mission: Mission, month: str, number: int
) -> HttpResponse:
    """Be the second person, or let go on what was cut off."""
    assert actor.user is not None
    closing = get_object_or_404(Closing, pk=number, mission=mission, month=month)
    try:
        if closing.confirmed_by is None:
            closings.confirm(closing, actor.user, today_of(mission))
        else:
            closings.finish(closing, today_of(mission))
    except AzalaiError as problem:
        return _refused(request, mission, month, problem)
    flash(request, "feeding.closing.closed", release=closing.release)
    return _back(mission, month)


@require_POST
@needs(Action.CLOSE)
def withdraw(
    request: HttpRequest, actor: Actor, mission: Mission, month: str, number: int
) -> HttpResponse:
    """Take a request back."""
    assert actor.user is not None
    closing = get_object_or_404(Closing, pk=number, mission=mission, month=month)
    try:
        closings.withdraw(closing, actor.user)
    except AzalaiError as problem:
        return _refused(request, mission, month, problem)
    flash(request, "feeding.closing.withdrawn")
    return _back(mission, month)


@require_POST
@needs(Action.CLOSE)
def hand_over(request: HttpRequest, actor: Actor, mission: Mission, month: str) -> HttpResponse:
    """Hand over what is approved, without waiting for the next run."""
    try:
        feed(mission)
    except AzalaiError as problem:
        return _refused(request, mission, month, problem)
    flash(request, "feeding.closing.handed_over")
    return _back(mission, month)


@require_POST
@needs(Action.CLOSE)
def make(
    request: HttpRequest, actor: Actor, mission: Mission, month: str, revision: int
) -> HttpResponse:
    """Begin to make the bulletins of a release."""
    wanted = _month(month)
    folder = folder_of(mission)
    frozen = revisions(folder.root, wanted)
    if not 1 <= revision <= len(frozen):
        raise Http404
    release = open_revision(frozen[revision - 1]).identity
    make_bulletin(mission, wanted, revision, release, request.LANGUAGE_CODE)
    flash(request, "feeding.bulletin.begun")
    return _back(mission, month)


@require_GET
@needs(Action.CLOSE)
def download(
    request: HttpRequest, actor: Actor, mission: Mission, month: str, revision: int, name: str
) -> HttpResponse:
    """A bulletin."""
    frozen = revisions(folder_of(mission).root, _month(month))
    if not 1 <= revision <= len(frozen):
        raise Http404
    path = file_of(mission, open_revision(frozen[revision - 1]).identity, name)
    if path is None:
        raise Http404
    # Some hundred kilobytes: nothing is gained by sending it in pieces.
    answer = HttpResponse(path.read_bytes(), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{file_stem(name)}"'
    return answer


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except AzalaiError:
        raise Http404 from None


def _back(mission: Mission, month: str) -> HttpResponse:
    return redirect(f"/m/{mission.code}/closing/{month}")


def _refused(
    request: HttpRequest, mission: Mission, month: str, problem: AzalaiError
) -> HttpResponse:
    said = Wording(request.LANGUAGE_CODE).error(problem)
    flash(request, "feeding.refused", "error", why=said)
    return _back(mission, month)
