"""The site of the seed and the whole corpus, built with the project's own pipeline."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.support.project import SEED, Build, run_sphinx

if TYPE_CHECKING:
    from pathlib import Path

_CONF = 'project = "Corpus"\nextensions = ["sphinx_error_index"]\nhtml_theme = "basic"\n'


def write_corpus(corpus: Path, folder: Path, conf: str = _CONF) -> None:
    """Write a site of all vendor files of *corpus* into *folder*.

    Each folder of the corpus is one service, the seed is the service ``obs``.
    """
    source, data = folder / "source", folder / "data"
    for vendor in sorted(path for path in corpus.iterdir() if path.is_dir()):
        shutil.copytree(vendor, data / vendor.name)
    (data / "obs").mkdir(parents=True)
    shutil.copy(SEED, data / "obs")
    (folder / "conf.py").write_text(conf, "utf-8")
    names = sorted(path.name for path in data.iterdir())
    for name in names:
        page = source / name / "index.rst"
        page.parent.mkdir(parents=True)
        title = name.replace("-", " ").title()
        rule = "=" * len(title)
        page.write_text(f"{title}\n{rule}\n\n.. err:tables:: ../../data/{name}/*.rst\n", "utf-8")
    entries = "".join(f"   {name}/index\n" for name in names)
    index = f"Corpus\n======\n\n.. toctree::\n\n{entries}"
    (source / "index.rst").write_text(index, "utf-8")


def build_corpus(corpus: Path, folder: Path) -> Build:
    """Build that site in *folder*, by two processes and with warnings as errors.

    Only what the keeper of such a site would have to decide is silenced: that tables which
    document no codes are left unread.
    """
    write_corpus(corpus, folder, f'{_CONF}suppress_warnings = ["error_index.unread_table"]\n')
    out = folder / "build"
    arguments = ["-c", str(folder), "-b", "html", "-j", "2", "-W", "--keep-going", "--no-color"]
    build = run_sphinx([*arguments, str(folder / "source"), str(out)], out)
    if build.status:
        raise RuntimeError(f"the corpus does not build:\n{build.stderr}")
    return build
