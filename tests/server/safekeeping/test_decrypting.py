"""Encrypted records as the key holder gets them: a home, this server's export, ODK Briefcase's.

DC-01  this server's export carries what phones sealed, still sealed; opened on a machine without
       any server it gives the table that plain records give
DC-02  straight into a workspace: groups and nationalities as sent, repeatable, nothing left behind
DC-03  folders as ODK Briefcase keeps them; Central's own csv.zip lacks the keys, and that is said
DC-04  a file that has not arrived is told; another key, a broken file, a trap in a zip: a refusal
DC-05  a private key that has a password of its own
DC-06  what is said of thousands is said in both languages
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from azalai.cli.main import run
from azalai.cli.speech import choose_language
from azalai.forms.outline import outline
from azalai.server.api.tokens import new_token
from azalai.server.collection import blobs
from azalai.server.collection.receiving import Arrival, Part, receive
from azalai.server.models import Form, FormVersion, Mission, Origin, Role, Submission
from azalai.server.safekeeping.decrypting import decrypt
from azalai.server.safekeeping.sealed import in_export, in_home
from azalai.wording import Wording
from azalai.workspace import Folder, engine
from tests.server.safekeeping.sealing_phone import seal

XFORM = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa">
<h:head><h:title>Sealed</h:title><model><instance><data id="sealed" version="1">
<visit><point/><date/></visit><direction/><persons/><photo/>
<nat jr:template=""><code/><number/></nat><meta><instanceID/></meta></data></instance>
<bind nodeset="/data/visit/point" type="string"/><bind nodeset="/data/visit/date" type="date"/>
<bind nodeset="/data/persons" type="int"/><bind nodeset="/data/photo" type="binary"/>
</model></h:head><h:body><group ref="/data/visit"><label>Visit</label>
<input ref="/data/visit/point"><label>Point</label></input>
<input ref="/data/visit/date"><label>Day</label></input></group>
<input ref="/data/direction"><label>Way</label></input>
<input ref="/data/persons"><label>Persons</label></input>
<upload ref="/data/photo" mediatype="image/*"><label>Photo</label></upload>
<group ref="/data/nat"><label>Nationality</label><repeat nodeset="/data/nat">
<input ref="/data/nat/code"><label>Which</label></input>
<input ref="/data/nat/number"><label>How many</label></input></repeat></group></h:body></h:html>
"""
MAPPING = """
format = 1
[columns]
record_id = "KEY"
point = "visit-point"
date = "visit-date"
persons = "persons"
direction = "direction"
[repeat.nationality]
file = "{stem}-nat.csv"
key = "PARENT_KEY"
of = "KEY"
category = "code"
persons = "number"
"""


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _pem(key: rsa.RSAPrivateKey, path: Path, password: str = "") -> Path:
    locked: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if password:
        locked = serialization.BestAvailableEncryption(password.encode())
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)
    )
    return path


def _plain(root: str, persons: int, malians: int, photo: str = "") -> bytes:
    return (
        '<data id="sealed" version="1"><visit><point>ML-gogui</point><date>2020-06-02</date>'
        f"</visit><direction>out</direction><persons>{persons}</persons><photo>{photo}</photo>"
        f"<nat><code>MLI</code><number>{malians}</number></nat>"
        f"<nat><code>SEN</code><number>{persons - malians}</number></nat>"
        f"<meta><instanceID>{root}</instanceID></meta></data>"
    ).encode()


def _sealed(key: rsa.RSAPrivateKey) -> dict[str, tuple[bytes, Mapping[str, bytes]]]:
    """Two records; their sealed XML has the same name, as always."""
    one = seal(key.public_key(), "sealed", "1", "uuid:one", _plain("uuid:one", 41, 35, "a.jpg"),
               {"a.jpg": b"one's face"})  # fmt: skip
    two = seal(key.public_key(), "sealed", "1", "uuid:two", _plain("uuid:two", 7, 7), {})
    return {"uuid:one": one, "uuid:two": two}


@pytest.fixture
def form(mission: Mission, key: rsa.RSAPrivateKey) -> Form:
    """A form with two sealed records."""
    made = Form.objects.create(
        mission=mission, form_id="sealed", kind=Form.Kind.FLOW, mapping=MAPPING
    )
    FormVersion.objects.create(
        form=made, version="1", title="Sealed", xform=XFORM, md5="0" * 32,
        outline=json.loads(json.dumps(outline(XFORM).as_json())),
    )  # fmt: skip
    for envelope, files in _sealed(key).values():
        receive(Arrival(mission.pk, envelope, _parts(files), origin=Origin.PHONE))
    return made


def _parts(files: Mapping[str, bytes]) -> tuple[Part, ...]:
    parts = []
    for name, data in files.items():
        with blobs.Writing() as blob:
            blob.write(data)
            size, digest = blob.size, blob.keep()
        parts.append(Part(name, "application/octet-stream", digest, size))
    return tuple(parts)


@pytest.fixture
def export(form: Form, person: object, tmp_path: Path) -> Path:
    """The form's export, as an officer downloads it."""
    user = person("awa", Role.COUNTRY_OFFICER, form.mission)  # type: ignore[operator]
    client = Client(headers={"Authorization": f"Bearer {new_token(user)[1]}"})
    answer = client.get(f"/v1/projects/{form.mission.pk}/forms/sealed/submissions.csv.zip")
    assert answer.status_code == 200
    path = tmp_path / "sealed.csv.zip"
    path.write_bytes(answer.getvalue())
    return path


Azalai = Callable[..., str]


@pytest.fixture
def decrypting(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Azalai:
    """The command, with nobody at the keyboard."""

    def call(*words: str | Path, code: int = 0, lang: str = "en", **more: str) -> str:
        with monkeypatch.context() as here:
            here.setattr(sys, "stdin", io.StringIO())
            for name, value in more.items():
                here.setenv(name, value)
            line = ["collect", "decrypt", *map(str, words), "--lang", lang]
            choose_language(line, {})
            ended = run(line)
            choose_language([], {})
        said = "".join(capsys.readouterr())
        assert ended == code, said
        return said

    return call


def test_dc01_export(form: Form, export: Path, key: rsa.RSAPrivateKey, tmp_path: Path) -> None:
    with zipfile.ZipFile(export) as archive:
        assert all(
            secret not in archive.read(name)
            for name in archive.namelist()
            for secret in (b"ML-gogui<", b"one's face")
        )
        assert not [name for name in archive.namelist() if name.startswith("media/")]
    found = decrypt(in_export(export), tmp_path / "there", key)
    here = decrypt(in_home(), tmp_path / "here", key)
    assert (found.records, found.media, found.problems) == (2, 1, [])
    for name in ("sealed.csv", "sealed-nat.csv"):
        mine = (tmp_path / "here" / f"{form.mission.code}-{name}").read_text("utf-8")
        assert (tmp_path / "there" / name).read_text("utf-8") == mine
    main = (tmp_path / "there" / "sealed.csv").read_text("utf-8").splitlines()
    assert main[0].startswith("visit-point,visit-date,direction,persons,photo")
    assert [line.split(",")[:4] for line in main[1:]] == [
        ["ML-gogui", "2020-06-02", "out", "41"], ["ML-gogui", "2020-06-02", "out", "7"],
    ]  # fmt: skip
    (photo,) = (tmp_path / "there").rglob("a.jpg")
    assert photo.read_bytes() == b"one's face"
    assert (tmp_path / "there").stat().st_mode & 0o077 == 0
    assert photo.stat().st_mode & 0o077 == 0
    assert here.records == 2
    # What a reviewer has rejected is not brought in by this way either.
    Submission.objects.filter(root_id="uuid:two").update(state="rejected")
    assert decrypt(in_home("sealed"), tmp_path / "less", key).records == 1


def test_dc02_into_a_workspace(
    export: Path, workspace: Path, key: rsa.RSAPrivateKey, tmp_path: Path, decrypting: Azalai,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    pem = _pem(key, tmp_path / "key.pem")
    place = tmp_path / "scratch"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    said = decrypting(export, "--key", pem, "--workspace", workspace)
    assert "2 records opened and read into the workspace." in said
    assert "1 photo or other file was not kept" in said
    assert list(place.iterdir()) == []
    assert _groups(workspace) == [("uuid:one", 41), ("uuid:two", 7)]
    again = decrypting(export, "--key", pem, "--workspace", workspace, lang="fr")
    assert "2 enregistrements ouverts" in again
    assert len(_groups(workspace)) == 2


def _groups(workspace: Path) -> list[tuple[str, int]]:
    folder = Folder(workspace)
    with engine() as opened:
        folder.load(opened, folder.months())
        return list(opened.rows("SELECT record_id, persons FROM groups ORDER BY record_id"))


def test_dc03_briefcase(
    workspace: Path, key: rsa.RSAPrivateKey, tmp_path: Path, decrypting: Azalai
) -> None:
    store = tmp_path / "ODK Briefcase Storage" / "forms" / "Sealed"
    (store / "instances").mkdir(parents=True)
    (store / "Sealed.xml").write_text(XFORM, "utf-8")
    for root, (envelope, files) in _sealed(key).items():
        place = store / "instances" / root.replace(":", "")
        place.mkdir()
        (place / "submission.xml").write_bytes(envelope)
        for name, data in files.items():
            (place / name).write_bytes(data)
    pem = _pem(key, tmp_path / "key.pem")
    said = decrypting(store, "--key", pem, "--to", tmp_path / "plain")
    assert "2 records opened; photos and other files: 1" in said
    assert "41" in (tmp_path / "plain" / "sealed.csv").read_text("utf-8")
    # Nobody has said how such a form is to be read.
    said = decrypting(store, "--key", pem, "--workspace", workspace, code=1)
    assert "--mapping" in said
    (tmp_path / "m.toml").write_text(MAPPING, "utf-8")
    decrypting(store, "--key", pem, "--workspace", workspace, "--mapping", tmp_path / "m.toml")

    central = tmp_path / "central.zip"
    with zipfile.ZipFile(central, "w") as archive:
        archive.writestr("sealed.csv", "SubmissionDate,KEY,Status\n2020-06-02,uuid:one,\n")
        archive.writestr("media/submission.xml.enc", b"x")
    assert "lacks the key of each record" in decrypting(
        central, "--key", pem, "--to", tmp_path / "c", code=1
    )
    assert "ne contient pas la clé" in decrypting(
        central, "--key", pem, "--to", tmp_path / "c", code=1, lang="fr"
    )
    assert not (tmp_path / "c").exists()


def test_dc04_refused(
    export: Path, key: rsa.RSAPrivateKey, tmp_path: Path, decrypting: Azalai
) -> None:
    other = rsa.generate_private_key(65537, 2048)
    found = decrypt(in_export(export), tmp_path / "other", other)
    assert (found.records, [one.code for one in found.problems]) == (0, ["sealed_for_another"] * 2)
    assert list((tmp_path / "other").iterdir()) == []

    late = _changed(export, tmp_path / "late.zip", lambda name, data: None if "a.jpg" in name
                    else data)  # fmt: skip
    found = decrypt(in_export(late), tmp_path / "late", key)
    assert (found.records, found.incomplete, found.problems) == (2, ["uuid:one"], [])
    said = decrypting(late, "--key", _pem(key, tmp_path / "k"), "--to", tmp_path / "l2", lang="fr")
    assert "uuid:one" in said
    assert "pas encore arrivés" in said

    spoilt = _changed(export, tmp_path / "spoilt.zip", lambda name, data: data if "a.jpg" not in
                      name else bytes([data[0] ^ 1]) + data[1:])  # fmt: skip
    found = decrypt(in_export(spoilt), tmp_path / "spoilt", key)
    assert (found.records, [one.code for one in found.problems]) == (1, ["sealed_damaged"])

    bomb = _changed(export, tmp_path / "bomb.zip", lambda name, data: bytes(300 * 2**20) if "a.jpg"
                    in name else data)  # fmt: skip
    said = decrypting(bomb, "--key", tmp_path / "k", "--to", tmp_path / "b", code=1)
    assert "would unpack to far more" in said
    assert "could not be opened: 1" in said
    (tmp_path / "no.zip").write_bytes(export.read_bytes()[:-30])
    assert "no zip" in decrypting(
        tmp_path / "no.zip", "--key", tmp_path / "k", "--to", tmp_path / "n", code=1
    )


def _changed(path: Path, target: Path, change: object) -> Path:
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = change(name, old.read(name))  # type: ignore[operator]
            if data is not None:
                new.writestr(name, data)
    return target


def test_dc05_locked_key(
    export: Path, key: rsa.RSAPrivateKey, tmp_path: Path, decrypting: Azalai
) -> None:
    pem = _pem(key, tmp_path / "locked.pem", "acacia")
    words = (export, "--key", pem, "--to", tmp_path / "out")
    assert "2 records opened" in decrypting(*words, AZALAI_KEY_PASSWORD="acacia")
    decrypting(*words, code=1, AZALAI_KEY_PASSWORD="baobab")
    # Here there is nobody to ask.
    assert "AZALAI_KEY_PASSWORD" in decrypting(*words, code=1)


def test_dc06_thousands() -> None:
    for lang, grouped in (("en", "12,345"), ("fr", "12\u202f345")):
        text = Wording(lang)
        for said in (
            text.text("cli.backup.done", 12345, path="p", attachments=1, size=1, how="h"),
            text.text("cli.restore.verified", 12345, made_at="t", attachments=1, audit=1),
            text.text("cli.collect.decrypt.done", 12345, media=1),
        ):
            assert grouped in said
