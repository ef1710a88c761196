"""The OBS SDK against a local server: what its responses and its log say."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clients.conftest import BASE, Server, catalog

obs = pytest.importorskip("obs", reason="esdk-obs-python is not installed")

from sphinx_error_index.integrations.obs import ObsError, checked, link_errors  # noqa: E402

XML = "<?xml version='1.0'?><Error><Code>{0}</Code><Message>No.</Message></Error>"
NO_BUCKET = XML.format("NoSuchBucket")


@pytest.fixture
def client(server: Server) -> Iterator[Any]:
    client = obs.ObsClient(
        access_key_id="ak", secret_access_key="sk", server=server.url, path_style=True,
        max_retry_count=0, is_signature_negotiation=False, signature="obs",
    )  # fmt: skip
    yield client
    client.close()


@pytest.fixture(autouse=True)
def _take_back() -> Iterator[None]:
    yield
    link_errors(BASE)()


def test_errors_do_not_raise_and_have_the_address(server: Server, client: Any) -> None:
    link_errors(BASE)
    server.says(404, NO_BUCKET)
    found = client.listObjects("bucket")
    assert (found.status, found.errorCode) == (404, "NoSuchBucket")
    assert found.errorUrl == f"{BASE}/obs/404.html"
    assert "errorUrl" in str(found)
    server.says(200, "<ListBucketResult><Name>bucket</Name></ListBucketResult>")
    found = client.listObjects("bucket")
    assert found.status == 200
    assert getattr(found, "errorUrl", None) is None


@pytest.mark.parametrize(
    ("call", "body", "type"),
    [
        ("headBucket", "", "application/xml"),
        ("listObjects", '{"error_code": "OBS.1", "error_msg": "No."}', "application/json"),
        ("listObjects", "<html><body>Forbidden</body></html>", "text/html"),
        ("listObjects", NO_BUCKET[:-20], "application/xml"),
    ],
)
def test_without_a_code_the_status_is_the_key(
    server: Server, client: Any, call: str, body: str, type: str
) -> None:
    link_errors(BASE)
    server.says(403, body, type)
    found = getattr(client, call)("bucket")
    assert found.status == 403
    assert found.errorCode is None
    assert found.errorUrl == f"{BASE}/obs/403.html"


def test_server_errors_that_are_tried_again_have_it_too(server: Server, client: Any) -> None:
    link_errors(BASE)
    server.says(503, XML.format("SlowDown"))
    found = client.listObjects("bucket")
    assert (found.status, found.errorUrl) == (503, f"{BASE}/obs/503.html")


def test_a_download_that_fails_has_it(server: Server, client: Any, tmp_path: Path) -> None:
    link_errors(BASE)
    server.says(404, XML.format("NoSuchKey"))
    found = client.getObject("bucket", "key", downloadPath=str(tmp_path / "key"))
    assert found.errorUrl == f"{BASE}/obs/404.html"


@pytest.mark.parametrize("call", ["copyObject", "completeMultipartUpload"])
def test_an_error_in_a_body_with_status_200_is_an_error(
    server: Server, client: Any, call: str
) -> None:
    arguments: dict[str, tuple[Any, ...]] = {
        "copyObject": ("bucket", "key", "bucket", "copy"),
        "completeMultipartUpload": (
            "bucket", "key", "id",
            obs.CompleteMultipartUploadRequest([obs.CompletePart(partNum=1, etag="x")]),
        ),
    }  # fmt: skip
    server.says(200, XML.format("InternalError"))
    before = getattr(client, call)(*arguments[call])
    assert (before.status, before.errorCode) == (200, None)  # the SDK alone takes it for success
    link_errors(BASE, catalog=catalog("obs", "InternalError", "500"))
    found = getattr(client, call)(*arguments[call])
    assert (found.status, found.errorCode) == (200, "InternalError")
    assert found.errorUrl == f"{BASE}/obs/InternalError.html"
    with pytest.raises(ObsError, match="200 InternalError"):
        checked(found)


def test_an_object_that_looks_like_an_error_is_none(server: Server, client: Any) -> None:
    link_errors(BASE)
    server.says(200, NO_BUCKET)
    found = client.getObject("bucket", "key", loadStreamInMemory=True)
    assert found.body.buffer == NO_BUCKET.encode()
    assert checked(found) is found


def test_codes_that_have_pages_win_where_they_are_documented(server: Server, client: Any) -> None:
    link_errors(catalog=catalog("obs", "NoSuchBucket", "403"), by_status=False)
    server.says(404, NO_BUCKET)
    assert client.listObjects("bucket").errorUrl == f"{BASE}/obs/NoSuchBucket.html"
    server.says(403, XML.format("AccessDenied"))
    assert client.listObjects("bucket").errorUrl == f"{BASE}/obs/403.html"
    server.says(409, XML.format("BucketNotEmpty"))  # neither has a page
    assert getattr(client.listObjects("bucket"), "errorUrl", None) is None


def test_its_own_log_has_the_address(server: Server, client: Any, tmp_path: Path) -> None:
    config = tmp_path / "log.conf"
    config.write_text(
        f"[LOGCONF]\nlogfiledir={tmp_path}\nlogfilename=sdk.log\nlogfilenumber=1\n"
        "logfilesize=1\nlogfilelevel=INFO\nprintlogtoconsole=0\nprintloglevel=ERROR\n",
        "utf-8",
    )
    logger = logging.getLogger("OBS_LOGGER")
    if hasattr(logger, "_inited"):
        del logger._inited
    client.initLog(obs.LogConf(str(config)))
    assert logger.propagate is False
    link_errors(BASE)
    link_errors(BASE)  # once more changes nothing
    try:
        server.says(403, XML.format("AccessDenied"))
        client.listObjects("bucket")
    finally:
        for handler in logger.handlers[:]:
            logger.removeHandler(handler)
            handler.close()
    lines = (tmp_path / "sdk.log").read_text("utf-8").splitlines()
    said = [line for line in lines if "exceptional obs response" in line]
    assert len(said) == 1
    assert "status:403,reason:Forbidden,code:AccessDenied" in said[0]
    assert said[0].count(f"  {BASE}/obs/403.html|") == 1


def test_who_wants_exceptions_gets_them_with_a_note(server: Server, client: Any) -> None:
    link_errors(BASE)
    server.says(403, XML.format("AccessDenied"))
    with pytest.raises(ObsError, match=r"403 AccessDenied No\.") as raised:
        checked(client.listObjects("bucket"))
    assert raised.value.__notes__ == [f"See {BASE}/obs/403.html"]
    assert raised.value.response.status == 403
    copy = pickle.loads(pickle.dumps(raised.value))
    assert (str(copy), copy.__notes__) == (str(raised.value), raised.value.__notes__)


def test_it_can_be_taken_back_and_silenced(
    server: Server, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    undo = link_errors(BASE)
    server.says(403, XML.format("AccessDenied"))
    monkeypatch.setenv("ERROR_INDEX_LINKS", "off")
    assert getattr(client.listObjects("bucket"), "errorUrl", None) is None
    monkeypatch.delenv("ERROR_INDEX_LINKS")
    undo()
    undo()
    assert getattr(client.listObjects("bucket"), "errorUrl", None) is None
    with pytest.raises(ObsError) as raised:
        checked(client.listObjects("bucket"))
    assert not hasattr(raised.value, "__notes__")


def test_a_response_without_status_is_left_alone() -> None:
    assert checked(None) is None


def test_a_version_that_is_not_known_is_told(
    server: Server, client: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    monkeypatch.delattr(obs.client._BasicClient, "_parse_xml_internal")
    undo = link_errors(BASE)
    assert "_parse_xml_internal is not there" in caplog.text
    undo()
