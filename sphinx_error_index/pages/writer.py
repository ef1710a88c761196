"""Writes the HTML pages: each body comes from its template, its frame from the theme."""

from __future__ import annotations

import os
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.display import status_iterator

from sphinx_error_index.catalog.crosslinks import CrossLinks
from sphinx_error_index.files import write_bytes_if_changed
from sphinx_error_index.messages import logger
from sphinx_error_index.pages.cells import CellRenderer
from sphinx_error_index.pages.contents import GUIDE, Link, Page, living_pages
from sphinx_error_index.pages.fingerprints import Fingerprints
from sphinx_error_index.pages.manifest import Manifest
from sphinx_error_index.pages.page_shells import Frame, NoFrameError, Renderer
from sphinx_error_index.pages.roots import root_of
from sphinx_error_index.pages.themecontext import Shape, ThemeContext
from sphinx_error_index.pages.tombstones import past_pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markupsafe import Markup
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_error_index.model import Catalog, Code, Origin, Service
    from sphinx_error_index.pages.cells import CellStore
    from sphinx_error_index.pages.templating import Templates

FEW = 4
"""Pages of a shape up to which filling a frame costs more than it saves."""

STEPS = 100
"""Most messages of progress in one build."""

File = str
"""The path of a file from the site's root, with slashes."""


class PageWriter:
    """Writes a site's pages. Pages that would not change are neither rendered nor touched.

    ``cells`` holds the markup of the vendors' texts; ``inputs`` is a digest of everything that
    goes into every page apart from the catalogue.
    """

    def __init__(
        self, app: Sphinx, catalog: Catalog, templates: Templates, cells: CellStore, inputs: str
    ) -> None:
        self._app = app
        self._builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
        self._outdir = Path(app.outdir)
        self._catalog = catalog
        self._templates = templates
        self._links = CrossLinks(catalog)
        self._folders: set[str] = set()
        self._urls: dict[tuple[str, str], str] = {}
        self._entries: dict[tuple[str | bool, ...], Markup] = {}
        self._cells = CellRenderer(self._builder, self._links, cells, self._url)
        self._theme = ThemeContext(
            self._builder, self._url, self._parents, self._home, self._own_title
        )
        self._fingerprints = Fingerprints(self._links, inputs)
        self.pages: list[Page] = [
            *living_pages(catalog, self._links),
            *past_pages(catalog, self._links),
        ]
        """Every page of the catalogue, in the order in which it is written."""

    def write_all(self, taken: frozenset[str]) -> None:
        """Write all pages but those whose names are ``taken``; remove what is gone."""
        pages = {
            self._outfile(page): page for page in self.pages if page.pagename.lower() not in taken
        }
        # Not in the site's folder: a build that is killed leaves it there.
        scratch = Path(self._app.doctreedir, f"error-index-{self._builder.name}.html")
        renderer = Renderer(self._app, self._theme, scratch)
        try:
            with renderer.listening():
                self._write_changed(pages, renderer)
        finally:
            scratch.unlink(missing_ok=True)

    def _write_changed(self, pages: dict[File, Page], renderer: Renderer) -> None:
        shapes = {file: self._theme.shape(page) for file, page in pages.items()}
        groups: dict[Shape, list[File]] = defaultdict(list)
        for file, shape in shapes.items():
            groups[shape].append(file)
        ready: dict[File, str] = {}
        frames: dict[Shape, Frame] = {}
        looks: dict[Shape, str] = {}
        for shape, files in groups.items() if renderer.has_frames else ():
            frame = self._frame([pages[file] for file in files], renderer, files, ready)
            if frame:
                looks[shape] = frame.digest
                if len(files) > FEW:
                    frames[shape] = frame
        digests = {
            file: self._fingerprints.of(page, looks[shape]) if shape in looks else ""
            for (file, page), shape in zip(pages.items(), shapes.values(), strict=True)
        }
        manifest = Manifest(self._outdir)
        changed = manifest.begin(digests, self._documents())
        for file in self._progress([file for file in pages if file in changed], pages):
            page, frame = pages[file], frames.get(shapes[file])
            self._write(file, ready.get(file) or self._rendered(page, frame, renderer), renderer)
        manifest.finish(digests)

    def _frame(
        self, pages: list[Page], renderer: Renderer, files: list[File], ready: dict[File, str]
    ) -> Frame | None:
        """Return the frame of the pages of one shape, or none where it fails on one of them.

        It is tried on two of the pages; what the theme made of these is put into ``ready``. A
        frame of few pages is not tried: only its digest is used, to tell whether they change.
        """
        reason = ""
        try:
            frame = renderer.frame(pages[0], self._theme.slots(pages[0], ""))
        except NoFrameError as error:
            reason = str(error)
        else:
            for at in self._tried(pages) if len(pages) > FEW else ():
                slots = self._slots(pages[at])
                ready[files[at]] = renderer.full(pages[at], slots)
                if frame.filled(slots) != ready[files[at]]:
                    reason = f"filled it is not what the theme makes of {pages[at].pagename}"
            if not reason:
                return frame
        text = "error pages: %d pages like %s are rendered the full way: %s"
        logger.info(text, len(pages), pages[0].pagename, reason)
        return None

    def _tried(self, pages: list[Page]) -> set[int]:
        """Return the two of many pages on which to try their frame: the cheapest to render."""
        ready = [at for at, page in enumerate(pages) if self._is_ready(page)]
        return {ready[0], ready[-1]} if ready else {1, len(pages) - 1}

    def _is_ready(self, page: Page) -> bool:
        """Say whether a page can be rendered without loading a doctree."""
        code: Code | None = page.context.get("code")
        return code is None or all(self._cells.has(t) for v in code.variants for t in v.texts())

    def _progress(self, files: list[File], pages: dict[File, Page]) -> Iterator[File]:
        """Return the files one by one, and tell the progress meanwhile."""
        size = max(1, -(-len(files) // STEPS))
        steps = [files[at : at + size] for at in range(0, len(files), size)]
        for step in status_iterator(
            steps,
            "writing error pages... ",
            "darkgreen",
            len(steps),
            getattr(self._builder.config, "verbosity", 0),  # since Sphinx 9
            lambda step: pages[step[0]].pagename,
        ):
            yield from step

    def _rendered(self, page: Page, frame: Frame | None, renderer: Renderer) -> str:
        slots = self._slots(page)
        return renderer.framed(page, frame, slots) if frame else renderer.full(page, slots)

    def _write(self, file: File, text: str, renderer: Renderer) -> None:
        target = f"{self._outdir}/{file}"
        folder = target[: target.rindex("/")]
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103
            self._folders.add(folder)
        write_bytes_if_changed(target, renderer.encoded(text))

    def _outfile(self, page: Page) -> File:
        """Return the file of a page."""
        if page.outfile:
            return page.outfile
        path = self._builder.get_output_path(page.pagename)
        return path.relative_to(self._outdir).as_posix()

    def _documents(self) -> Iterable[File]:
        """Return the files of the site's documents."""
        for docname in self._builder.env.all_docs:
            path = self._builder.get_output_path(docname)
            yield path.relative_to(self._outdir).as_posix()

    def _url(self, pagename: str, target: str, anchor: str = "") -> str:
        """Return the relative address of a page, or of an anchor on it, as seen from a page."""
        fragment = f"#{anchor}" if anchor else ""
        if target == pagename:
            url = self._builder.get_relative_uri(pagename, target)
            own = self._builder.get_target_uri(target).rpartition("/")[2] or "./"
            return fragment or url or own
        if target.startswith(f"{pagename}/"):  # below it, where the builder makes folders
            return self._relative(pagename, target) + fragment
        key = (pagename[: pagename.rfind("/") + 1], target)
        if key not in self._urls:
            self._urls[key] = self._relative(pagename, target)
        return self._urls[key] + fragment

    def _relative(self, pagename: str, target: str) -> str:
        url = self._builder.get_relative_uri(pagename, target)
        return url or self._builder.get_target_uri(target).rpartition("/")[2] or "./"

    def _page_url(self, pagename: str, target: str, anchor: str = "") -> str:
        """Return the address of a page of ours, without anchor where a document has its place."""
        is_document = bool(anchor) and target in self._builder.env.all_docs
        return self._url(pagename, target, "" if is_document else anchor)

    def _row_url(self, pagename: str, origin: Origin) -> str:
        return self._url(pagename, origin.docname, origin.anchor)

    def _service(self, service: str) -> Service | None:
        """Return a service, even one that is no longer documented; None for any other id."""
        return self._catalog.services.get(service) or self._catalog.past.services.get(service)

    def _service_title(self, service: str) -> str:
        known = self._service(service)
        if known is None or known.gone:
            return known.title if known else service
        return self._document_title(known.docname)

    def _own_title(self, service: str) -> str:
        return self._service_title(service) if self._service(service) else ""

    def _home(self, service: str) -> str:
        home = self._catalog.services.get(service)
        return home.docname if home else ""

    def _document_title(self, docname: str) -> str:
        titles = self._builder.env.titles
        return titles[docname].astext() if docname in titles else docname

    def _parents(self, page: Page) -> list[Link]:
        """Return the pages on the way to a page: its service, and what lies between."""
        home = self._service(page.service)
        own = [Link(home.docname, self._service_title(home.id))] if home else []
        if page.template in ("category", "tombstone_group"):
            return [*page.parents, *own]
        return [*own, *page.parents]

    def _entry(self, page: Page, code: Code, *, brief: bool = False) -> Markup:
        """Return another code as an item of a list on a page.

        A ``brief`` item has no summary where the code has a title. Items are rendered once for
        all pages of a folder.
        """
        name = page.pagename
        if code.pagename.startswith(f"{name}/"):  # below it, where the builder makes folders
            return self._rendered_entry(page, code, brief)
        key = (name[: name.rfind("/") + 1], page.service, code.gone, code.id, brief)
        if key not in self._entries:
            self._entries[key] = self._rendered_entry(page, code, brief)
        return self._entries[key]

    def _rendered_entry(self, page: Page, code: Code, brief: bool) -> Markup:
        other = code.service != page.service
        return self._templates.entry(
            code,
            href=self._page_url(page.pagename, code.pagename),
            service=self._service_title(code.service) if other else "",
            summary="" if brief and code.title else code.summary,
        )

    def _slots(self, page: Page) -> dict[str, str]:
        """Return what a page puts into its frame."""
        return self._theme.slots(page, str(self._body(page)))

    def _body(self, page: Page) -> Markup:
        name = page.pagename
        root = root_of(self._builder, name)
        guide_url = self._url(name, GUIDE)
        return self._templates.render(
            page.template,
            {
                **page.context,
                "page": page,
                "parents": self._parents(page),
                "home": self._builder.config.root_doc,
                "catalog": self._catalog,
                "root": root,
                "guide_url": guide_url,
                "base_path": self._theme.base_path(),
                "url": partial(self._page_url, name),
                "row_url": partial(self._row_url, name),
                "service_of": self._service,
                "service_title": self._service_title,
                "document_title": self._document_title,
                "entry": partial(self._entry, page),
                "cell": partial(self._cells.html, pagename=name, service=page.service),
                "links": self._links,
                "search_box": partial(
                    self._templates.render_search_box, root=root, guide_url=guide_url
                ),
            },
        )
