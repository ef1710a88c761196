"""``llms.txt`` and ``llms-full.txt`` (llmstxt.org): what the site has, and all of it as Markdown.

No file grows without bound: the full text is cut into parts, each of whole codes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sphinx_error_index.language import gettext as _
from sphinx_error_index.language import ngettext
from sphinx_error_index.wording import markdown as escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sphinx_error_index.model import Code

NAME: Final = "llms.txt"
FULL: Final = "llms-full.txt"

PART: Final = 400_000
"""Characters of the vendor's texts after which a part of the full text ends."""

OF_A_CODE: Final = 300
"""Characters that a code takes besides its texts."""

MAX_SERVICES: Final = 1_000
"""Most services that ``llms.txt`` names one by one."""


def parts_of(codes: Iterable[Code]) -> list[tuple[Code, ...]]:
    """Cut the codes into parts by the length of their texts, without rendering any."""
    parts: list[list[Code]] = [[]]
    size = 0
    for code in codes:
        own = OF_A_CODE + sum(len(text.plain) for v in code.variants for text in v.texts())
        if parts[-1] and size + own > PART:
            parts.append([])
            size = 0
        parts[-1].append(code)
        size += own
    return [tuple(part) for part in parts]


def part_names(number: int) -> list[str]:
    """Return the names of the files of so many parts: one part is ``llms-full.txt`` itself."""
    return [FULL] if number == 1 else [f"llms-full-{at}.txt" for at in range(1, number + 1)]


def overview(
    title: str,
    services: Sequence[tuple[str, str, str, int]],
    example: str,
    parts: Sequence[str],
    address: Callable[[str], str],
) -> str:
    """Return ``llms.txt``; each service is its id, title, address, and number of codes.

    ``example`` is the name of a code's page, or empty.
    """
    such = _(", such as %s") % address(example + ".md") if example else ""
    lines = [
        f"# {escaped(title)}",
        "",
        "> "
        + _(
            "Every error and status code of the services below has a page with its meaning, its "
            "possible causes and what to do."
        ),
        "",
        _(
            "The page of a code is at `<service>/<code>`: `.html` for people, `.md` for the same "
            "as Markdown, `.json` for the same as data%(such)s. Characters other than letters, "
            "digits, `.`, `_` and `-` become `-`. A text is searched for by "
            "%(guide)s?error=<text>."
        )
        % {"such": such, "guide": address("guide.html")},
        "",
        "## " + _("Services"),
        "",
    ]
    for name, heading, url, number in services[:MAX_SERVICES]:
        said = ngettext("%(num)s code", "%(num)s codes", number) % {"num": number}
        lines.append(f"- [{escaped(heading)}]({address(url)}): `{name}`, {said}")
    if len(services) > MAX_SERVICES:
        left = {"number": len(services) - MAX_SERVICES, "where": address("codes.json")}
        lines.append("- " + _("%(number)s more are in %(where)s") % left)
    lines += ["", "## " + _("Everything"), ""]
    whole, data = _("All codes as Markdown"), _("All codes as data")
    lines += [f"- [{whole}: {name}]({address(name)})" for name in parts]
    lines.append(f"- [{data}: codes.json]({address('codes.json')})")
    return "\n".join(lines) + "\n"


def contents(parts: Sequence[str], address: Callable[[str], str]) -> str:
    """Return the ``llms-full.txt`` of a site whose full text has several parts."""
    lines = ["# " + _("All codes as Markdown, in parts"), ""]
    lines += [f"- [{name}]({address(name)})" for name in parts]
    return "\n".join(lines) + "\n"
