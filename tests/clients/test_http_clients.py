"""Clients that speak HTTP, each with its real package against the local server."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from sphinx_error_index.integrations import aws, azure, http, kubernetes
from sphinx_error_index.integrations.core import Links
from tests.clients.conftest import BASE, Server, catalog

CODED = json.dumps({"error": {"code": "VPC.0101", "message": "No."}})
PAGE = f"{BASE}/vpc/VPC.0101.html"
S3 = "<Error{0}><Code>NoSuchBucket</Code><Message>No.</Message></Error>"


class TestBotocore:
    @pytest.fixture
    def client(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> Any:
        boto3 = pytest.importorskip("boto3", reason="boto3 is not installed")
        monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
        session = boto3.Session("ak", "sk", region_name="region")
        aws.link_errors(session, Links("s3", base=BASE))
        aws.link_errors(session, Links("obs", base=BASE))
        config = pytest.importorskip("botocore.config").Config(
            retries={"max_attempts": 0}, s3={"addressing_style": "path"}
        )
        return session.client("s3", endpoint_url=server.url, config=config)

    @pytest.mark.parametrize("attributes", ["", ' xmlns="http://s3.example.com/doc/"'])
    def test_errors_say_code_and_address(
        self, server: Server, client: Any, attributes: str
    ) -> None:
        from botocore.exceptions import ClientError

        server.says(404, S3.format(attributes))
        with pytest.raises(ClientError, match="NoSuchBucket") as raised:
            client.list_objects_v2(Bucket="bucket")
        error = raised.value.response["Error"]
        assert (error["Code"], error["Url"]) == ("NoSuchBucket", f"{BASE}/obs/NoSuchBucket.html")
        assert len(server.requests) == 1

    def test_without_a_body_the_status_is_the_key(self, server: Server, client: Any) -> None:
        server.says(403)
        with pytest.raises(Exception, match="403") as raised:
            client.head_bucket(Bucket="bucket")
        assert raised.value.response["Error"]["Url"] == f"{BASE}/obs/403.html"  # type: ignore[attr-defined]

    def test_a_note_is_there_for_who_wants_it(self, server: Server, client: Any) -> None:
        links = Links("obs", catalog=catalog("obs", "404"))
        server.says(404, S3.format(""))
        with pytest.raises(Exception, match="NoSuchBucket") as raised, links.noting():
            client.list_objects_v2(Bucket="bucket")
        assert raised.value.__notes__ == [f"See {BASE}/obs/404.html"]

    def test_success_and_strangers(self, server: Server, client: Any) -> None:
        server.says(200, "<ListBucketResult><Name>bucket</Name></ListBucketResult>")
        assert "Error" not in client.list_objects_v2(Bucket="bucket")
        with pytest.raises(TypeError, match="neither a client nor a session"):
            aws.link_errors(object(), Links("obs", base=BASE))

    def test_a_client_and_a_botocore_session_do_as_well(self, server: Server, client: Any) -> None:
        import botocore.session

        aws.link_errors(client, Links("own", base=BASE))
        server.says(409, S3.format(""))
        with pytest.raises(Exception, match="NoSuchBucket") as raised:
            client.list_objects_v2(Bucket="bucket")
        assert raised.value.response["Error"]["Url"].startswith(f"{BASE}/own/")  # type: ignore[attr-defined]
        aws.link_errors(botocore.session.Session(), Links("own", base=BASE))


class TestRequests:
    @pytest.mark.parametrize("stream", [False, True])
    def test_failed_responses_have_it(self, server: Server, vpc: Links, stream: bool) -> None:
        requests = pytest.importorskip("requests", reason="requests is not installed")
        with requests.Session() as session:
            http.link_errors(session, Links("other", base=BASE))
            http.link_errors(session, vpc)
            server.says(400, CODED, "application/json")
            response = session.get(server.url, stream=stream)
            assert response.error_url == PAGE
            assert response.json()["error"]["message"] == "No."
            with pytest.raises(requests.HTTPError) as raised, vpc.noting():
                response.raise_for_status()
            assert raised.value.__notes__ == [f"See {PAGE}"]
            server.says(200, CODED, "application/json")
            assert not hasattr(session.get(server.url), "error_url")
            server.says(502, "<html>Bad gateway</html>", "text/html")
            assert session.get(server.url).error_url == f"{BASE}/vpc/502.html"

    def test_a_problem_says_its_own_page(self, server: Server, vpc: Links) -> None:
        requests = pytest.importorskip("requests", reason="requests is not installed")
        problem = {"type": f"{BASE}/ecs/Ecs.0910.html", "status": 400, "title": "No."}
        with requests.Session() as session:
            http.link_errors(session, vpc)
            server.says(400, json.dumps(problem), "application/problem+json")
            assert session.get(server.url).error_url == f"{BASE}/ecs/Ecs.0910.html"
            problem["type"] = "https://elsewhere.example.net/errors/ecs/Ecs.0910.html"
            server.says(400, json.dumps(problem), "application/problem+json")
            assert session.get(server.url).error_url == f"{BASE}/vpc/400.html"


class TestHttpx:
    def test_failed_responses_have_it(self, server: Server, vpc: Links) -> None:
        httpx = pytest.importorskip("httpx", reason="httpx is not installed")
        with httpx.Client() as client:
            http.link_errors(client, vpc)
            server.says(400, CODED, "application/json")
            assert client.get(server.url).error_url == PAGE
            with client.stream("GET", server.url) as response:
                assert response.error_url == PAGE
                assert b"".join(response.iter_bytes()) == CODED.encode()
            with pytest.raises(httpx.HTTPStatusError) as raised, vpc.noting():
                client.get(server.url).raise_for_status()
            assert raised.value.__notes__ == [f"See {PAGE}"]

    def test_asynchronous_ones_too(self, server: Server, vpc: Links) -> None:
        httpx = pytest.importorskip("httpx", reason="httpx is not installed")
        server.says(400, CODED, "application/json")

        async def ask() -> Any:
            async with httpx.AsyncClient() as client:
                http.link_errors(client, Links("other", base=BASE))
                http.link_errors(client, vpc)
                return await client.get(server.url)

        assert asyncio.run(ask()).error_url == PAGE


class TestOpenStack:
    def test_exceptions_keep_the_response_that_has_it(self, server: Server, vpc: Links) -> None:
        pytest.importorskip("openstack", reason="openstacksdk is not installed")
        import keystoneauth1.session
        from keystoneauth1 import adapter, noauth
        from openstack import exceptions

        session = keystoneauth1.session.Session(auth=noauth.NoAuth(server.url))
        session.session = __import__("requests").Session()
        http.link_errors(session, vpc)
        server.says(404, '{"NeutronError": {"type": "PortNotFound", "message": "No."}}',
                    "application/json")  # fmt: skip
        client = adapter.Adapter(session, endpoint_override=server.url)
        response = client.get("/ports/1", raise_exc=False)
        with pytest.raises(exceptions.NotFoundException, match=r"No\.") as raised, vpc.noting():
            exceptions.raise_from_response(response)
        assert raised.value.response.error_url == f"{BASE}/vpc/PortNotFound.html"
        assert raised.value.__notes__ == [f"See {BASE}/vpc/PortNotFound.html"]
        session.session.close()

    def test_a_connection_is_enough(self, server: Server, vpc: Links) -> None:
        openstack = pytest.importorskip("openstack", reason="openstacksdk is not installed")
        from openstack import exceptions

        with openstack.connect(
            auth_type="none", endpoint=server.url, compute_endpoint_override=server.url,
            load_envvars=False, load_yaml_config=False,
        ) as connection:  # fmt: skip
            http.link_errors(connection, vpc)
            server.says(404, '{"itemNotFound": {"code": 404, "message": "No."}}',
                        "application/json")  # fmt: skip
            response = connection.session.get(f"{server.url}/servers/1", raise_exc=False)
            with pytest.raises(exceptions.NotFoundException) as raised, vpc.noting():
                exceptions.raise_from_response(response)
        assert raised.value.__notes__ == [f"See {BASE}/vpc/404.html"]


class TestGoogle:
    def test_errors_of_http_have_reason_and_address(self, server: Server, vpc: Links) -> None:
        exceptions = pytest.importorskip(
            "google.api_core.exceptions", reason="google-api-core is not installed"
        )
        requests = pytest.importorskip("requests")
        info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED",
                "domain": "example.com"}  # fmt: skip
        body = {"error": {"code": 403, "status": "PERMISSION_DENIED", "message": "No.",
                          "details": [info]}}  # fmt: skip
        server.says(403, json.dumps(body), "application/json")
        with requests.Session() as session:
            http.link_errors(session, vpc)
            response = session.get(server.url)
        assert response.error_url == f"{BASE}/vpc/SERVICE_DISABLED.html"
        with pytest.raises(exceptions.Forbidden) as raised, vpc.noting():
            raise exceptions.from_http_response(response)
        assert raised.value.__notes__ == [f"See {BASE}/vpc/SERVICE_DISABLED.html"]

    def test_other_errors_have_the_name_of_their_status(self) -> None:
        exceptions = pytest.importorskip(
            "google.api_core.exceptions", reason="google-api-core is not installed"
        )
        links = Links("gke", catalog=catalog("gke", "PERMISSION_DENIED", "404"))
        error = links.note(exceptions.PermissionDenied("No."))
        assert error.__notes__ == [f"See {BASE}/gke/PERMISSION_DENIED.html"]
        assert not hasattr(links.note(exceptions.Forbidden("No.")), "__notes__")
        assert links.note(exceptions.NotFound("No.")).__notes__ == [f"See {BASE}/gke/404.html"]


class TestAzure:
    def test_the_policy_adds_it_to_response_and_context(self, server: Server, vpc: Links) -> None:
        core = pytest.importorskip("azure.core", reason="azure-core is not installed")
        from azure.core.exceptions import HttpResponseError
        from azure.core.rest import HttpRequest

        policy = azure.error_link_policy(vpc)
        with core.PipelineClient(server.url, per_call_policies=[policy]) as client:
            server.says(400, CODED, "application/json")
            response = client.send_request(HttpRequest("GET", server.url))
            assert response.error_url == PAGE
            with pytest.raises(HttpResponseError) as raised, vpc.noting():
                response.raise_for_status()
            assert raised.value.__notes__ == [f"See {PAGE}"]
            server.says(200, "{}", "application/json")
            assert not hasattr(client.send_request(HttpRequest("GET", server.url)), "error_url")


class TestKubernetes:
    def test_exceptions_have_it(self, server: Server, vpc: Links) -> None:
        client = pytest.importorskip("kubernetes.client", reason="kubernetes is not installed")
        configuration = client.Configuration()
        configuration.host = server.url
        configuration.retries = 0
        status = {"kind": "Status", "status": "Failure", "reason": "Forbidden", "code": 403}
        with client.ApiClient(configuration) as api:
            kubernetes.link_errors(api, Links("other", base=BASE))
            undo = kubernetes.link_errors(api, vpc)
            server.says(403, json.dumps(status), "application/json")
            with pytest.raises(client.ApiException) as raised:
                client.CoreV1Api(api).list_namespaced_pod("default")
            assert raised.value.__notes__ == [f"See {BASE}/vpc/Forbidden.html"]
            assert raised.value.error_url == f"{BASE}/vpc/Forbidden.html"
            server.says(500, "Oops", "text/plain")
            with pytest.raises(client.ApiException) as raised:
                client.CoreV1Api(api).list_namespaced_pod("default")
            assert raised.value.__notes__ == [f"See {BASE}/vpc/500.html"]
            undo()
            with pytest.raises(client.ApiException) as raised:
                client.CoreV1Api(api).list_namespaced_pod("default")
            assert not hasattr(raised.value, "__notes__")
        with pytest.raises(TypeError, match="no ApiClient"):
            kubernetes.link_errors(object(), vpc)


def test_what_has_no_hooks_is_said() -> None:
    with pytest.raises(TypeError, match="no hooks for responses"):
        http.link_errors(object(), Links("obs", base=BASE))
