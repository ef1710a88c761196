"""``python -m tests.attack.fuzz SECONDS [FOLDER]``: coverage-guided fuzzing of the whole way.

Atheris makes the inputs, :mod:`tests.attack.pipeline` says what must hold. What it learns is kept
in a folder (default: ``build/fuzz``), so that the next run goes on from there. Ends with status 0
where nothing was found; otherwise the input that found it is in that folder, and the traceback
says what did not hold.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["sphinx_error_index"], enable_loader_override=False):
    from tests.attack.pipeline import pipeline

SEEDS = (
    b"\x10NoSuchBucket 404\x03\x03\x00\x02\x03\x04APIG.0201\x03401\x06Denied\x04Wait",
    b"\x08HTTP 403\x01\x02\x00\x01\x03403\x09Forbidden\x03404\x09Not found",
    b"\x00\x02\x04\x07\x01\x0b\x02\x08\x00\x09\x0410-20\x03500\x01x\x01y\x01z",
    b"\x00\x00\x00Codes\n=====\n\n========== =====\nError Code Cause\n========== =====\n"
    b"A.1        x\n========== =====\n",
    b"\x00\x00\x01# Codes\n\n| Error Code | Cause |\n|---|---|\n| A.1 | x |\n",
)  # fmt: skip


def main() -> None:
    """Fuzz for a time."""
    seconds = int(sys.argv[1])
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else "build/fuzz")
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS):
        (folder / f"seed-{number}").write_bytes(seed)
    run = pipeline().run
    options = [f"-max_total_time={seconds}", "-max_len=2048", "-timeout=60", "-rss_limit_mb=4096"]
    options += [f"-artifact_prefix={folder}/found-", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, str(folder)], lambda data: run(data) and None)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
