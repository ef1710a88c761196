"""The ledger's files under the data root: ``links.txt``, ``published/``, ``redirects.txt``."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sphinx_error_index.files import json_of, write_if_changed
from sphinx_error_index.ledger.ledger import Ledger, Published, merged
from sphinx_error_index.ledger.redirects import Fault, Redirect, is_page, parse
from sphinx_error_index.links import slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sphinx_error_index.ledger.entries import Entry

LINKS = "links.txt"
PUBLISHED = "published"
REDIRECTS = "redirects.txt"

SCHEMA = 1

HEADER = """\
# Every address that was ever published, one a line; none is ever taken out.
# "error-index ledger --accept" writes this file: do not edit it, commit it.
"""

_MERGE_MARKS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


@dataclass(frozen=True, slots=True)
class FileFault:
    """A fault in one of the files; what is at fault is left out."""

    path: Path
    fault: Fault


def has_ledger(data: Path) -> bool:
    """Say whether there is a ledger under a data root."""
    return (data / LINKS).exists()


def ledger_files(data: Path) -> list[tuple[str, bytes]]:
    """Return name and content of every file of a ledger and its redirects, as far as readable."""
    found = []
    for path in (data / LINKS, data / REDIRECTS, *sorted((data / PUBLISHED).glob("*.json"))):
        with contextlib.suppress(OSError):
            found.append((path.name, path.read_bytes()))
    return found


def read_ledger(data: Path) -> tuple[Ledger, list[FileFault]]:
    """Return the ledger under a data root, an empty one if there is none, and its faults."""
    faults: list[FileFault] = []
    lines = list(_lines(data / LINKS, faults))
    published = {}
    for path in sorted((data / PUBLISHED).glob("*.json")):
        content = _json(path, faults)
        if content:
            published[str(content["service"]["id"]).lower()] = _published(content)
    return Ledger(merged(lines), published), faults


def read_redirects(data: Path) -> tuple[list[Redirect], list[FileFault]]:
    """Return the redirects under a data root, and what is wrong with the file."""
    path = data / REDIRECTS
    faults: list[FileFault] = []
    redirects, wrong = parse(_text(path, faults))
    return redirects, [*faults, *(FileFault(path, fault) for fault in wrong)]


def _lines(path: Path, faults: list[FileFault]) -> Iterator[str]:
    for number, line in enumerate(_text(path, faults).splitlines(), start=1):
        said = line.strip()
        if not said or said.startswith("#"):
            continue
        page, separator, anchor = said.partition("#")
        if said.startswith(_MERGE_MARKS):
            reason = f"a merge left this here: {said!r}"
        elif not is_page(page) or (separator and not anchor.strip()):
            reason = f"this is no address such as obs/403 or obs/403#anchor: {said!r}"
        else:
            yield said
            continue
        faults.append(FileFault(path, Fault(number, "ledger", reason)))


def _json(path: Path, faults: list[FileFault]) -> dict[str, Any] | None:
    """Return what a file of ``published/`` says, if it can be read."""
    known = len(faults)
    text = _text(path, faults)
    if len(faults) > known:
        return None  # it could not be read, which has been said
    line, reason = 1, ""
    try:
        content = json_of(text)
    except RecursionError:
        line, reason = 1, "this cannot be read: it is nested too deeply"
    except json.JSONDecodeError as error:
        line, reason = error.lineno, f"this is not JSON: {error.msg}"
        if text.splitlines()[line - 1 : line] and text.splitlines()[line - 1].startswith(
            _MERGE_MARKS
        ):
            reason = "a merge left its marks here"
    except ValueError as error:
        reason = f"this is not JSON: {error}"
    else:
        reason = _wrong(content)
        if not reason:
            return content  # type: ignore[no-any-return]
    faults.append(FileFault(path, Fault(line, "ledger", reason)))
    return None


def _wrong(content: Any) -> str:
    """Say why a file of ``published/`` cannot be used, nothing where it can."""
    service = content.get("service") if isinstance(content, dict) else None
    if not (isinstance(service, dict) and service.get("id") and isinstance(service["id"], str)):
        return 'this does not say what was published: it has no "service" with an "id"'
    if content.get("schema", SCHEMA) != SCHEMA:
        return f"this was written by another version: its schema is {content['schema']!r}"
    for kind in ("categories", "codes"):
        entries = content.get(kind, [])
        if not isinstance(entries, list) or not all(
            isinstance(entry, dict) and isinstance(entry.get("page"), str) for entry in entries
        ):
            return f'this does not say what was published: its "{kind}" are no list of pages'
    return ""


def _published(content: Mapping[str, Any]) -> Published:
    service = dict(content["service"])
    former = service.pop("former", ())
    if not isinstance(service.get("page"), str):
        service.pop("page", None)
    if isinstance(former, list) and former:
        service["former"] = [page for page in former if isinstance(page, str)]
    return Published(
        service,
        _by_page(content.get("categories")),
        _by_page(content.get("codes")),
    )


def _by_page(entries: object) -> dict[str, Entry]:
    """Return the entries that have a page, by its name in lower case."""
    known = entries if isinstance(entries, list) else []
    return {
        entry["page"].lower(): entry
        for entry in known
        if isinstance(entry, dict) and isinstance(entry.get("page"), str)
    }


def _text(path: Path, faults: list[FileFault]) -> str:
    """Return the text of a file, nothing if it is missing or cannot be read."""
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        faults.append(FileFault(path, Fault(line, "ledger", "this file is not UTF-8")))
    except OSError as error:
        reason = f"this file cannot be read: {error.strerror}"
        faults.append(FileFault(path, Fault(1, "ledger", reason)))
    return ""


def write_ledger(data: Path, ledger: Ledger) -> list[Path]:
    """Write a ledger's files; return those that changed."""
    files = {
        data / PUBLISHED / f"{slug(key)}.json": _as_json(key, own)
        for key, own in ledger.published.items()
    }
    files[data / LINKS] = HEADER + "".join(f"{line}\n" for line in ledger.lines)
    return [path for path, text in files.items() if write_if_changed(path, text)]


def _as_json(key: str, published: Published) -> str:
    """Return what is known of a service: one category and one code a line, sorted."""
    service = {"id": key, **published.service}
    return (
        f'{{"schema": {SCHEMA},\n"service": {_compact(service)},\n'
        f'"categories": {_array(published.categories)},\n"codes": {_array(published.codes)}}}\n'
    )


def _array(entries: Mapping[str, Entry]) -> str:
    lines = ",\n".join(_compact(entries[page]) for page in sorted(entries))
    return f"[\n{lines}\n]" if lines else "[]"


def _compact(entry: Entry) -> str:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
