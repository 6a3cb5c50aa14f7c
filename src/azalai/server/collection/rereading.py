"""Records read anew after their form came, or its mapping changed."""

from __future__ import annotations

import logging

from azalai.forms.instance import read_instance
from azalai.model.errors import AzalaiError
from azalai.server import jobs
from azalai.server.collection.formfacts import forget, form_facts
from azalai.server.models import Form, Submission

_LOG = logging.getLogger(__name__)
_AT_A_TIME = 500


def read_again(form: Form) -> int:
    """Read the records of a form by its versions and mapping of now; how many there are.

    Records that came before their form was known become the form's. What lists show of each is read
    anew, and each waits to be checked again. Contents and states stay as they are.
    """
    forget()
    orphans = Submission.objects.filter(
        mission=form.mission, form=None, form_name=form.form_id, sealed=False
    )
    orphans.update(form=form)
    done, last = 0, 0
    while True:
        waiting = form.submissions.filter(pk__gt=last, sealed=False).select_related("content")
        batch = list(waiting.order_by("pk")[:_AT_A_TIME])
        if not batch:
            break
        for one in batch:
            _read(one, form)
        done, last = done + len(batch), batch[-1].pk
    if done:
        jobs.wake()
    return done


def _read(one: Submission, form: Form) -> None:
    if one.content is None:
        return
    facts = form_facts(form.mission_id, form.form_id, one.content.version)
    try:
        found = facts.summarise(read_instance(bytes(one.content.xml)))
    except AzalaiError as problem:
        _LOG.warning("record %s cannot be read anew: %s", one.pk, problem)
        return
    # Only what was read: another thread may have moved its state meanwhile. And only if its
    # content is still the one that was read.
    Submission.objects.filter(pk=one.pk, content=one.content).update(
        point=found.point,
        day=found.day,
        time=found.time,
        direction=found.direction,
        persons=found.persons,
        summary=found.fields,
        checked=None,
    )
