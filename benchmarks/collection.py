"""Submissions under load: a steady stream while exports run, and as many as go.

    python benchmarks/collection.py [SECONDS]

A server as `azalai serve` starts it, on an empty home; a form of 250 questions; clients in
processes of their own, which keep their connections as phones behind a proxy do. Promises:

* 50 a second for 30 seconds with exports running (at least one is done by then): all accepted, 95 %
  within a second, and the server's memory no more than a tenth larger in the last third than in the
  second;
* as many as 64 clients can send: at least 0.3 of what a bare loop (parse, insert, sync; one after
  the other, no HTTP, no checks) does in the same run.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

QUESTIONS = 250
RATE = 50
CLIENTS = 64
SLOWEST = 1.0
GROWTH = 1.10
SHARE = 0.3
FORM = "load"


def tables() -> dict[str, list[list[str]]]:
    """The sheets of a form with as many questions as ODK Central's own soak test has."""
    survey = [["type", "name", "label"], ["date", "date", "Date"], ["text", "point", "Point"],
              ["integer", "persons", "Persons"]]  # fmt: skip
    survey += [["integer", f"q{number:03}", f"Question {number}"]
               for number in range(QUESTIONS - 3)]  # fmt: skip
    settings = [["form_title", "form_id", "version"], ["Load", FORM, "1"]]
    return {"survey": survey, "settings": settings}


MAPPING = """format = 1
[columns]
date = "date"
point = "point"
persons = "persons"
"""


def filled(instance: str) -> bytes:
    """A filled-in form."""
    answers = "".join(f"<q{number:03}>{number * 7 % 1000}</q{number:03}>"
                      for number in range(QUESTIONS - 3))  # fmt: skip
    return (
        f'<?xml version="1.0"?><data id="{FORM}" version="1"><date>2020-06-14</date>'
        f"<point>HEREMAKONO</point><persons>7</persons>{answers}"
        f"<meta><instanceID>uuid:{instance}</instanceID></meta></data>"
    ).encode()


def posted(token: str, instance: str) -> bytes:
    """The request that sends it."""
    body = (
        b'--x\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="f.xml"\r\n'
        b"Content-Type: text/xml\r\n\r\n" + filled(instance) + b"\r\n--x--\r\n"
    )
    return (
        f"POST /d/{token}/submission?deviceID=load HTTP/1.1\r\nHost: load\r\n"
        "X-OpenRosa-Version: 1.0\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body


@dataclass
class Said:
    """What clients met.

    Attributes
    ----------
    times : list of float
        Seconds from sending to answer.
    statuses : dict
        Status -> how often.
    seconds : float
        From the first request to the last answer.
    """

    times: list[float]
    statuses: dict[str, int]
    seconds: float


def clients(host: str, port: int, token: str, count: int, seconds: float, rate: float) -> Said:
    """Send from as many connections; `rate` a second altogether, or as fast as answers come."""
    times: list[float] = []
    statuses: dict[str, int] = {}
    begin = time.monotonic() + 0.5

    def one(number: int) -> None:
        door = socket.create_connection((host, port), timeout=60)
        door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sent = 0
        time.sleep(max(0.0, begin - time.monotonic()))
        while True:
            due = begin + (sent * count + number) / rate if rate else time.monotonic()
            if due > begin + seconds:
                break
            time.sleep(max(0.0, due - time.monotonic()))
            request = posted(token, f"{os.getpid()}-{number}-{sent}")
            start = due if rate else time.monotonic()
            door.sendall(request)
            answer = door.recv(65536)
            head, _, rest = answer.partition(b"\r\n\r\n")
            length = int(head.lower().partition(b"\r\ncontent-length:")[2].split(b"\r\n")[0])
            while len(rest) < length:
                rest += door.recv(65536)
            times.append(time.monotonic() - start)
            status = head[9:12].decode()
            statuses[status] = statuses.get(status, 0) + 1
            sent += 1
        door.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Said(times, statuses, time.monotonic() - begin)


def apart(*said: object) -> subprocess.Popen[str]:
    """This file's `clients` in a process of their own."""
    return subprocess.Popen(
        [sys.executable, __file__, "--clients", *map(str, said)], stdout=subprocess.PIPE, text=True
    )


def result(process: subprocess.Popen[str]) -> Said:
    """What such a process met."""
    out, _ = process.communicate()
    return Said(**json.loads(out))


def bare(folder: Path, seconds: float) -> float:
    """Records a second of a loop that parses, inserts and syncs, one at a time."""
    database = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute(
        "CREATE TABLE content (id INTEGER PRIMARY KEY, instance TEXT UNIQUE, xml BLOB)"
    )
    count, begin = 0, time.monotonic()
    while time.monotonic() < begin + seconds:
        xml = filled(str(count))
        instance = ElementTree.fromstring(xml).findtext("meta/instanceID")
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO content (instance, xml) VALUES (?, ?)", (instance, xml))
        database.execute("COMMIT")
        count += 1
    taken = time.monotonic() - begin
    database.close()
    return count / taken


def memory(process: int) -> int:
    """Kilobytes that a process has in memory."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    return 0


def cpu(process: int) -> float:
    """Seconds of CPU that a process has had."""
    words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    """A server under load."""

    process: subprocess.Popen[str]
    host: str
    port: int
    token: str
    export: Export


@dataclass
class Export:
    """Where the records are to be had as tables, and with which word."""

    path: str
    bearer: str


def prepared(root: Path) -> tuple[str, Export]:
    """A workspace, its home with the form, a device and an officer; both their tokens."""
    from azalai.server.api.tokens import new_token
    from azalai.server.collection.publishing import publish
    from azalai.server.missions import add_mission
    from azalai.server.models import Grant, Role, User
    from azalai.server.people.actors import SYSTEM
    from azalai.server.people.tokens import new_device
    from azalai.workspace import create
    from azalai.workspace.packs import country_pack, example

    create(root / "mali", example("mali_2020"), country_pack("MLI"))
    mission = add_mission(root / "mali")
    publish(mission, tables(), "flow", MAPPING)
    token = new_device(mission, "load", actor=SYSTEM)[1]
    officer = User.objects.create("officer", "lakes-and-dunes-7")
    Grant.objects.create(user=officer, role=Role.COUNTRY_OFFICER, mission=mission)
    path = f"/v1/projects/{mission.pk}/forms/{FORM}/submissions.csv.zip"
    return token, Export(path, new_token(officer)[1])


def started(root: Path, token: str, export: Export, home: Path) -> Server:
    """`azalai serve` on a free port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "azalai", "serve", "--workspace", str(root / "mali"),
         "--home", str(home), "--port", "0"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    for line in process.stdout:
        if "http://" in line:
            host, _, port = line.split("http://")[1].split()[0].partition("/")[0].rpartition(":")
            return Server(process, host, int(port), token, export)
    raise SystemExit("the server did not start")


def exporting(server: Server, stop: threading.Event) -> list[int]:
    """Ask for all records as zipped tables, over and over, of the same server; bytes of each, none
    of one that was refused."""
    sizes: list[int] = []

    headers = {"Authorization": f"Bearer {server.export.bearer}"}

    def run() -> None:
        while not stop.is_set():
            door = http.client.HTTPConnection(server.host, server.port, timeout=120)
            try:
                door.request("GET", server.export.path, headers=headers)
                answer = door.getresponse()
                content = answer.read()
            except (OSError, http.client.HTTPException):
                if stop.is_set():
                    # The server went in the midst of the last one.
                    return
                raise
            finally:
                door.close()
            done = answer.status == 200 and content[:2] == b"PK"
            sizes.append(len(content) if done else 0)
            stop.wait(0.2)

    thread = threading.Thread(target=run)
    thread.start()
    threading.Thread(target=lambda: (stop.wait(), thread.join()), daemon=True).start()
    return sizes


def steady(server: Server, seconds: float) -> dict[str, Any]:
    """50 a second while exports run."""
    stop = threading.Event()
    exports = exporting(server, stop)
    sizes: list[int] = []
    process = apart(server.host, server.port, server.token, 16, seconds, RATE)
    while process.poll() is None:
        sizes.append(memory(server.process.pid))
        time.sleep(0.25)
    said = result(process)
    stop.set()
    third = max(1, len(sizes) // 3)
    return {
        "sent": len(said.times),
        "statuses": said.statuses,
        "p95": statistics.quantiles(said.times, n=20)[-1],
        "p50": statistics.median(said.times),
        "exports": len(exports),
        "exported": bool(exports) and all(exports),
        "memory_mb": round(sizes[-1] / 1024),
        "growth": statistics.median(sizes[-third:]) / statistics.median(sizes[third : 2 * third]),
    }


def sustained(server: Server, folder: Path, seconds: float) -> dict[str, Any]:
    """As many as 64 clients can send, between two bare loops."""
    first = bare(folder, seconds / 3)
    (folder / "bare.sqlite3").unlink()
    before = cpu(server.process.pid)
    said = result(apart(server.host, server.port, server.token, CLIENTS, seconds, 0))
    spent = cpu(server.process.pid) - before
    second = bare(folder, seconds / 3)
    done = len(said.times) / said.seconds
    loop = (first + second) / 2
    return {
        "statuses": said.statuses, "a_second": done, "bare": loop, "share": done / loop,
        "cpu_ms": 1000 * spent / max(1, len(said.times)),
        "p95": statistics.quantiles(said.times, n=20)[-1],
    }  # fmt: skip


def accepted(statuses: dict[str, int]) -> bool:
    """Whether nothing but 201 was answered."""
    return set(statuses) == {"201"}


def main(seconds: float) -> int:
    """Both, and whether the promises hold."""
    from azalai.server.home import Home
    from azalai.server.starting import migrate, start

    with tempfile.TemporaryDirectory(prefix="azalai-load-") as name:
        root = Path(name)
        start(Home(root / "home"))
        migrate()
        token, export = prepared(root)
        server = started(root, token, export, root / "home")
        try:
            most = sustained(server, root, seconds / 2)
            even = steady(server, seconds)
        finally:
            server.process.terminate()
            server.process.wait()
    print(
        f"64 clients: {most['a_second']:.0f}/s, bare loop {most['bare']:.0f}/s, "
        f"share {most['share']:.2f} (at least {SHARE}); {most['cpu_ms']:.2f} ms of CPU each, "
        f"p95 {most['p95'] * 1000:.0f} ms, {most['statuses']}"
    )
    print(
        f"{RATE}/s for {seconds:.0f} s with {even['exports']} exports: {even['statuses']}, "
        f"p50 {even['p50'] * 1000:.0f} ms, p95 {even['p95'] * 1000:.0f} ms (under "
        f"{SLOWEST * 1000:.0f}), memory {even['memory_mb']} MB, × {even['growth']:.3f} "
        f"(at most {GROWTH})"
    )
    held = (
        accepted(most["statuses"]) and accepted(even["statuses"]) and even["exported"]
        and most["share"] >= SHARE and even["p95"] < SLOWEST and even["growth"] <= GROWTH
    )  # fmt: skip
    return 0 if held else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--clients"]:
        asked = sys.argv[2:]
        met = clients(asked[0], int(asked[1]), asked[2], int(asked[3]), *map(float, asked[4:]))
        print(json.dumps({"times": met.times, "statuses": met.statuses, "seconds": met.seconds}))
    else:
        sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else 30.0))
