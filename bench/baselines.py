"""What our pages are compared with: pages of the same codes, made by Jinja and by Hugo.

Bare pages show six values. Full ones show what ours do, some eighty values: the way to the page,
its facts, message, description, what follows from its status, actions, where it is documented, ten
codes nearby with their messages, the codes before and after it, and the search form.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from jinja2 import Environment

from bench.synthetic import PER_SERVICE, rows

BARE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{ code }}</title></head>
<body><nav><a href="../index.html">Home</a> / {{ service }}</nav>
<h1>{{ code }}</h1><p>HTTP {{ status }}</p><pre>{{ message }}</pre>
<p>{{ description }}</p><h2>What to do</h2><p>{{ solution }}</p></body></html>
"""

HUGO_BARE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><nav><a href="../index.html">Home</a> / {{ .Params.service }}</nav>
<h1>{{ .Title }}</h1><p>HTTP {{ .Params.status }}</p><pre>{{ .Params.message }}</pre>
<p>{{ .Params.description }}</p><h2>What to do</h2><p>{{ .Params.solution }}</p></body></html>
"""

HUGO_FULL = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title>
<meta name="description" content="{{ .Params.message }}"></head>
<body>{{ with .Params }}<nav aria-label="Breadcrumb"><ol><li><a href="../index.html">Home</a></li>
<li><a href="../{{ .service }}.html">{{ .service }}</a></li>
<li><a href="{{ .group.href }}">{{ .group.name }}</a></li><li aria-current="page">{{ .code }}</li>
</ol></nav>
<h1>{{ .code }}</h1><p>{{ .message }}</p>
<ul><li><a class="status-{{ .group.first }}" href="status/{{ .status }}.html">{{ .phrase }}</a></li>
<li><a href="../{{ .service }}.html">{{ .service }}</a></li>
<li><a href="{{ .group.href }}">{{ .group.name }}</a></li></ul>
<section id="{{ .anchor }}" data-status="{{ .status }}"><p>{{ .description }}</p>
<dl>{{ range .triage }}<div title="{{ .why }} ({{ .source }})"><dt>{{ .question }}</dt>
<dd>{{ .answer }}</dd></div>{{ end }}</dl>
<h2 id="actions">What to do</h2><ol>{{ range .actions }}<li>{{ . }}</li>{{ end }}</ol>
<p><a href="../{{ .service }}.html#{{ .row }}">{{ .document }}</a> <code>{{ .file }}</code>,
line {{ .line }}</p></section>
<section><h2>Nearby in {{ .group.name }}</h2><ul>{{ $code := .code }}{{ range .near }}
{{ if eq .code $code }}<li aria-current="page"><strong>{{ .code }}</strong></li>
{{ else }}<li><a href="{{ .href }}">{{ .code }}</a> <span>{{ .message }}</span></li>{{ end }}
{{ end }}<li><a href="{{ .group.href }}">All {{ .group.codes }} in {{ .group.name }}</a></li></ul>
<p>{{ with .previous }}<a rel="prev" href="{{ .href }}">{{ .code }}</a>{{ end }}
{{ with .next }}<a rel="next" href="{{ .href }}">{{ .code }}</a>{{ end }}</p></section>
<form action="../guide.html" data-service="{{ .service }}"><label for="box">Another error?</label>
<input id="box" name="error" type="search">
<input type="hidden" name="service" value="{{ .service }}"><button>Find</button></form>
{{ end }}</body></html>
"""

ADAPTER = """{{ range site.Data.codes }}
{{ $.AddPage (dict "path" (printf "%s/%s" .service .code) "title" .code "params" .) }}
{{ end }}
"""


def records(codes: int) -> list[dict[str, str]]:
    """Return the codes of the synthetic catalogue as plain records."""
    names = ("status", "code", "message", "description", "solution")
    found = []
    for number in range((codes + PER_SERVICE - 1) // PER_SERVICE):
        count = min(PER_SERVICE, codes - number * PER_SERVICE)
        for row in rows(f"SV{number:02}", count, 1):
            found.append({"service": f"service{number:02}", **dict(zip(names, row, strict=True))})
    return found


NEAR = 10
"""Codes nearby that a full page lists, itself included."""
TRIAGE = (("Retry?", "after a fix"), ("Whose side?", "your request"), ("Who can fix it?", "you"))


def full_records(codes: int) -> list[dict[str, Any]]:
    """Return the codes with all that a full page shows."""
    groups: dict[tuple[str, str], list[dict[str, str]]] = {}
    services: dict[str, list[dict[str, str]]] = {}
    found = records(codes)
    for record in found:
        groups.setdefault((record["service"], record["status"][0]), []).append(record)
        services.setdefault(record["service"], []).append(record)
    full: list[dict[str, Any]] = []
    for (service, first), members in groups.items():
        name = f"{first}XX"
        group = {"name": name, "href": f"category/{name}.html", "first": first}
        for at, record in enumerate(members):
            whole = services[service]
            place = int(record["code"].rpartition(".")[2])
            start = max(0, min(at - NEAR // 2, len(members) - NEAR))
            said: dict[str, Any] = {
                "group": {**group, "codes": str(len(members))},
                "phrase": f"{record['status']} as its standard says",
                "anchor": f"{record['status']}-{record['message'].replace(' ', '-')}",
                "triage": [
                    {"question": question, "answer": answer, "why": "The status says so.",
                     "source": "RFC 9110, section 15.5"}
                    for question, answer in TRIAGE
                ],
                "actions": record["solution"].split("\n"),
                "row": f"error-codes-row-{record['code']}",
                "document": f"Error Codes of {service.title()}",
                "file": f"{service}/error_codes.rst",
                "line": str(10 + 3 * place),
                "near": [_link(other) for other in members[start : start + NEAR]],
                "previous": _link(whole[place - 1]) if place else {},
                "next": _link(whole[place + 1]) if place + 1 < len(whole) else {},
            }  # fmt: skip
            full.append({**record, **said})
    return full


def _link(record: dict[str, str]) -> dict[str, str]:
    return {
        "code": record["code"],
        "href": f"{record['code']}.html",
        "message": record["message"],
    }


def write_hugo(folder: Path, codes: int, *, full: bool = False) -> None:
    """Write a Hugo site that makes a page of each code from one JSON file, bare or full."""
    data = full_records(codes) if full else records(codes)
    for name, text in {
        "hugo.toml": 'baseURL = "https://example.com/"\n'
        'disableKinds = ["taxonomy", "term", "rss", "sitemap", "home", "section", "404"]\n'
        "[permalinks.page]\n",
        "layouts/_default/single.html": HUGO_FULL if full else HUGO_BARE,
        "content/_content.gotmpl": ADAPTER,
        "data/codes.json": json.dumps(data),
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def write_bare(folder: Path, codes: int) -> None:
    """Write a bare page of each code with plain Jinja."""
    template = Environment(autoescape=True).from_string(BARE)
    for record in records(codes):
        path = folder / record["service"] / f"{record['code']}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(template.render(record), "utf-8")


if __name__ == "__main__":
    write_bare(Path(sys.argv[1]), int(sys.argv[2]))
