"""Digests of the last build's frames spare a build their rendering, but are not trusted blindly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_error_index.pages.page_shells import Frame, FrameDigests, Frames
from sphinx_error_index.pages.themecontext import Shape

if TYPE_CHECKING:
    from tests.conftest import Project

CODE = Shape("code", "gw/", "gw/index", (None, "gw/"), 1, toc=False, has_url=False)
LAST = replace(CODE, beside=("gw/", None))
OTHER = replace(CODE, template="status")
SHAPES = (CODE, LAST, OTHER)


class Theme:
    """Makes the frames of a theme; ``look`` is what it puts into all of them."""

    def __init__(self, look: str) -> None:
        self.look = look
        self.made: list[Shape] = []

    def frame(self, shape: Shape) -> Frame | None:
        self.made.append(shape)
        return Frame(shape, (), {}, f"{self.look} {shape.template} {shape.beside}")


def digests(theme: Theme, before: FrameDigests, made_of: str = "same") -> FrameDigests:
    frames = Frames(theme.frame, SHAPES, before, made_of)
    for shape in SHAPES:
        frames.digest(shape)
    return frames.digests


def test_one_of_each_kind_is_rendered() -> None:
    first = Theme("plain")
    known = digests(first, FrameDigests())
    assert sorted(map(str, first.made)) == sorted(map(str, SHAPES))
    again = Theme("plain")
    assert digests(again, known) == known
    assert again.made == [LAST, OTHER]


def test_where_one_differs_all_are_rendered() -> None:
    known = digests(Theme("plain"), FrameDigests())
    other = Theme("of the next day")
    assert set(digests(other, known).by_shape.values()).isdisjoint(known.by_shape.values())
    assert set(other.made) == set(SHAPES)


def test_what_was_made_of_something_else_is_not_known() -> None:
    known = digests(Theme("plain"), FrameDigests())
    for made_of in ("other", ""):
        theme = Theme("plain")
        digests(theme, known, made_of)
        assert set(theme.made) == set(SHAPES)


def test_a_new_title_in_the_menu_renews_all_pages_of_ours(project: Project) -> None:
    rows = "".join(f'   "GW.{n}","message {n}"\n' for n in range(9))
    project.write("data/gw/a.rst", f".. csv-table::\n   :header: Error Code,Message\n\n{rows}")
    project.page("gw/index", "gw/*.rst")
    project.page("other/index")
    project.conf["html_theme"] = "furo"
    assert "A quite different title" not in project.build().read("gw/GW.3.html")
    project.write("source/other/index.rst", "A quite different title\n=======================\n")
    made = project.build()
    renewed = {number: made.read(f"gw/GW.{number}.html") for number in range(9)}
    assert "A quite different title" in renewed[3]
    clean = project.build(fresh=True)
    assert renewed == {number: clean.read(f"gw/GW.{number}.html") for number in range(9)}
