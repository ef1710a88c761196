"""The core of the integrations, without any client: errors are read by their shape."""

from __future__ import annotations

import logging
import pickle
import subprocess
import sys
from typing import Any

import pytest

from sphinx_error_index.integrations.core import CodedError, Links
from sphinx_error_index.integrations.patching import check_version, replaced
from sphinx_error_index.integrations.reading import MAX_BODY, Failure, read
from sphinx_error_index.integrations.web.problems import problem
from tests.conftest import ROOT

BASE = "https://docs.example.com/errors"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ERROR_INDEX_URL", "ERROR_INDEX_LINKS"):
        monkeypatch.delenv(name, raising=False)


def test_nothing_of_others_is_imported_before_it_is_used() -> None:
    modules = sorted(
        path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        for path in (ROOT / "sphinx_error_index/integrations").rglob("*.py")
        if path.name != "__init__.py"
    )
    assert len(modules) > 10
    code = (
        f"import sys\nfor name in {modules}: __import__(name)\n"
        "own = {name.partition('.')[0] for name in sys.modules} - {'sphinx_error_index'}\n"
        "print(sorted(name for name in own - set(sys.stdlib_module_names)"
        " if not name.startswith('_')))\n"
    )
    command = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{code}"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout in (
        "[]\n",
        "['sitecustomize']\n",
    )


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ('{"error_code": "APIG.0201", "error_msg": "No."}', ("APIG.0201",)),
        ('{"error": {"code": "VPC.1", "message": "x"}}', ("VPC.1",)),
        ('{"NeutronError": {"type": "PortNotFound"}}', ("PortNotFound",)),
        (
            '{"reason": "Forbidden", "status": "Failure", "code": 403}',
            ("403", "Forbidden", "Failure"),
        ),
        ('[{"code": "A.1"}, {"code": "A.2"}]', ("A.1", "A.2")),
        ("<Error><Code>NoSuchKey</Code></Error>", ("NoSuchKey",)),
        ('<e:Error xmlns:e="x"><e:Code>A&amp;B</e:Code>', ("A&B",)),
        ("<Error><Code>NoSuchKey</Code><Mess", ("NoSuchKey",)),
        ("<Error><Code>NoSuch", ()),
        ("no such key", ()),
        ("", ()),
        ('{"code": null}', ()),
        ('{"code": true, "error": ""}', ()),
        ('{"code": "two words"}', ()),
        ('"text"', ()),
        ("[" * 100_000, ()),
        ('{"a":' * 2000 + "1" + "}" * 2000, ()),
        ("\ufeff" + '{"code": "X.1"}', ("X.1",)),
    ],
)
def test_bodies_are_read_for_their_codes(body: str, codes: tuple[str, ...]) -> None:
    assert read(body).codes == codes
    assert read(body.encode()).codes == codes


def test_of_a_long_body_the_beginning_is_read() -> None:
    far = "<Error>" + " " * MAX_BODY + "<Code>NoSuchKey</Code>"
    assert read(far) == Failure()
    assert read(b"\xff<Error>") == Failure()
    wide = "[" + ",".join(['{"a": 1}'] * 5000) + ', {"code": "X.1"}]'
    assert read(wide) == Failure()


class _Hostile:
    """An object that answers no question but what it is."""

    def __getattr__(self, name: str) -> object:
        raise RuntimeError("no")


class _HostileError(Exception):
    response = property(lambda _: 1 / 0)
    status_code = "not a number"
    code = 7


@pytest.mark.parametrize(
    "odd",
    [None, 5, object(), _Hostile, _HostileError("x"), {}, type],
    ids=lambda odd: type(odd).__name__,
)
def test_what_says_nothing_has_no_address(odd: object) -> None:
    odd = odd() if odd is _Hostile else odd
    assert Links("obs", base=BASE).url_of(odd) is None


def test_coroutines_are_not_left_waiting() -> None:
    class Response:
        status = 400

        async def text(self) -> str:
            return "x"

    assert read(Response()) == Failure((), 400)


class _StatusError(Exception):
    def __init__(self, status: object, **attributes: object) -> None:
        super().__init__("no")
        self.status = status
        self.__dict__.update(attributes)


def test_the_surest_name_that_has_a_page_counts() -> None:
    error = _StatusError(403, error_code="Own.1", body='{"code": "Body.1"}')
    assert read(error) == Failure(("Own.1", "Body.1"), 403)
    assert Links("obs", base=BASE).url_of(error) == f"{BASE}/obs/Own.1.html"
    assert Links("obs", base=BASE, by_status=True).url_of(error) == f"{BASE}/obs/403.html"
    page: dict[str, Any] = {"service": "obs", "code": "Body.1", "url": "obs/Body.1.html"}
    page["variants"] = [{"code": "Body.1", "status": []}]
    pages = {"base_url": BASE, "codes": [page]}
    assert Links("obs", catalog=pages).url_of(error) == f"{BASE}/obs/Body.1.html"
    assert Links("ecs", catalog=pages).url_of(error) is None
    assert Links("obs", base=BASE).url("vpc/VPC.1", 400) == f"{BASE}/vpc/VPC.1.html?status=400"


def test_notes_come_once_and_reach_the_members_of_groups() -> None:
    links = Links("obs", base=BASE)
    inner = _StatusError(403)
    group = ExceptionGroup("several", [inner, ExceptionGroup("more", [_StatusError("404")])])
    assert links.note(links.note(group)) is group
    assert inner.__notes__ == [f"See {BASE}/obs/403.html"]
    assert group.exceptions[1].exceptions[0].__notes__ == [f"See {BASE}/obs/404.html"]  # type: ignore[union-attr]
    assert not hasattr(group, "__notes__")

    @links.noting()
    def fail() -> None:
        raise inner

    with pytest.raises(_StatusError) as raised:
        fail()
    assert raised.value.__notes__ == [f"See {BASE}/obs/403.html"]


class _RemadeError(Exception):
    """An exception that is made anew when it is pickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (_RemadeError, self.args)


def test_a_note_is_lost_where_an_exception_is_made_anew() -> None:
    """The documentation says so: a pool of processes pickles exceptions."""
    kept = pickle.loads(pickle.dumps(Links("obs", base=BASE).note(CodedError(403, status=403))))
    assert kept.__notes__ == [f"See {BASE}/obs/403.html"]
    assert (kept.error_code, kept.status, str(kept)) == (403, 403, "403")
    lost = _RemadeError("x")
    lost.add_note("See …")
    assert not hasattr(pickle.loads(pickle.dumps(lost)), "__notes__")


def test_what_is_wrong_is_said_when_the_program_starts(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match="is no address of a site"):
        Links("obs", base="docs.example.com")
    with pytest.raises(ValueError, match="style must be"):
        Links("obs", base=BASE, style="pdf")
    with pytest.raises(ValueError, match=r"this is no codes\.json"):
        Links("obs", catalog={})
    with pytest.raises(FileNotFoundError):
        Links("obs", catalog="nowhere/codes.json")
    with caplog.at_level(logging.WARNING):
        links = Links("obs")
    assert caplog.messages == [
        "the address of the error index is not known: give base, or set ERROR_INDEX_URL"
    ]
    assert links.url(403) is None
    assert not hasattr(links.note(_StatusError(403)), "__notes__")
    monkeypatch.setenv("ERROR_INDEX_URL", BASE)
    assert links.url(403) == f"{BASE}/obs/403.html"
    monkeypatch.setenv("ERROR_INDEX_LINKS", "off")
    assert links.url(403) is None
    assert links.url_of(_StatusError(403)) is None


def test_methods_are_replaced_once_and_given_back(caplog: pytest.LogCaptureFixture) -> None:
    class Client:
        def call(self) -> str:
            return "own"

    first = replaced(Client, "call", lambda own: lambda self: f"first {own(self)}")
    second = replaced(Client, "call", lambda own: lambda self: f"second {own(self)}")
    assert first
    assert second
    assert Client().call() == "second own"
    first()  # it is not there any more
    assert Client().call() == "second own"
    second()
    assert Client().call() == "own"
    client = Client()
    undo = replaced(client, "call", lambda own: lambda: f"mine {own()}")
    assert client.call() == "mine own"
    assert undo
    undo()
    undo()
    assert client.call() == "own"
    assert "call" not in vars(client)
    assert replaced(Client, "other", lambda own: own) is None
    assert "other is not there" in caplog.text
    caplog.clear()
    check_version("pytest", (1,))
    check_version("no-such-package", (1,))
    assert len(caplog.messages) == 1
    assert "as tested with 1" in caplog.text


def test_a_problem_without_a_page_is_about_blank() -> None:
    made = problem(Links("obs", catalog={"base_url": BASE, "codes": []}), 599, code="X")
    assert made.members == {
        "type": "about:blank",
        "title": "HTTP status 599",
        "status": 599,
        "code": "X",
    }
    assert b'"type": "about:blank"' in made.body
