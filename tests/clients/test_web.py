"""Web frameworks, each with its own test client: what they answer is a problem (RFC 9457)."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from sphinx_error_index.integrations.core import CodedError, Links
from tests.clients.conftest import BASE

PAGE = f"{BASE}/vpc/VPC.0101.html?status=404"
DENIED = {
    "type": PAGE,
    "title": "Not Found",
    "status": 404,
    "detail": "There is no network 7.",
    "instance": "/coded",
    "code": "VPC.0101",
}
PLAIN = {"type": f"{BASE}/vpc/403.html", "title": "Forbidden", "status": 403, "instance": "/plain"}


def coded() -> CodedError:
    return CodedError("VPC.0101", status=404, detail="There is no network 7.")


class TestStarlette:
    @pytest.fixture(params=["starlette.applications.Starlette", "fastapi.FastAPI"])
    def client(self, request: Any, vpc: Links) -> Any:
        module, _, name = request.param.rpartition(".")
        package = pytest.importorskip(module, reason=f"{module} is not installed")
        testclient = pytest.importorskip("starlette.testclient")
        from starlette.exceptions import HTTPException

        from sphinx_error_index.integrations.web.starlette import answer_problems

        app = getattr(package, name)()
        answer_problems(app, vpc)

        async def raise_coded(request: Any) -> None:
            raise coded()

        async def raise_plain(request: Any) -> None:
            raise HTTPException(403, headers={"x-trace": "1"})

        async def raise_dictionary(request: Any) -> None:
            raise HTTPException(409, detail={"code": "VPC.0102", "message": "Taken."})

        async def fail(request: Any) -> None:
            raise RuntimeError("oops")

        for path, view in (("/coded", raise_coded), ("/plain", raise_plain),
                           ("/dictionary", raise_dictionary), ("/fails", fail)):  # fmt: skip
            app.router.add_route(path, view)
        return testclient.TestClient(app, raise_server_exceptions=False)

    def test_errors_are_problems(self, client: Any) -> None:
        answer = client.get("/coded")
        assert (answer.status_code, answer.json()) == (404, DENIED)
        assert answer.headers["content-type"] == "application/problem+json"
        answer = client.get("/plain")
        assert (answer.status_code, answer.json(), answer.headers["x-trace"]) == (403, PLAIN, "1")
        assert client.get("/nowhere").json()["type"] == f"{BASE}/vpc/404.html"
        answer = client.get("/dictionary").json()
        assert (answer["code"], answer["detail"]) == ("VPC.0102", "Taken.")

    def test_what_nobody_expected_is_not_touched(self, client: Any) -> None:
        answer = client.get("/fails")
        assert (answer.status_code, answer.text) == (500, "Internal Server Error")

    def test_requests_that_are_not_valid(self, vpc: Links) -> None:
        fastapi = pytest.importorskip("fastapi", reason="fastapi is not installed")
        testclient = pytest.importorskip("starlette.testclient")
        from sphinx_error_index.integrations.web.starlette import answer_problems

        app = fastapi.FastAPI()
        answer_problems(app, vpc)

        @app.get("/networks/{number}")
        def network(number: int) -> int:
            return number

        answer = testclient.TestClient(app).get("/networks/x")
        assert answer.status_code == 422
        assert answer.json()["type"] == f"{BASE}/vpc/422.html"
        assert answer.json()["errors"][0]["loc"] == ["path", "number"]


class TestFlask:
    @pytest.fixture
    def app(self, vpc: Links) -> Any:
        flask = pytest.importorskip("flask", reason="flask is not installed")
        from sphinx_error_index.integrations.web.flask import answer_problems

        app = flask.Flask(__name__)
        answer_problems(app, vpc)

        @app.get("/coded")
        def raise_coded() -> None:
            raise coded()

        @app.get("/plain")
        def raise_plain() -> None:
            flask.abort(403)

        @app.get("/own")
        def own() -> None:
            flask.abort(flask.Response("mine", 418))

        @app.get("/fails")
        def fail() -> None:
            raise RuntimeError("oops")

        @app.get("/redirect/")
        def redirect() -> str:
            return "here"

        return app

    def test_errors_are_problems(self, app: Any) -> None:
        client = app.test_client()
        answer = client.get("/coded")
        assert (answer.status_code, answer.json) == (404, DENIED)
        assert answer.content_type == "application/problem+json"
        assert client.get("/plain").json == PLAIN
        answer = client.post("/plain")
        assert answer.json["type"] == f"{BASE}/vpc/405.html"
        assert "GET" in answer.headers["allow"]

    def test_the_rest_stays_as_it_is(self, app: Any) -> None:
        client = app.test_client()
        assert client.get("/own").get_data(as_text=True) == "mine"
        assert client.get("/redirect").status_code == 308
        answer = client.get("/fails")
        assert answer.status_code == 500
        assert answer.content_type.startswith("text/html")
        app.config["PROPAGATE_EXCEPTIONS"] = True
        with pytest.raises(RuntimeError, match="oops"):
            client.get("/fails")


class TestDjango:
    @pytest.fixture(autouse=True)
    def _settings(self) -> None:
        pytest.importorskip("django", reason="django is not installed")
        import django
        from django.conf import settings

        if not settings.configured:
            settings.configure(
                ROOT_URLCONF=__name__,
                SECRET_KEY="x",
                ALLOWED_HOSTS=["*"],
                MIDDLEWARE=[f"{__name__}._problems"],
                DEFAULT_CHARSET="utf-8",
            )
            django.setup()
        from django.core.exceptions import PermissionDenied
        from django.urls import path

        def raise_coded(request: Any) -> None:
            raise coded()

        async def raise_plain(request: Any) -> None:
            raise PermissionDenied

        def fail(request: Any) -> None:
            raise RuntimeError("oops")

        globals()["urlpatterns"] = [
            path("coded", raise_coded), path("plain", raise_plain), path("fails", fail),
        ]  # fmt: skip
        from sphinx_error_index.integrations.web.django import middleware

        globals()["_problems"] = middleware(Links("vpc", base=BASE))

    def test_errors_are_problems(self) -> None:
        from django.test import Client

        client = Client(raise_request_exception=False)
        answer = client.get("/coded")
        assert (answer.status_code, json.loads(answer.content)) == (404, DENIED)
        assert answer["content-type"] == "application/problem+json"
        assert json.loads(client.get("/plain").content) == PLAIN
        assert client.get("/fails").status_code == 500
        assert client.get("/nowhere")["content-type"].startswith("text/html")

    def test_asynchronous_requests_too(self) -> None:
        from django.test import AsyncClient

        async def ask() -> Any:
            return await AsyncClient().get("/coded")

        assert json.loads(asyncio.run(ask()).content) == DENIED


class TestAiohttp:
    def test_errors_are_problems(self, vpc: Links) -> None:
        pytest.importorskip("aiohttp", reason="aiohttp is not installed")
        from aiohttp import web
        from aiohttp.test_utils import TestClient, TestServer

        from sphinx_error_index.integrations.web.aiohttp import middleware

        async def raise_coded(request: Any) -> None:
            raise coded()

        async def raise_plain(request: Any) -> None:
            raise web.HTTPForbidden

        async def moved(request: Any) -> None:
            raise web.HTTPFound("/coded")

        async def fail(request: Any) -> None:
            raise RuntimeError("oops")

        async def ask() -> None:
            app = web.Application(middlewares=[middleware(vpc)])
            app.router.add_get("/coded", raise_coded)
            app.router.add_get("/plain", raise_plain)
            app.router.add_get("/moved", moved)
            app.router.add_get("/fails", fail)
            async with TestClient(TestServer(app, host="127.0.0.1")) as client:
                answer = await client.get("/coded")
                assert answer.status == 404
                assert answer.content_type == "application/problem+json"
                assert await answer.json(content_type=None) == DENIED
                answer = await client.get("/plain")
                assert await answer.json(content_type=None) == PLAIN
                answer = await client.post("/plain")
                assert (answer.status, answer.headers["allow"]) == (405, "GET,HEAD")
                answer = await client.get("/moved", allow_redirects=False)
                assert answer.status == 302
                assert (await client.get("/fails")).status == 500

        asyncio.run(ask())
