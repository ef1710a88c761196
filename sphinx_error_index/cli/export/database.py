"""The catalogue as one SQLite file, with a full-text index of its meanings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sphinx_error_index.cli.catalogfile import BadUseError
from sphinx_error_index.language import gettext as _

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from sphinx_error_index.cli.export.rows import Meaning

SCHEMA: Final = 1
"""Version of the tables, which ``PRAGMA user_version`` tells."""

APPLICATION: Final = 0x45525849
"""The number by which a file is known as ours: ``PRAGMA application_id``."""

_TABLES: Final = f"""
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {SCHEMA};
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE codes (
    id TEXT PRIMARY KEY, service TEXT NOT NULL, code TEXT NOT NULL, title TEXT NOT NULL,
    url TEXT NOT NULL, runbook TEXT NOT NULL, gone TEXT NOT NULL
);
CREATE TABLE names (name TEXT NOT NULL COLLATE NOCASE, id TEXT NOT NULL REFERENCES codes (id));
CREATE TABLE meanings (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL REFERENCES codes (id), code TEXT NOT NULL,
    title TEXT NOT NULL, message TEXT NOT NULL, description TEXT NOT NULL, causes TEXT NOT NULL,
    actions TEXT NOT NULL, notes TEXT NOT NULL, keywords TEXT NOT NULL, retry TEXT NOT NULL,
    side TEXT NOT NULL, who TEXT NOT NULL, runbook TEXT NOT NULL, url TEXT NOT NULL
);
CREATE TABLE statuses (
    status INTEGER NOT NULL, number INTEGER NOT NULL REFERENCES meanings (number)
);
CREATE INDEX names_by_name ON names (name);
CREATE INDEX meanings_by_code ON meanings (id);
CREATE INDEX statuses_by_status ON statuses (status);
CREATE VIRTUAL TABLE search USING fts5 (
    code, title, message, description, causes, actions, notes, keywords,
    content = 'meanings', content_rowid = 'number', tokenize = 'porter unicode61'
);
"""


def database(found: Sequence[Meaning], base: str) -> bytes:
    """Return the content of the file: the tables of ``_TABLES``, filled.

    Lists of texts are one text there, a line each. ``search`` is an FTS5 index over ``meanings``
    (https://www.sqlite.org/fts5.html), whose texts it does not repeat.

    Raises:
        BadUseError: this Python has no SQLite, or one without FTS5 or serialization.
    """
    try:
        import sqlite3
    except ImportError as error:
        raise _missing(error) from None
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(_TABLES)
        _fill(connection, found, base)
        connection.commit()
        return connection.serialize()
    except (sqlite3.OperationalError, AttributeError) as error:
        raise _missing(error) from None
    finally:
        connection.close()


def _missing(error: Exception) -> BadUseError:
    text = _("--sqlite needs a Python whose SQLite has FTS5; this one says: %(reason)s")
    return BadUseError(text % {"reason": error})


def _fill(connection: sqlite3.Connection, found: Sequence[Meaning], base: str) -> None:
    connection.execute("INSERT INTO about VALUES ('base_url', ?)", (base,))
    first = {meaning.id: meaning for meaning in reversed(found)}
    runbooks = {meaning.id: meaning.runbook for meaning in reversed(found) if meaning.runbook}
    titles = {meaning.id: meaning.title for meaning in reversed(found) if meaning.title}
    connection.executemany(
        "INSERT INTO codes VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (
                one.id,
                one.service,
                one.code,
                titles.get(one.id, ""),
                one.page,
                runbooks.get(one.id, ""),
                one.gone,
            )
            for one in reversed(first.values())
        ),
    )
    connection.executemany(
        "INSERT INTO names VALUES (?, ?)",
        dict.fromkeys((name, one.id) for one in found for name in (one.code, *one.names)),
    )
    connection.executemany(f"INSERT INTO meanings VALUES ({', '.join('?' * 15)})", _meanings(found))
    connection.executemany(
        "INSERT INTO statuses VALUES (?, ?)",
        ((status, number) for number, one in enumerate(found, 1) for status in one.status),
    )
    connection.execute("INSERT INTO search (search) VALUES ('rebuild')")
    connection.execute("INSERT INTO search (search) VALUES ('optimize')")


def _meanings(found: Sequence[Meaning]) -> Iterator[tuple[int | str, ...]]:
    for number, one in enumerate(found, start=1):
        lists = (one.causes, one.actions, one.notes, one.keywords)
        yield (
            number, one.id, one.code, one.title, one.message, one.description,
            *("\n".join(texts) for texts in lists),
            one.retry, one.side, one.who, one.runbook, one.url,
        )  # fmt: skip


def is_ours(head: bytes) -> bool:
    """Say whether a file that begins with these 100 bytes is an export of this kind.

    https://www.sqlite.org/fileformat.html: the header begins with a name, and has the
    application's number at byte 68.
    """
    return head.startswith(b"SQLite format 3\0") and head[68:72] == APPLICATION.to_bytes(4, "big")
