"""Record what clients print: ``make record-clients`` writes ``tests/resolver/clients/*.toml``.

A record is a query of the resolver, in the form of ``tests/resolver/queries``, with the name of the
answer that was sent and of the part of the print. What a text should lead to follows from the text:
the page of the code that it names, else of the message that it repeats, else of the status that it
shows. A text with none of them has no answer.
"""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from tests.clients.conftest import Server
from tests.clients.prints import grpc_client, programs
from tests.clients.prints.http_clients import CLIENTS, Client
from tests.clients.prints.sent import STORAGE, Sent

ROOT: Final = Path(__file__).parents[3]
FOLDER: Final = ROOT / "tests" / "resolver" / "clients"

#: What differs from run to run or from machine to machine, and what stands in the record for it.
_SAME: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?:127\.0\.0\.1|localhost):\d{4,5}\b", "storage.example.com"),
        (r"\b127\.0\.0\.1\b", "192.0.2.10"),
        (r"port \d{4,5}\b", "port 80"),
        (r"/[^\s\"']*?/site-packages/", "/venv/lib/python3/site-packages/"),
        (r"/[^\s\"']*?/lib/python3\.\d+/", "/usr/lib/python3/"),
        (re.escape(str(ROOT)), "/app"),
        (r"/tmp/[^\s\"'/:]+", "/srv/play"),
        (r"\b0x[0-9a-f]{6,}\b", "0x7f0000000000"),
        (r"\b20\d\d([-/])\d\d[-/]\d\d[ T]\d\d:\d\d:\d\d([.,]\d+)?", r"2026\g<1>11\g<1>29 12:00:00"),
        (r"\w{3}, \d\d \w{3} 20\d\d \d\d:\d\d:\d\d GMT", "Sun, 29 Nov 2026 12:00:00 GMT"),
        (r"\b[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+", "I1129 12:00:00.000000    4242"),
        (r"process:\d+\|thread:\d+", "process:4242|thread:140000000000000"),
        (r"BaseHTTP/[\d.]+ Python/[\d.]+", "nginx"),
        (r"(?m)^[ \t]*[~^]+[ \t]*\n", ""),
    )
)
#: What a comparison passes over besides: places in files, threads, durations, numbers of processes.
_VARIES: Final = re.compile(
    r"(?<=line )\d+|(?<=:)\d+(?=[):\]|])|\d+(?= milliseconds)|(?<=in )[\d.]+ ?m?s\b"
    r"|(?<=Time: )[\d.]+|Thread-\d+|\b\d{2,}(?=\|)|(?<=\|)\d{3,}"
)


@dataclass(frozen=True)
class Record:
    """What a client printed: of which answer, which part, and what it was sent."""

    client: str
    sent: Sent
    part: str
    text: str


def neutral(text: str) -> str:
    """Return a print without what belongs to one machine or one moment."""
    for pattern, replacement in _SAME:
        text = pattern.sub(replacement, text)
    return text.strip()


def alike(text: str) -> str:
    """Return what of a print is compared: its words, in the order of the alphabet.

    Places in files, durations and the like are left out, and headers print in any order.
    """
    return " ".join(sorted(_VARIES.sub("0", neutral(text)).replace(",", " ").split()))


def missing(client: Client) -> bool:
    """Say whether a client's package or program is not here."""
    if client.name in programs.PROGRAMS:
        return programs.found(client.name) is None
    try:
        return find_spec(client.package) is None
    except ModuleNotFoundError:
        return True


def prints(server: Server, client: Client) -> Iterator[Record]:
    """Ask a client for every answer; yield what it prints, each text of an answer once."""
    for sent in client.answers:
        body = sent.body.encode()
        server.says(sent.status, body, sent.type)
        if sent.cut:
            server.answer.declared = len(body) + 150
        seen = set()
        for part, text in client.ask(server.url, sent):
            said = neutral(text)
            if said and said not in seen:
                seen.add(said)
                yield Record(client.name, sent, part, said)


def names(record: Record) -> str:
    """Return what a text still says of an answer: ``code``, ``message``, ``status`` or nothing."""
    text, sent = record.text, record.sent
    if sent.code and sent.code in text:
        return "code"
    if sent.message and sent.message in text:
        return "message"
    reason = sent.reason.replace(" ", "[ _]?")
    if re.search(rf"\b{sent.status}\b|\b{reason}(?![a-z])", text, re.IGNORECASE):
        return "status"
    return ""


def table(record: Record) -> str:
    """Return a record as a table of TOML."""
    of_storage = record.client == "esdk-obs-python"
    fields = {
        "query": record.text,
        "services": ["obs", STORAGE] if of_storage else [record.sent.service],
        "client": record.client,
        "answer": record.sent.name,
        "part": record.part,
        "says": names(record),
        "code": record.sent.code,
        "status": record.sent.status,
    }
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items())
    return "\n".join(["[[print]]", *lines, ""])


def main(wanted: list[str]) -> int:
    """Record all clients that are here, or those that are named; return 0."""
    FOLDER.mkdir(exist_ok=True)
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        for client in CLIENTS.values():
            if wanted and client.name not in wanted:
                continue
            if missing(client):
                print(f"{client.name}: not here, its record stays")
                continue
            records = [*prints(server, client)]
            tables = [table(each) for each in records]
            path = FOLDER / f"{client.name}.toml"
            path.write_text("\n".join(tables), "utf-8")
            print(f"{client.name}: {len(records)} prints")
        server.shutdown()
    return 0


assert grpc_client  # its client is registered by its import
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
