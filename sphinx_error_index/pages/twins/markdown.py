"""A code as Markdown (CommonMark), made of its entry in ``codes.json``.

The vendor's texts are plain there, and stay so here: whatever Markdown or HTML would read in them
is escaped (``wording.markdown``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_error_index.pages.language import gettext as _
from sphinx_error_index.pages.language import ngettext
from sphinx_error_index.wording import markdown as escaped
from sphinx_error_index.wording import since

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping


class Markdown:
    """Renders the codes of one site.

    ``service`` gives the title of a service by its id, ``category`` the heading of a category by
    its id; ``address`` gives the address of a page, from its address from the site's root.
    """

    def __init__(
        self,
        service: Callable[[str], str],
        category: Callable[[str], str],
        address: Callable[[str], str],
    ) -> None:
        self._service = service
        self._category = category
        self._address = address

    def code(self, entry: Mapping[str, Any], level: int = 1) -> str:
        """Return the Markdown of a code; its heading has ``level``, from 1."""
        return "\n\n".join(self._parts(entry, "#" * level)) + "\n"

    def _parts(self, entry: Mapping[str, Any], mark: str) -> Iterator[str]:
        yield f"{mark} {_heading(entry['code'], entry['title'])}"
        service = self._service(entry["service"])
        if entry["gone"]:
            said = _("%(service)s no longer documents this code.") % {"service": service}
            yield "> " + escaped(" ".join(filter(None, [said, since(entry["gone"])])))
        yield "\n".join(self._facts(entry, service))
        several = len(entry["variants"]) > 1
        for variant in entry["variants"]:
            below = mark + "#"
            if several:
                yield f"{below} {self._meaning(variant, entry)}"
                below += "#"
            yield from _variant(variant, entry["code"], below)
        for note in entry["notes"]:
            yield from _note(note, mark + "#")

    def _facts(self, entry: Mapping[str, Any], service: str) -> Iterator[str]:
        yield f"- {_('Service')}: {escaped(service)}"
        for name in entry["categories"]:
            yield f"- {_('Category')}: {escaped(self._category(name))}"
        names = [name for name in entry["aliases"] if name != entry["title"]]
        if names:
            yield f"- {_('Also known as')}: {', '.join(map(escaped, names))}"
        yield f"- {_('Page')}: <{self._address(entry['url'])}>"

    def _meaning(self, variant: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
        """Return what a meaning is called among several: its own code, its statuses, its texts."""
        own = variant["code"] if variant["code"] != entry["code"] else ""
        status = "/".join(map(str, variant["status"]))
        texts = (variant["title"], variant["message"], variant["description"])
        text = next(filter(None, texts), "") or next(iter(variant["causes"]), "")
        words = " ".join(filter(None, [own, f"HTTP {status}" if status else "", text]))
        return _one_line(words) or escaped(entry["code"])


def _heading(code: str, title: str) -> str:
    return _one_line(f"{code} {title}")


def _one_line(text: str) -> str:
    return escaped(" ".join(text.split()))


def _variant(variant: Mapping[str, Any], code: str, mark: str) -> Iterator[str]:
    """Yield what one meaning of a code says, block by block."""
    status = "/".join(map(str, variant["status"]))
    if status and status != code:
        yield f"HTTP {status}"
    for text in (variant["message"], variant["description"]):
        if text:
            yield escaped(text)
    if judged := list(_judged(variant["triage"])):
        yield "\n".join(judged)
    causes, actions = variant["causes"], variant["actions"]
    if causes:
        yield f"{mark} {ngettext('Possible cause', 'Possible causes', len(causes))}"
        yield _list(causes)
    if actions:
        yield f"{mark} {_('What to do')}"
        yield _list(actions)
    for header, text in variant["extra"].items():
        yield f"**{_one_line(header) or '-'}:** {escaped(text)}"
    lines = [_origin(origin) for origin in variant["origins"]]
    if lines:
        yield "\n".join(lines)


def _judged(triage: Mapping[str, Any]) -> Iterator[str]:
    """Yield the answers of the triage, each as an item of a list."""
    headings = {"retry": _("Retry?"), "side": _("Whose side?"), "who": _("Who can fix it?")}
    for question, heading in headings.items():
        verdict = triage[question]
        if verdict["answer"]:
            inferred = f" ({_('inferred')})" if verdict["inferred"] else ""
            yield f"- {heading} {verdict['answer'].replace('-', ' ')}{inferred}"


def _note(note: Mapping[str, Any], mark: str) -> Iterator[str]:
    """Yield a note of the house: who wrote it, what it says, and its runbook."""
    by = [note["owner"], note["reviewed"]]
    yield f"{mark} {_one_line(' · '.join(filter(None, [_('House note'), *by])))}"
    if note["stale"]:
        yield escaped(note["stale"])
    yield from (escaped(line) for line in note["text"].splitlines() if line.strip())
    if note["runbook"]:
        yield f"{_('Runbook')}: {escaped(note['runbook'])}"


def _list(texts: Iterable[str]) -> str:
    return "\n".join("- " + escaped(text).replace("\n", "\n  ") for text in texts if text.strip())


def _origin(origin: Mapping[str, Any]) -> str:
    line = f":{origin['line']}" if origin["line"] else ""
    return f"- {_('Original documentation')}: {_one_line(origin['file'] + line)}"
