"""Which files may be published as pictures."""

from __future__ import annotations

import pytest
from docutils import nodes

from tests.support.reading import reader

PIXELS = {
    "a.png": b"\x89PNG\r\n\x1a\n....",
    "a.JPG": b"\xff\xd8\xff\xe0....",
    "a.jpeg": b"\xff\xd8\xff\xe0....",
    "a.gif": b"GIF89a....",
    "a.webp": b"RIFF....WEBP",
    "a.bmp": b"BM....",
}
OTHERS = {
    "b.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "b.html": b"<p>Text</p>",
    "b.js": b"let x = 1;",
    "b.txt": b"\x89PNG\r\n\x1a\n",
    "b.png": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "b.pdf": b"%PDF-1.7",
    "b": b"\x89PNG\r\n\x1a\n",
}


@pytest.mark.parametrize("name", PIXELS)
def test_pictures_of_pixels_are_shown(name: str) -> None:
    reader().write(f"pictures/{name}", PIXELS[name])
    reading = reader().read(f".. image:: pictures/{name}\n")
    assert reading.said == []
    assert reading.document
    (image,) = reading.document.doctree.findall(nodes.image)
    assert image["uri"] == f"/../data/pictures/{name}"


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("source", [".. image:: {}\n   :alt: words\n", "![words]({})\n"])
def test_other_files_are_not_published(name: str, source: str) -> None:
    reader().write(f"pictures/{name}", OTHERS[name])
    file = "codes.md" if source.startswith("!") else "codes.rst"
    reading = reader().read("First.\n\n" + source.format(f"pictures/{name}"), file)
    assert [(s.kind, s.subtype, s.line) for s in reading.said] == [("warning", "refused", 3)]
    assert reading.document
    assert not list(reading.document.doctree.findall(nodes.image))
    assert "words" in reading.document.doctree.astext()


@pytest.mark.parametrize("directive", ["image", "figure"])
def test_nothing_is_embedded_or_measured(directive: str) -> None:
    """docutils would look for the file from the current folder."""
    reader().write("pictures/a.png", PIXELS["a.png"])
    options = "   :loading: embed\n" + ("   :figwidth: image\n" if directive == "figure" else "")
    reading = reader().read(f".. {directive}:: pictures/a.png\n{options}")
    assert reading.document
    (image,) = reading.document.doctree.findall(nodes.image)
    assert "loading" not in image
    assert "width" not in image.parent
