"""pyodk, the client of ODK Central's makers, against a server of ours that runs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyodk._utils.config import CentralConfig, Config
from pyodk.client import Client
from pyodk.errors import PyODKError

from tests.server.api.conftest import XFORM, record

PREPARE = """
import json, sys
from pathlib import Path
from azalai.server.home import Home
from azalai.server.starting import start, migrate
start(Home(Path(sys.argv[1]).resolve())); migrate()
from azalai.server.missions import add_mission
from azalai.server.models import Form, FormVersion, Grant, Role, User
from azalai.forms.outline import outline
mission = add_mission(Path(sys.argv[2]))
user = User.objects.create("awa", "lakes-and-dunes-7", full_name="Awa")
Grant.objects.create(user=user, role=Role.COUNTRY_OFFICER, mission=mission)
xform = sys.stdin.read()
form = Form.objects.create(mission=mission, form_id="flows", kind=Form.Kind.OTHER)
FormVersion.objects.create(form=form, version="7", title="Flows", xform=xform, md5="0" * 32,
                           outline=json.loads(json.dumps(outline(xform).as_json())))
print(mission.pk)
"""


@pytest.fixture
def client(workspace: Path, serving: Callable[..., Any], tmp_path: Path) -> Any:
    """pyodk, signed in as a country officer."""
    home = tmp_path / "home"
    done = subprocess.run(
        [sys.executable, "-c", PREPARE, str(home), str(workspace)], input=XFORM, text=True,
        env=os.environ | {"AZALAI_HOME": str(home)}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    running = serving(home=home)
    config = Config(
        CentralConfig(running.address, "awa", "lakes-and-dunes-7", int(done.stdout.split()[-1]))
    )
    with Client(config=config, cache_path=tmp_path / "cache.toml") as made:
        yield made


def test_round_trip(client: Client, tmp_path: Path) -> None:
    assert [one.description for one in client.projects.list()] == ["mli"]
    assert "flows" in {one.xmlFormId for one in client.forms.list()}
    form = client.forms.get("flows")
    assert (form.version, form.name, form.state) == ("7", "Flows", "open")

    photo = tmp_path / "bus.jpg"
    photo.write_bytes(b"\xff\xd8" + b"x" * 3_000_000)
    xml = record("uuid:a", photo="bus.jpg").decode()
    made = client.submissions.create(xml, "flows", device_id="d1", attachments=[photo])
    assert made.instanceId == "uuid:a" and made.reviewState is None
    assert [(one.name, one.exists) for one in made.attachments or []] == [("bus.jpg", True)]
    again = client.submissions.create(xml, "flows")
    assert again.instanceId == "uuid:a"
    with pytest.raises(PyODKError) as caught:
        client.submissions.create(xml.replace(">7<", ">8<"), "flows")
    assert caught.value.is_central_error(409.3)

    client.submissions.create(record("uuid:b").decode(), "flows")
    assert [one.instanceId for one in client.submissions.list("flows")] == ["uuid:b", "uuid:a"]
    table = client.submissions.get_table("flows", expand="*", count=True, top=1)
    assert table["@odata.count"] == 2 and len(table["value"]) == 1
    assert [one["number"] for one in table["value"][0]["nat"]] == [4, 3]
    rows = client.submissions.get_table("flows", table_name="Submissions.nat", count=True)
    assert rows["@odata.count"] == 4

    edited = record("uuid:a2", total=9, old="uuid:a", photo="bus.jpg").decode()
    client.submissions.edit("uuid:a", edited, "flows", comment="Counted again")
    assert client.submissions.get("uuid:a", "flows").reviewState == "edited"
    with pytest.raises(PyODKError) as caught:
        client.submissions.edit("uuid:a", edited.replace("uuid:a2", "uuid:a3"), "flows")
    assert caught.value.is_central_error(409.15)

    client.submissions.review("uuid:b", "rejected", "flows", comment="Not ours")
    assert client.submissions.get("uuid:b", "flows").reviewState == "rejected"
    client.submissions.add_comment("uuid:b", "Asked the driver", form_id="flows")
    said = [one.body for one in client.submissions.list_comments("uuid:b", "flows")]
    assert said[:2] == ["Asked the driver", "Not ours"]
    only = client.submissions.get_table("flows", filter="__system/reviewState eq 'rejected'")
    assert [one["__id"] for one in only["value"]] == ["uuid:b"]

    pid = client.project_id
    base = f"projects/{pid}/forms/flows"
    got = client.get(f"{base}/submissions/uuid:a/attachments/bus.jpg")
    assert got.content == photo.read_bytes()
    assert client.get(f"{base}/submissions/uuid:a.xml").text == edited
    changes = client.get(f"{base}/submissions/uuid:a/diffs").json()
    assert changes == {"uuid:a2": [{"path": ["grp", "total"], "old": "7", "new": "9"}]}
    assert client.get(f"{base}.xml").text == XFORM
