"""A form with a repeat, records of it, and callers with their tokens."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from azalai.forms.outline import outline
from azalai.server.api.tokens import new_token
from azalai.server.collection.receiving import Arrival, Receipt, receive
from azalai.server.models import Form, FormVersion, Mission, Origin, Role, User

XFORM = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms">
<h:head><h:title>Flows</h:title><model><instance>
<data id="flows" version="7"><day/><grp><total/><size/></grp><gps/>
<nat jr:template=""><nationality/><number/></nat><why/><photo/><sum/>
<meta><instanceID/></meta></data></instance>
<bind nodeset="/data/day" type="date"/><bind nodeset="/data/grp/total" type="int"/>
<bind nodeset="/data/grp/size" type="decimal"/><bind nodeset="/data/gps" type="geopoint"/>
<bind nodeset="/data/nat/nationality" type="string"/><bind nodeset="/data/nat/number" type="int"/>
<bind nodeset="/data/why" type="string"/><bind nodeset="/data/photo" type="binary"/>
<bind nodeset="/data/sum" type="string" calculate="1"/>
<bind nodeset="/data/meta/instanceID" type="string" jr:preload="uid"/>
</model></h:head><h:body><input ref="/data/day"><label>Day</label></input>
<group ref="/data/grp"><label>Group</label><input ref="/data/grp/total"><label>Total</label></input>
<input ref="/data/grp/size"><label>Size</label></input></group>
<input ref="/data/gps"><label>Place</label></input>
<group ref="/data/nat"><label>Nationality</label><repeat nodeset="/data/nat">
<input ref="/data/nat/nationality"><label>Which</label></input>
<input ref="/data/nat/number"><label>How many</label></input></repeat></group>
<select ref="/data/why"><label>Why</label><item><label>Work</label><value>work</value></item>
<item><label>War</label><value>war</value></item></select>
<upload ref="/data/photo" mediatype="image/*"><label>Photo</label></upload></h:body></h:html>
"""


def publish(mission: Mission, xform: str = XFORM, version: str = "7") -> Form:
    """The form, with a version of it."""
    read = outline(xform)
    form, _ = Form.objects.get_or_create(
        mission=mission, form_id=read.form_id, defaults={"kind": Form.Kind.OTHER}
    )
    FormVersion.objects.create(
        form=form, version=version, title=read.title, xform=xform, md5="0" * 32,
        outline=json.loads(json.dumps(read.as_json())),
    )  # fmt: skip
    return form


def record(
    instance: str, total: object = 7, nat: tuple[tuple[str, int], ...] = (("ML", 4), ("NE", 3)),
    *, old: str = "", photo: str = "", form: str = "flows",
) -> bytes:  # fmt: skip
    """A record's XML."""
    rows = "".join(
        f"<nat><nationality>{who}</nationality><number>{n}</number></nat>" for who, n in nat
    )
    replaced = f"<deprecatedID>{old}</deprecatedID>" if old else ""
    return (
        f'<data id="{form}" version="7"><day>2026-03-02</day><grp><total>{total}</total>'
        f"<size>2.5</size></grp><gps>16.27 -0.04 250 4.5</gps>{rows}<why>work war</why>"
        f"<photo>{photo}</photo><sum>7</sum>"
        f"<meta>{replaced}<instanceID>{instance}</instanceID></meta></data>"
    ).encode()


def take(mission: Mission, xml: bytes, *, practice: bool = False) -> Receipt:
    """Take in a record, as a phone's."""
    return receive(Arrival(mission.pk, xml, origin=Origin.PHONE, practice=practice))


@pytest.fixture
def form(mission: Mission) -> Form:
    """The form ``flows``, in its version 7."""
    return publish(mission)


@pytest.fixture
def officer(mission: Mission, person: Callable[..., User]) -> User:
    """A country officer of the mission."""
    return person("awa", Role.COUNTRY_OFFICER, mission)


class Caller:
    """Calls the API with somebody's token."""

    def __init__(self, user: User | None, lang: str = "en") -> None:
        headers = {"Accept-Language": lang}
        if user is not None:
            headers["Authorization"] = f"Bearer {new_token(user)[1]}"
        self.client = Client(headers=headers)

    def __call__(self, path: str, method: str = "get", **options: Any) -> Any:
        """The answer of an address below ``/v1``."""
        return getattr(self.client, method)(f"/v1{path}", **options)


@pytest.fixture
def call(officer: User) -> Caller:
    """Call as the officer."""
    return Caller(officer)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Where pyodk keeps its token."""
    return tmp_path / "cache.toml"
