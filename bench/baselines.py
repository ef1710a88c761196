"""What our pages are compared with: bare pages of the same codes, made by Jinja and by Hugo."""

from __future__ import annotations

import json
import sys
from pathlib import Path

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


def write_hugo(folder: Path, codes: int) -> None:
    """Write a Hugo site that makes a bare page of each code from one JSON file."""
    for name, text in {
        "hugo.toml": 'baseURL = "https://example.com/"\n'
        'disableKinds = ["taxonomy", "term", "rss", "sitemap", "home", "section", "404"]\n'
        "[permalinks.page]\n",
        "layouts/_default/single.html": HUGO_BARE,
        "content/_content.gotmpl": ADAPTER,
        "data/codes.json": json.dumps(records(codes)),
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
