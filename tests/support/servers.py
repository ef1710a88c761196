"""Real nginx, Apache and Caddy, each with its configuration of ``deploy/``, on 127.0.0.1."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.support.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPMessage

DEPLOY = ROOT / "deploy"

NGINX = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    types {{ text/html html; text/css css; application/javascript js; application/json json; }}
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""

# A server with all that gives extensions a meaning, one of each kind, as a distribution sets it up.
APACHE = """
ServerRoot {folder}
DefaultRuntimeDir {folder}
PidFile {folder}/apache.pid
ErrorLog {folder}/error.log
ServerName docs.example.com
Listen 127.0.0.1:{port}
{modules}
User www-data
Group www-data
TypesConfig /etc/mime.types
AddLanguage de .de
AddLanguage ja .ja
AddCharset us-ascii .ascii
AddCharset Big5 .big5
AddEncoding x-gzip .gz
AddHandler type-map .var
AddHandler cgi-script .cgi
AddType text/html .shtml
AddOutputFilter INCLUDES .shtml
DocumentRoot {www}
<Directory {www}>
    Options Indexes FollowSymLinks MultiViews Includes ExecCGI
    AllowOverride FileInfo Indexes Options=MultiViews,Indexes
    Require all granted
</Directory>
"""
MODULES = "mpm_event authz_core cgid dir include mime negotiation rewrite".split()


@dataclass
class Answer:
    """What a server said in the end: status, the path it led to, headers, the body."""

    status: int
    path: str
    headers: HTTPMessage
    body: str


class Server:
    """A server of a site, and how to ask it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    def get(self, path: str) -> Answer:
        """Ask for a path as it is written, and follow where it leads."""
        for _ in range(5):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            connection.request("GET", path)
            response = connection.getresponse()
            body = response.read().decode("utf-8")
            connection.close()
            if response.status not in (301, 302, 308):
                return Answer(response.status, path, response.headers, body)
            location = urlsplit(response.headers["Location"])
            # Apache completes addresses with the name that it was asked by.
            assert location.netloc in ("", f"127.0.0.1:{self.port}"), location
            path = location._replace(scheme="", netloc="").geturl()
        raise AssertionError(f"{path} leads in circles")


def program(name: str, package: str) -> str:
    """Return the path of a server; install it where we may, fail in CI, skip elsewhere."""

    def found() -> str | None:
        return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")

    with (Path(tempfile.gettempdir()) / f"error-index-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not found() and os.geteuid() == 0 and shutil.which("apt-get"):
            environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            for command in ("update -qq", f"install -y -qq --no-install-recommends {package}"):
                arguments = ["apt-get", *command.split()]
                subprocess.run(arguments, check=False, capture_output=True, env=environment)
    if path := found():
        return path
    reason = f"no {name}, and it could not be installed: apt-get install {package}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextlib.contextmanager
def _running(
    arguments: list[str], port: int, log: Path, user: str | None = None
) -> Iterator[Server]:
    # Servers that keep something in the home of their user find one of their own.
    environment = {**os.environ, "HOME": str(log.parent), "XDG_DATA_HOME": str(log.parent)}
    with (log.parent / "said.log").open("w") as said:
        process = subprocess.Popen(
            arguments, stdout=said, stderr=said, env=environment, user=user, group=user
        )
    try:
        for _ in range(500):
            if process.poll() is not None:
                logs = (path for path in (log.parent / "said.log", log) if path.exists())
                raise AssertionError("".join(path.read_text() for path in logs))
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.02)
        yield Server(port)
    finally:
        process.terminate()
        process.wait(10)


@contextlib.contextmanager
def nginx(folder: Path, www: Path, base: str = "/errors/", more: str = "") -> Iterator[Server]:
    """Serve ``www`` with ``deploy/nginx.conf``; *folder* is for the server's own files.

    ``more`` is a map of redirects, as ``error-index ledger --server nginx`` prints it.
    """
    conf = (DEPLOY / "nginx.conf").read_text("utf-8").replace("/srv/www", str(www))
    if more:
        test = "    if ($error_index_to) { return 301 $error_index_to; }\n"
        conf = more + conf.replace("    charset utf-8;\n", f"    charset utf-8;\n{test}")
    if base == "/":
        conf = conf.replace("    location = /errors { return 301 /errors/; }\n", "")
        conf = conf.replace("/errors/", "/")
    port = _free_port()
    conf, count = re.subn(r"listen 80;", f"listen 127.0.0.1:{port};", conf)
    assert count == 1
    folder.mkdir()
    (folder / "site.conf").write_text(conf, "utf-8")
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder), "utf-8")
    arguments = [program("nginx", "nginx-light"), "-p", str(folder)]
    arguments += ["-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    with _running(arguments, port, folder / "error.log") as server:
        yield server


@contextlib.contextmanager
def apache(folder: Path, www: Path, base: str = "/errors/", more: str = "") -> Iterator[Server]:
    """Serve ``www`` with ``deploy/htaccess`` in the site; *folder* is for the server's files.

    ``more`` is a map of redirects, as ``error-index ledger --server apache`` prints it.
    """
    path = program("apache2", "apache2-bin")
    conf = (DEPLOY / "htaccess").read_text("utf-8")
    conf = conf.replace("RewriteEngine On\n", f"RewriteEngine On\n{more}")
    if base == "/":
        conf = conf.replace("/errors/404.html", "/404.html")
    (www / base.strip("/") / ".htaccess").write_text(conf, "utf-8")
    port = _free_port()
    folder.mkdir()
    lines = [f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in MODULES]
    main = APACHE.format(folder=folder, www=www, port=port, modules="\n".join(lines))
    (folder / "apache.conf").write_text(main, "utf-8")
    arguments = [path, "-X", "-f", str(folder / "apache.conf")]
    with _running(arguments, port, folder / "error.log") as server:
        yield server


@contextlib.contextmanager
def caddy(folder: Path, www: Path, base: str = "/errors/") -> Iterator[Server]:
    """Serve ``www`` with ``deploy/Caddyfile``; *folder* is for the server's own files."""
    conf = (DEPLOY / "Caddyfile").read_text("utf-8").replace("/srv/www", str(www))
    if base == "/":
        conf = conf.replace("\tredir /errors /errors/\n", "").replace("/errors/404", "/404")
    port = _free_port()
    conf, count = re.subn(r"^docs\.example\.com {", f"http://127.0.0.1:{port} {{", conf, flags=re.M)
    assert count == 1
    folder.mkdir()
    (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n}}\n{conf}", "utf-8")
    arguments = [program("caddy", "caddy"), "run", "--config", str(folder / "Caddyfile")]
    with _running(arguments, port, folder / "error.log") as server:
        yield server


@contextlib.contextmanager
def container(folder: Path, www: Path) -> Iterator[Server]:
    """Serve ``www`` as ``deploy/Containerfile`` does; *folder* stands for its file system.

    nginx runs without the rights of root, and only ``tmp`` in *folder* is its own.
    """
    path = program("nginx", "nginx-light")
    port = _free_port()
    scratch = folder / "tmp"
    scratch.mkdir(parents=True)
    site = (DEPLOY / "nginx.conf").read_text("utf-8").replace("/srv/www", str(www))
    site = site.replace("listen 80;", f"listen 127.0.0.1:{port};")
    (folder / "site.conf").write_text(site, "utf-8")
    main = (DEPLOY / "container.conf").read_text("utf-8").replace("/tmp/", f"{scratch}/")
    main = main.replace("/etc/nginx/site.conf", str(folder / "site.conf"))
    (folder / "main.conf").write_text(main, "utf-8")
    user = None
    if os.geteuid() == 0:
        user = "www-data"
        shutil.chown(scratch, user)
    arguments = [path, "-c", str(folder / "main.conf"), "-e", "stderr"]
    with _running(arguments, port, folder / "error.log", user) as server:
        yield server


SERVERS = {"nginx": nginx, "apache": apache, "caddy": caddy}
