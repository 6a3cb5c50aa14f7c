"""Two hundred submissions, ten copies of each at the same moment: two hundred records."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from django.db.models import Sum

from azalai.server.models import AuditEntry, Content, Submission

from . import posting
from .conftest import Address
from .test_receiving import xml

SUBMISSIONS, COPIES = 200, 10


@pytest.mark.parametrize("server", ["waitress", "gunicorn"])
def test_copies_at_once(server: str, token: str, request: pytest.FixtureRequest) -> None:
    address: Address = request.getfixturevalue(server)
    together = threading.Barrier(COPIES)
    statuses: Counter[int] = Counter()
    sent = []
    for number in range(SUBMISSIONS):
        body, content_type = posting.multipart(xml(f"uuid:copy-{number}"), boundary="same")
        sent.append(posting.request(token, body, content_type, "Connection: close\r\n"))

    def phone() -> None:
        found: list[int] = []
        for one in sent:
            together.wait(60)
            found.append(posting.status_of(posting.exchange(address, one)))
        statuses.update(found)

    phones = [threading.Thread(target=phone) for _ in range(COPIES)]
    for one in phones:
        one.start()
    for one in phones:
        one.join()
    # Nobody has published the form: the first is 202, and its copies are known.
    assert statuses == {202: SUBMISSIONS, 201: SUBMISSIONS * (COPIES - 1)}
    assert Submission.objects.count() == Content.objects.count() == SUBMISSIONS
    assert Submission.objects.aggregate(all=Sum("retries"))["all"] == SUBMISSIONS * (COPIES - 1)
    lines = AuditEntry.objects.filter(action__startswith="submission.")
    assert Counter(lines.values_list("action", flat=True)) == {
        "submission.received": SUBMISSIONS,
        "submission.resent": SUBMISSIONS * (COPIES - 1),
    }
