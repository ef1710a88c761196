"""``error-index mcp``: a server of the Model Context Protocol over a site's index.

It takes the protocol's official SDK, the extra ``mcp``. It reads what a site has published, and
writes nothing.
"""

from __future__ import annotations

import argparse
import ipaddress
import threading
from typing import TYPE_CHECKING, Any

from sphinx_error_index.cli.agents import answers
from sphinx_error_index.cli.catalogfile import BadUseError
from sphinx_error_index.cli.joining.places import places_of
from sphinx_error_index.cli.options import FOUND, catalog_options, ending
from sphinx_error_index.language import gettext as _
from sphinx_error_index.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx_error_index.cli.joining.places import Place

INSTRUCTIONS = (
    "Documentation of error and status codes. Give resolve_error whatever a failing program "
    "printed; it names the codes that this is about. explain_code says what a code means, its "
    "possible causes and what to do. Show the user the address of a page that you rely on."
)

KEPT = 2_000
"""The most records of the index that are kept between two questions."""


def add_verb(verbs: Any) -> None:
    """Add ``mcp`` to the command line."""
    parser = verbs.add_parser(
        "mcp",
        parents=[catalog_options()],
        help=_("serve the index to agents (Model Context Protocol)"),
        description=_(
            "Serve the tools resolve_error, explain_code and list_codes by the Model Context "
            "Protocol, on standard input and output or over HTTP. It takes the extra mcp: pip "
            "install sphinx-error-index[mcp]."
        ),
        epilog=ending(
            "error-index --catalog https://docs.example.com/errors/ mcp",
            _("Exit status: 0 the client has gone, 2 bad use, no catalogue, or no SDK."),
        ),
    )
    parser.add_argument(
        "--http",
        metavar="PORT",
        type=_port,
        help=_("serve streamable HTTP at http://127.0.0.1:PORT/mcp"),
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help=_("with --http: an address of this machine alone")
    )
    parser.set_defaults(verb=_serve)


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 65_536:
        return int(text)
    raise argparse.ArgumentTypeError(_("%r is no port: 1 to 65535") % text)


def _serve(options: argparse.Namespace) -> int:
    if not _is_loopback(options.host):
        raise BadUseError(
            _("%s is no loopback address: the server is for this machine") % options.host
        )
    try:
        from mcp.server import MCPServer
    except ImportError:
        raise BadUseError(
            _("the MCP SDK is not installed: pip install sphinx-error-index[mcp] (version 2)")
        ) from None
    sites = places_of(options.catalog)
    server = MCPServer(
        "error-index", instructions=INSTRUCTIONS, version=__version__, log_level="WARNING"
    )
    for tool in _tools(sites):
        server.tool()(tool)
    if options.http is None:
        server.run("stdio")
    else:
        server.run("streamable-http", host=options.host, port=options.http)
    return FOUND


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _tools(sites: Sequence[Place]) -> list[Callable[..., dict[str, Any]]]:
    """Return the tools; their names, signatures and docstrings are what an agent is told."""
    lock = threading.Lock()  # the SDK may call them from several threads

    def answered(answer: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        from mcp.server.mcpserver.exceptions import ToolError

        with lock:
            try:
                return answer()
            except BadUseError as error:
                raise ToolError(str(error)) from None
            except (TypeError, KeyError, AttributeError, ValueError):
                raise ToolError("the index is not complete: build the site again") from None
            finally:
                for site in sites:
                    site.index.forget(KEPT)

    def resolve_error(text: str, service: str = "", limit: int = 5) -> dict[str, Any]:
        """Find the error codes that a text is about: a log line, a traceback, JSON, a message.

        service limits the search to one service; limit is the most matches, up to 10. Each match
        has its confidence (exact, likely, weak) and the address of its page.
        """
        return answered(lambda: answers.resolve_error(sites, text, service, limit))

    def explain_code(code: str, service: str = "") -> dict[str, Any]:
        """Say what an error code means, its possible causes and what to do, with its page.

        code may be "403", "APIG.0201" or, with its service, "obs/403".
        """
        return answered(lambda: answers.explain_code(sites, code, service))

    def list_codes(service: str = "", category: str = "", start: int = 0) -> dict[str, Any]:
        """List the codes of a service, or of one category of it; without a service, the services.

        An answer has up to 100 entries; where it has "next", ask again with that as start.
        """
        return answered(lambda: answers.list_codes(sites, service, category, start))

    return [resolve_error, explain_code, list_codes]
