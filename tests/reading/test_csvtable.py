"""csv-table in vendor files: what it may read, and where its rows stand."""

from __future__ import annotations

import pytest

from tests.conftest import Project
from tests.support.reading import Reading, Said, reader


def lines(reading: Reading) -> list[int]:
    return [row.line for table in reading.readings for row in table.rows]


def test_rows_know_their_lines() -> None:
    text = """\
.. csv-table:: T
   :header: Error Code, Message

   A.1, one
   A.2, "two
   lines"
   A.3, three
"""
    assert lines(reader().read(text)) == [4, 5, 7]


def test_rows_of_a_file_stand_in_that_file() -> None:
    reader().write("pumps/more/x.csv", 'Error Code,Message\nA.1,"one\nmore"\nA.2,two\n')
    text = "Pumps\n=====\n\n.. csv-table::\n   :file: more/x.csv\n   :header-rows: 1\n"
    reading = reader().read(text, "pumps/x.rst")
    (table,) = reading.readings
    assert (table.file, table.line) == ("pumps/more/x.csv", 2)
    assert lines(reading) == [2, 4]
    assert [r.origins[0].file for r in table.records] == ["pumps/more/x.csv"] * 2


@pytest.mark.parametrize(
    ("options", "subtype", "text"),
    [
        (":file: ../../source/conf.py", "outside", "no such file inside the data root"),
        (":file: /etc/hostname", "outside", "no such file inside the data root"),
        (":file: nowhere.csv", "outside", "no such file inside the data root"),
        (":url: https://example.org/x.csv", "refused", "may not read a :url:"),
        (":file: x.csv\n\n   A,b", "refused", "both a :file: and content"),
        (":header: A, B", "markup", "has no content"),
        (":delim: ;\n\n   a;\"b", "markup", "Error with CSV data"),
        (':header: "Error code" , "Message"\n\n   A.1, one', "markup", "Error with CSV data"),
        (':header: "Error code\n\n   A.1, one', "markup", "Error with CSV data"),
    ],
)  # fmt: skip
def test_refusals(options: str, subtype: str, text: str) -> None:
    reading = reader().read(f"Text.\n\n.. csv-table::\n   {options}\n")
    (said,) = reading.said
    assert (said.kind, said.subtype, said.line) == ("warning", subtype, 3)
    assert text in said.text
    assert reading.document
    assert ".. csv-table::" in reading.document.doctree.astext(), "its source is shown"


@pytest.mark.parametrize(
    ("raw", "encoding", "text"),
    [
        ("Error Code,Message\nA.1,déjà\n".encode("latin-1"), "", "x.csv, line 2: not UTF-8"),
        (b"Error Code,Message\nA.1,d\xe9j\xe0\n", "utf-8", "x.csv, line 2: not utf-8"),
        ("Error Code,Message\nA.1,déjà\n".encode(), "rot13", "x.csv, line 1: not rot13"),
    ],
)
def test_files_in_other_encodings(raw: bytes, encoding: str, text: str) -> None:
    reader().write("pumps/x.csv", raw)
    option = f"   :encoding: {encoding}\n" if encoding else ""
    reading = reader().read(
        f"Text.\n\n.. csv-table::\n   :file: x.csv\n{option}   :header-rows: 1\n", "pumps/x.rst"
    )
    (said,) = reading.said
    assert (said.kind, said.subtype, said.line) == ("warning", "encoding", 3)
    assert said.text.startswith(text)
    (table,) = reading.readings
    assert [record.message[0].plain for record in table.records] == ["déjà"]


def test_a_file_may_be_outside_by_a_link(project: Project) -> None:
    """A symbolic link does not lead out of the data root."""
    project.write("secret.csv", "Error Code,Message\nA.1,secret\n")
    project.write(
        "data/x.rst", ".. csv-table::\n   :file: link.csv\n   :header-rows: 1\n"
    ).with_name("link.csv").symlink_to(project.folder / "secret.csv")
    project.page("x", "x.rst")
    build = project.build(strict=False)
    refused = build.warnings[0]
    assert (refused.file, refused.line, refused.type) == ("x.rst", 1, "error_index.outside")
    assert build.codes == {}
    assert "secret" not in build.stderr


def test_the_page_is_read_again_when_the_file_changes(project: Project) -> None:
    data = project.write("data/x.csv", "Error Code,Message\nA.1,one\n")
    project.write("data/x.rst", ".. csv-table::\n   :file: x.csv\n   :header-rows: 1\n")
    project.page("x", "x.rst")
    assert list(project.build().codes) == ["x/A.1"]
    data.write_text("Error Code,Message\nA.2,one\n", "utf-8")
    assert list(project.build().codes) == ["x/A.2"]


@pytest.mark.parametrize(
    ("content", "message"),
    [("A.1;x, y", "x, y"), ("A.1; x", "x"), ('A.1;"a ""b"" c"', 'a "b" c')],
)
def test_delimiters_and_quotes(content: str, message: str) -> None:
    text = f".. csv-table::\n   :header: Error Code; Message\n   :delim: ;\n\n   {content}\n"
    (record,) = reader().read(text).readings[0].records
    assert record.message[0].plain == message


def test_encoding() -> None:
    path = reader().folder / "data" / "latin.csv"
    path.write_bytes("Error Code,Message\nA.1,größer\n".encode("latin-1"))
    text = ".. csv-table::\n   :file: latin.csv\n   :encoding: latin-1\n   :header-rows: 1\n"
    (record,) = reader().read(text).readings[0].records
    assert record.message[0].plain == "größer"


def test_byte_order_mark() -> None:
    (reader().folder / "data" / "bom.csv").write_bytes(b"\xef\xbb\xbfError Code,Message\nA.1,x\n")
    reading = reader().read(".. csv-table::\n   :file: bom.csv\n   :header-rows: 1\n")
    assert [record.code for record in reading.readings[0].records] == ["A.1"]
    assert reading.said == list[Said]()
