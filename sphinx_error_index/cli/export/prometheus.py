"""The catalogue for alerts: a file of Prometheus rules that knows the runbook of each code.

Format: https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/ and, for what
stands in annotations, https://prometheus.io/docs/prometheus/latest/configuration/template_reference/.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from sphinx_error_index.cli.catalogfile import address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_error_index.cli.export.rows import Row

METRIC: Final = "error_index_runbook_info"
"""The metric whose labels are the mapping; its value is 1."""

FIRST_LINE: Final = "# Prometheus rules of error-index: a runbook_url for each error code."

_UNACCEPTED = re.compile("[^ -~\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd]")
"""What double-quoted YAML needs an escape for, and what turns the direction of a text around."""


def rules(rows: Iterable[Row], base: str) -> Iterator[str]:
    """Yield the lines of a rule file: a recording rule for each code, and what annotations say.

    ``runbook_url`` is the code's runbook, else its page below ``base``. Pages of what is gone
    count, too: an old program may still answer with the code.
    """
    yield FIRST_LINE
    yield "#"
    yield "# Name this file under rule_files. Alerts whose labels are error_service and error_code"
    yield "# then get the right address by this annotation; paste it into your alerting rules:"
    yield "#"
    for line in snippet(base):
        yield f"#     {line}"
    yield "groups:"
    yield "  - name: error-index"
    yield "    interval: 2m"
    yield "    rules:"
    empty = True
    for row in rows:
        empty = False
        yield f"      - record: {METRIC}"
        yield "        expr: vector(1)"
        yield "        labels:"
        yield f"          error_service: {_quoted(row.service)}"
        yield f"          error_code: {_quoted(row.code)}"
        yield f"          runbook_url: {_quoted(row.runbook or address(base, row.url))}"
    if empty:
        yield "      []"


def snippet(base: str) -> Iterator[str]:
    """Yield the lines of the annotation: it asks the mapping, and else leads to the guide."""
    wanted = f"{METRIC}{{error_service=%q,error_code=%q}}"
    guide = address(base, "guide.html?error=")
    yield "annotations:"
    yield "  runbook_url: >-"
    yield f"    {{{{ with printf `{wanted}` $labels.error_service $labels.error_code | query -}}}}"
    yield '    {{ . | first | label "runbook_url" }}'
    yield f"    {{{{- else -}}}} {guide}{{{{ $labels.error_code | urlquery }}}}"
    yield "    {{- end }}"


def _quoted(text: str) -> str:
    """Return a text as a double-quoted scalar of YAML (YAML 1.2.2, section 7.3.1)."""
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNACCEPTED.sub(lambda match: f"\\U{ord(match[0]):08x}", quoted)
