"""``error-index new``: a page for a service, its entry in the toctree, and what is read of it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_error_index.cli.catalogfile import BadUseError
from sphinx_error_index.cli.options import FOUND, NOTHING, ending
from sphinx_error_index.language import gettext as _
from sphinx_error_index.wording import counted

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_TOCTREE = re.compile(
    r"^(?P<indent> *)\.\. toctree::.*\n(?P<body>(?:(?P=indent) +.*\n|[ \t]*\n)*)", re.M
)

RESERVED = frozenset({"index", "search", "genindex", "guide", "categories", "status"})
"""Names that a page of the site has already."""

LAST = ("categories",)
"""Entries of a toctree that services stand before."""


def add_verb(verbs: Any) -> None:
    """Add ``new`` to the command line."""
    parser = verbs.add_parser(
        "new",
        help=_("make the page of a service, and say what is read of its files"),
        description=_(
            "Copy a vendor's files into data/SERVICE, write the page of the service and its "
            "entry in the toctree of the first page, build into a temporary folder, and say "
            "what was read. Nothing that is there is overwritten."
        ),
        epilog=ending(
            "error-index new gateway ~/Downloads/errors.rst",
            _("Exit status: 0 codes were read, 1 none were, 2 bad use."),
        ),
    )
    parser.add_argument(
        "service", metavar="SERVICE", help=_("its name in addresses, such as gateway")
    )
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path, help=_("the vendor's files"))
    parser.add_argument("--title", metavar="TEXT", help=_("the page's title (default: SERVICE)"))
    parser.add_argument(
        "--site", metavar="FOLDER", type=Path, default=Path(),
        help=_("the folder that has conf.py (default: this one)"),
    )  # fmt: skip
    parser.add_argument(
        "--source", metavar="FOLDER", type=Path,
        help=_("the folder of the site's pages (default: source below it, else itself)"),
    )  # fmt: skip
    parser.add_argument(
        "--data", metavar="FOLDER", type=Path, help=_("the data root (default: data below it)")
    )
    parser.set_defaults(verb=_new)


def _new(options: argparse.Namespace) -> int:
    site: Path = options.site
    if not (site / "conf.py").is_file():
        raise BadUseError(
            _("there is no %s: name the site's folder with --site") % (site / "conf.py")
        )
    source: Path = options.source or (site / "source" if (site / "source").is_dir() else site)
    data: Path = options.data or site / "data"
    page = source / f"{options.service}.rst"
    _check(options.service, options.files, page, source)
    files = list(_taken_in(options.files, data, data / options.service))
    page.write_text(_page(options.title or options.service, page, files), "utf-8")
    sys.stdout.write(_("wrote %s") % page + "\n")
    sys.stdout.write(_enter(source, options.service) + "\n")
    return _try(site, source, options.service)


def _check(service: str, files: Iterable[Path], page: Path, source: Path) -> None:
    """Raise BadUseError for what cannot be; before anything is written."""
    if not _NAME.fullmatch(service) or service.lower() in RESERVED:
        raise BadUseError(_("%r cannot be a service: letters, digits, dots and dashes") % service)
    for file in files:
        if not file.is_file():
            raise BadUseError(_("there is no file %s") % file)
    for taken in (page, page.with_suffix(".md"), source / service / "index.rst"):
        if taken.exists():
            raise BadUseError(
                _("there is a page %s already: add the files to its err:tables") % taken
            )


def _taken_in(files: Sequence[Path], data: Path, folder: Path) -> Iterator[Path]:
    """Copy files into the folder of a service unless they are below the data root; yield each."""
    for file in files:
        if file.resolve().is_relative_to(data.resolve()):
            yield file
            continue
        target = folder / file.name
        if target.exists() and target.read_bytes() != file.read_bytes():
            raise BadUseError(_("there is another %s already") % target)
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
        sys.stdout.write(
            _("copied %(file)s to %(target)s") % {"file": file, "target": target} + "\n"
        )
        yield target


def _page(title: str, page: Path, files: Iterable[Path]) -> str:
    """Return the page of a service; paths in it are as seen from the page."""
    title = " ".join(title.split())
    paths = "\n".join(f"   {_relative(file, page.parent)}" for file in files)
    return f"{title}\n{'=' * max(2, 2 * len(title))}\n\n.. err:tables::\n{paths}\n"


def _relative(file: Path, folder: Path) -> str:
    up = file.resolve(), folder.resolve()
    common = max(
        at for at, (a, b) in enumerate(zip(up[0].parts, up[1].parts, strict=False)) if a == b
    )
    parts = [".."] * (len(up[1].parts) - common - 1) + list(up[0].parts[common + 1 :])
    return "/".join(parts)


def _enter(source: Path, service: str) -> str:
    """Put the page into the first toctree of the first page; return what was done, in words."""
    index = source / "index.rst"
    by_hand = _("add %s to a toctree of your site") % service
    if not index.is_file():
        return by_hand
    text = index.read_text("utf-8")
    match = next((m for m in _TOCTREE.finditer(text) if _entries(m["body"])), None)
    if match is None:
        return by_hand
    entries = _entries(match["body"])
    if any(entry.strip() == service for entry in entries):
        return _("%s names it already") % index
    indent = entries[0][: len(entries[0]) - len(entries[0].lstrip())]
    lines = match["body"].splitlines(keepends=True)
    last = next((line for line in lines if line.strip() in LAST), None)
    at = lines.index(last) if last else max(n for n, line in enumerate(lines) if line.strip()) + 1
    lines.insert(at, f"{indent}{service}\n")
    body = "".join(lines)
    index.write_text(text[: match.start("body")] + body + text[match.end("body") :], "utf-8")
    return _("added it to the toctree of %s") % index


def _entries(body: str) -> list[str]:
    """Return the lines of a toctree that name pages."""
    return [
        line for line in body.splitlines() if line.strip() and not line.lstrip().startswith(":")
    ]


def _try(site: Path, source: Path, service: str) -> int:
    """Build the site into a temporary folder, print what was read; say whether any code was."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "html")
        command = [sys.executable, "-m", "sphinx", "-b", "html", "--no-color", "-c", str(site)]
        command += ["-d", str(Path(folder, "doctrees")), str(source), str(out)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        try:
            report = json.loads((out / "report.json").read_text("utf-8"))
        except (OSError, ValueError):
            reason = next(reversed(done.stderr.split("\n\n")), "").strip() or _("it says nothing")
            raise BadUseError(_("the site does not build: %s") % reason) from None
    said = [line for line in done.stdout.splitlines() if line.startswith(f"{service}: ")]
    said += [
        line.strip()
        for line in (*done.stdout.splitlines(), *done.stderr.splitlines())
        if "[error_index." in line and f"/{service}/" in line
    ]
    told = "\n".join(said)
    said += [line for line, reason in _unread(report, service) if reason not in told]
    for line in dict.fromkeys(said):
        sys.stdout.write(f"{line}\n")
    return FOUND if _has_codes(report, service) else NOTHING


def _tables(report: Mapping[str, Any], service: str) -> list[Mapping[str, Any]]:
    entries = [entry for entry in report["services"] if entry["id"] == service]
    return [table for entry in entries for table in entry["tables"]]


def _unread(report: Mapping[str, Any], service: str) -> Iterator[tuple[str, str]]:
    """Yield a line for each table that was not read, and the reason in it."""
    for table in _tables(report, service):
        if not table["read"]:
            rows = counted(len(table["rows"]), "row")
            reason = str(table["reason"])
            yield (
                (
                    _("not read: %(file)s:%(line)s: %(rows)s: %(reason)s")
                    % {"file": table["file"], "line": table["line"], "rows": rows, "reason": reason}
                ),
                reason,
            )


def _has_codes(report: Mapping[str, Any], service: str) -> bool:
    return any(row["codes"] for table in _tables(report, service) for row in table["rows"])
