"""Schemathesis: whatever the API's own description allows, and what it does not, is answered."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.server.api.conftest import XFORM, record
from tests.server.api.test_pyodk import PREPARE

ADMINISTRATOR = """
from azalai.server.api.tokens import new_token
from azalai.server.collection.receiving import Arrival, receive
from azalai.server.models import Origin
boss = User.objects.create("boss", "lakes-and-dunes-7")
Grant.objects.create(user=boss, role=Role.ADMINISTRATOR)
for xml in json.loads(sys.argv[3]):
    receive(Arrival(mission.pk, xml.encode(), origin=Origin.PHONE))
print(new_token(boss)[1])
"""
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_schema_conformance,ignored_auth,unsupported_method"
)


def run(
    workspace: Path, serving: Callable[..., Any], tmp_path: Path, *, seconds: int, examples: int
) -> subprocess.CompletedProcess[str]:
    home = tmp_path / "home"
    sent = [record("uuid:a").decode(), record("uuid:b").decode(),
            record("uuid:b2", total=9, old="uuid:b").decode()]  # fmt: skip
    environment = os.environ | {"AZALAI_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", PREPARE + ADMINISTRATOR, str(home), str(workspace),
         json.dumps(sent)],
        input=XFORM, text=True, env=environment, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    mission, token = done.stdout.split()[-2:]
    address = serving(home=home).address
    # Most made-up names lead nowhere: in half of the cases these lead somewhere.
    schema = httpx.get(f"{address}/v1/openapi.json").json()
    there = {
        "project": [int(mission)], "form": ["flows"], "instance": ["uuid:a", "uuid:b"],
        "table": ["Submissions", "Submissions.nat"], "version": ["7", "uuid:b2"],
        "$select": ["__id", "grp/total,__system/edits"], "$expand": ["*"],
        "$filter": ["__system/reviewState ne 'approved'", "year(__system/submissionDate) gt 2000"],
    }  # fmt: skip
    for path in schema["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", []):
                if parameter["name"] in there:
                    known = {"enum": there[parameter["name"]]}
                    parameter["schema"] = {"anyOf": [known, parameter["schema"]]}
            for media in operation.get("requestBody", {}).get("content", {}):
                if media.endswith("xml"):
                    bodies = [record("uuid:n").decode(), record("uuid:a9", old="uuid:a").decode()]
                    body = operation["requestBody"]["content"][media]
                    body["schema"] = {"anyOf": [{"enum": bodies}, {"type": "string"}]}
    (tmp_path / "openapi.json").write_text(json.dumps(schema))
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", "openapi.json", "--url", address,
        "--header", f"Authorization: Bearer {token}", "--checks", CHECKS,
        "--exclude-path-regex", "/sessions/(current|{token})$",
        "--max-examples", str(examples), "--max-time", str(seconds), "--seed", "1",
        "--phases", "examples,coverage,fuzzing", "--generation-database", "none",
        "--suppress-health-check", "all", "--no-shrink", "--no-color",
        "--continue-on-failure", "--request-timeout", "20",
    ]  # fmt: skip
    return subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=seconds + 120
    )


@pytest.mark.drill
def test_answers_conform(workspace: Path, serving: Callable[..., Any], tmp_path: Path) -> None:
    seconds, examples = (900, 2000) if "AZALAI_DRILL" in os.environ else (25, 60)
    done = run(workspace, serving, tmp_path, seconds=seconds, examples=examples)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
