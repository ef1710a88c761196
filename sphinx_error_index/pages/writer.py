"""Writes the HTML pages: each body comes from its template, its frame from the theme."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.display import status_iterator

from sphinx_error_index.catalog.crosslinks import CrossLinks
from sphinx_error_index.files import write_bytes_if_changed
from sphinx_error_index.messages import Messages, Subtype, logger
from sphinx_error_index.pages.bodies import Bodies, PageUrls, Services
from sphinx_error_index.pages.cells import CellRenderer
from sphinx_error_index.pages.contents import Page, living_pages
from sphinx_error_index.pages.fingerprints import Fingerprints
from sphinx_error_index.pages.manifest import Manifest
from sphinx_error_index.pages.page_shells import (
    Frame,
    FrameDigests,
    Frames,
    NoFrameError,
    Renderer,
)
from sphinx_error_index.pages.themecontext import OtherTags, Shape, Slots, ThemeContext
from sphinx_error_index.pages.tombstones import past_pages
from sphinx_error_index.pages.twins.writing import Twins
from sphinx_error_index.processes import balanced, share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_error_index.model import Catalog, Code
    from sphinx_error_index.pages.cells import CellStore
    from sphinx_error_index.pages.templating import Templates
    from sphinx_error_index.pages.upkeep.changes import Changed
    from sphinx_error_index.sites.remotes import RemoteService

FEW = 4
"""Pages of a shape up to which filling a frame costs more than it saves."""

STEPS = 100
"""Most messages of progress in one build."""

LEAST_PARALLEL = 100
"""Pages up to which further processes cost more than they save."""

File = str
"""The path of a file from the site's root, with slashes."""


class PageWriter:
    """Writes a site's pages. Pages that would not change are neither rendered nor touched.

    ``cells`` holds the markup of the vendors' texts; ``inputs`` is a digest of everything that
    goes into every page apart from the catalogue, ``others`` has the meta tags of other extensions.
    ``history`` has what changed of each code, ``further`` are pages that are not of the catalogue,
    ``elsewhere`` the services of other sites that this one speaks of.
    ``history`` has what changed of each code, ``further`` are pages that are not of the catalogue.
    ``frames`` is what is known of the last build's frames; ``frames_of`` is a digest of what those
    of this build are made of, empty if that is not known.
    """

    def __init__(
        self,
        app: Sphinx,
        catalog: Catalog,
        templates: Templates,
        cells: CellStore,
        inputs: str,
        others: OtherTags | None = None,
        history: Mapping[str, tuple[Changed, ...]] | None = None,
        further: Iterable[Page] = (),
        elsewhere: Sequence[RemoteService] = (),
        frames: FrameDigests | None = None,
        frames_of: str = "",
    ) -> None:
        self._app = app
        self._builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
        self._outdir = Path(app.outdir)
        links = CrossLinks(catalog)
        self._folders: set[str] = set()
        urls = PageUrls(self._builder)
        self._cells = CellRenderer(self._builder, links, cells, urls.url)
        services = Services(self._builder, catalog)
        self._theme = ThemeContext(
            self._builder,
            urls.url,
            services.parents,
            services.home,
            services.own_title,
            others,
        )
        self._bodies = Bodies(
            self._builder, catalog, templates, links, self._cells, self._theme, elsewhere
        )
        self._fingerprints = Fingerprints(links, inputs)
        self._inputs = inputs
        self._frames_of = frames_of
        self._meanwhile: Callable[[], object] | None = None
        self.frames = frames or FrameDigests()
        """Digests of frames: of the last build, and of this one once all is written."""
        self._catalog = catalog
        self._services = services
        self.pages: list[Page] = [
            *living_pages(catalog, links, history),
            *further,
            *past_pages(catalog, links),
        ]
        """Every page of the catalogue, in the order in which it is written."""

    def write_all(
        self, taken: frozenset[str], meanwhile: Callable[[], object] | None = None
    ) -> None:
        """Write all pages but those whose names are ``taken``; remove what is gone.

        Where other processes write them, this one does ``meanwhile``; else that is not called.
        """
        self._meanwhile = meanwhile
        pages = {
            self._outfile(page): page for page in self.pages if page.pagename.lower() not in taken
        }
        twins = self._made_twins(pages) if self._builder.config.error_index_twins else None
        self._theme.twins = twins.files if twins else frozenset()
        renderer = Renderer(self._app, self._theme)
        with renderer.listening():
            self._write_changed(pages, twins, renderer)

    def slots(self, pagename: str) -> Slots:
        """Return what a page puts into its frame, empty where there is no such page."""
        return next((self._slots(p) for p in self.pages if p.pagename == pagename), {})

    def _write_changed(
        self, pages: dict[File, Page], twins: Twins | None, renderer: Renderer
    ) -> None:
        shapes = {file: self._theme.shape(page) for file, page in pages.items()}
        groups: dict[Shape, list[File]] = defaultdict(list)
        for file, shape in shapes.items():
            groups[shape].append(file)
        known = self._frames(groups, pages, renderer)
        digests = {
            file: self._fingerprints.of(page, digest) if (digest := known.digest(shape)) else ""
            for (file, page), shape in zip(pages.items(), shapes.values(), strict=True)
        }
        digests |= twins.digests(self._inputs) if twins else {}
        manifest = Manifest(self._outdir, self._builder.out_suffix)
        if manifest.fault:
            messages = Messages(self._app.config, str(manifest.path))
            messages.warn(Subtype.MANIFEST, 0, "%s", manifest.fault)
        changed = manifest.begin(digests, self._documents())
        # In this order: the twins of a code stand together, and share its entry.
        numbers = {file: number for number, file in enumerate(digests) if file in changed}
        ready: dict[File, str] = {}
        frames: dict[Shape, Frame] = {}
        for shape, files in groups.items():
            again = [pages[file] for file in files if file in changed]
            if len(again) <= FEW or not (frame := known.get(shape)):
                continue
            if self._holds(frame, again, renderer, ready):
                frames[shape] = frame
            else:  # what the theme makes of these pages is not known: each build makes them
                digests |= dict.fromkeys(files, "")

        def write(files: Iterable[File]) -> Iterator[int]:
            for file in files:
                if file in pages:
                    page, frame = pages[file], frames.get(shapes[file])
                    text = ready.get(file) or self._rendered(page, frame, renderer)
                    self._write(file, renderer.encoded(text))
                elif twins:
                    self._write(file, twins.text(file).encode("utf-8", "surrogatepass"))
                yield numbers[file]

        jobs = self._jobs(len(numbers), renderer)
        if jobs > 1:
            folders = [file.rpartition("/")[0] for file in numbers]
            self._write_parallel(balanced(list(numbers), folders, jobs), write)
        else:
            for _ in write(self._progress(list(numbers))):
                pass
        manifest.finish(digests)
        self.frames = known.digests

    def _frames(
        self, groups: Mapping[Shape, list[File]], pages: Mapping[File, Page], renderer: Renderer
    ) -> Frames:
        """Return the frames of the pages, as far as the theme has any; none of them is tried."""

        def made(shape: Shape) -> Frame | None:
            files = groups[shape]
            return self._frame(pages[files[0]], len(files), renderer)

        if not renderer.has_frames:
            return Frames(lambda _: None, (), FrameDigests(), "")
        return Frames(made, groups, self.frames, self._frames_of)

    def _jobs(self, pages: int, renderer: Renderer) -> int:
        """Return by how many processes to write so many pages: as many as Sphinx would take."""
        if not self._builder.parallel_ok or pages < LEAST_PARALLEL:
            return 1
        if renderer.foreign:
            # In the process that wrote a page, what it keeps would be lost.
            text = "error pages: one process writes them all, since %s sees each of them"
            logger.info(text, ", ".join(renderer.foreign))
            return 1
        return self._app.parallel

    def _made_twins(self, pages: Iterable[File]) -> Twins | None:
        """Return the files for machines; none where there are no pages at all."""
        builder = self._builder

        def url(pagename: str, anchor: str = "") -> str:
            uri = builder.get_target_uri(pagename)
            return f"{uri}#{anchor}" if anchor else uri

        if not self.pages:
            return None
        config = builder.config
        return Twins(
            self._catalog,
            self._services.title,
            url,
            config.html_baseurl,
            config.html_title or config.project,
            self._fingerprints,
            self._occupied(pages),
        )

    def _occupied(self, pages: Iterable[File]) -> Iterator[File]:
        """Yield the files and folders, in lower case, that pages and documents have."""
        for file in (*pages, *self._documents()):
            name = file.lower()
            while name:
                yield name
                name = name.rpartition("/")[0]

    def _write_parallel(
        self, parts: list[list[File]], write: Callable[[Iterable[File]], Iterator[int]]
    ) -> None:
        """Write pages by a process for each part; take back what rendering them left behind."""
        progress = status_iterator(
            parts,
            "writing error pages... ",
            "darkgreen",
            len(parts),
            getattr(self._builder.config, "verbosity", 0),  # since Sphinx 9
            lambda part: part[0],
        )
        builder = self._builder
        meanwhile = self._meanwhile or bool
        for images in share(
            parts, write, lambda: builder.images, lambda: next(progress), meanwhile
        ):
            builder.images.update(images)  # they are copied once all pages are written
        logger.info("")

    def _frame(self, page: Page, count: int, renderer: Renderer) -> Frame | None:
        """Return the frame of the ``count`` pages like this one, if the theme has one for them."""
        try:
            return renderer.frame(page, self._theme.slots(page, ""))
        except NoFrameError as error:
            self._tell_full(page, count, str(error))
            return None

    def _holds(
        self,
        frame: Frame,
        pages: list[Page],
        renderer: Renderer,
        ready: dict[File, str],
    ) -> bool:
        """Say whether a frame makes of its pages what the theme makes of them.

        It is tried on two of those that are written; what the theme made of these is put into
        ``ready``. The frame of few pages is not tried: only its digest is used, to tell whether
        they change.
        """
        for at in sorted(self._tried(pages)):
            slots, file = self._slots(pages[at]), self._outfile(pages[at])
            ready[file] = renderer.full(pages[at], slots)
            if frame.filled(slots) != ready[file]:
                name = pages[at].pagename
                reason = f"filled it is not what the theme makes of {name}"
                self._tell_full(pages[0], len(pages), reason)
                return False
        return True

    def _tell_full(self, page: Page, count: int, reason: str) -> None:
        text = "error pages: %d pages like %s are rendered the full way: %s"
        logger.info(text, count, page.pagename, reason)

    def _tried(self, pages: list[Page]) -> set[int]:
        """Return the two of many pages on which to try their frame: the cheapest to render."""
        ready = [at for at, page in enumerate(pages) if self._is_ready(page)]
        return {ready[0], ready[-1]} if ready else {1, len(pages) - 1}

    def _is_ready(self, page: Page) -> bool:
        """Say whether a page can be rendered without loading a doctree."""
        code: Code | None = page.context.get("code")
        if code is None:
            return True
        texts = (*(t for v in code.variants for t in v.texts()), *(n.text for n in code.all_notes))
        return all(map(self._cells.has, texts))

    def _progress(self, files: list[File]) -> Iterator[File]:
        """Return the files one by one, and tell the progress meanwhile."""
        size = max(1, -(-len(files) // STEPS))
        steps = [files[at : at + size] for at in range(0, len(files), size)]
        for step in status_iterator(
            steps,
            "writing error pages... ",
            "darkgreen",
            len(steps),
            getattr(self._builder.config, "verbosity", 0),  # since Sphinx 9
            lambda step: step[0],
        ):
            yield from step

    def _rendered(self, page: Page, frame: Frame | None, renderer: Renderer) -> str:
        slots = self._slots(page)
        return renderer.framed(page, frame, slots) if frame else renderer.full(page, slots)

    def _write(self, file: File, content: bytes) -> None:
        target = f"{self._outdir}/{file}"
        folder = target[: target.rindex("/")]
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103
            self._folders.add(folder)
        write_bytes_if_changed(target, content)

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

    def _slots(self, page: Page) -> dict[str, str]:
        """Return what a page puts into its frame."""
        return self._theme.slots(page, str(self._bodies.body(page)))
