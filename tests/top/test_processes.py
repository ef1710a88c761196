"""Work that is shared among processes gives the same results and messages, or fails."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sphinx.errors import ExtensionError, SphinxParallelError
from sphinx.util.logging import suppress_logging

from sphinx_error_index.messages import TYPE, Subtype, logger
from sphinx_error_index.processes import balanced, share

DONE: list[int] = []


def said(parts: list[list[int]]) -> tuple[list[int], list[str]]:
    """What each process counted, and the messages of all, as this process says them."""

    def work(numbers: list[int]) -> Iterator[int]:
        for number in numbers:
            DONE.append(number)
            logger.warning("step %s", number)
            text = "a template fails"
            logger.warning(text, type=TYPE, subtype=Subtype.TEMPLATE, location="page.html:1")
            yield number

    with suppress_logging() as heard:
        results = share(parts, work, lambda: len(DONE), lambda: None)
    return results, [record.getMessage() for record in heard.clear()]


def test_results_and_messages_are_those_of_one_process() -> None:
    results, messages = said([[4, 5, 6], [0, 3], [1, 2]])
    assert results == [3, 2, 2]
    assert DONE == []
    steps = [f"step {number}" for number in range(7)]
    assert messages == [steps[0], "a template fails", *steps[1:]]


def test_this_process_has_other_work_meanwhile() -> None:
    def work(number: int) -> Iterator[int]:
        logger.warning("step %s", number)
        yield number

    with suppress_logging() as heard:
        share([0, 1], work, lambda: 0, lambda: None, lambda: logger.warning("by %s", os.getpid()))
    said = [record.getMessage() for record in heard.clear()]
    assert said == ["step 0", "step 1", f"by {os.getpid()}"]


def test_other_work_that_fails_ends_the_others() -> None:
    def work(number: int) -> Iterator[int]:
        time.sleep(60)
        yield number

    def other() -> None:
        raise FileNotFoundError(2, "No such file", "codes.json")

    begun = time.monotonic()
    with pytest.raises(FileNotFoundError, match=r"codes\.json"):
        share([0, 1], work, lambda: 0, lambda: None, other)
    assert time.monotonic() - begun < 50


def fails(number: int) -> Iterator[int]:
    if number == 1:
        raise FileNotFoundError(2, "No such file", "page.html")
    if number == 2:
        raise ExtensionError("code.html:3: no such name")
    if number == 3:
        raise ValueError("a fault")
    if number == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    yield number


@pytest.mark.parametrize(
    ("number", "error", "text"),
    [
        (1, OSError, r"No such file: 'page.html'"),
        (2, ExtensionError, r"^code.html:3: no such name$"),
        (3, SphinxParallelError, r"^a fault$"),
        (4, SystemExit, r"^2$"),
    ],
)
@pytest.mark.parametrize("beside", [0, 9])
def test_what_fails_in_a_process_fails_here(
    number: int, error: type[BaseException], text: str, beside: int
) -> None:
    parts = [beside, number] if beside else [number, beside]
    with pytest.raises(error, match=text), suppress_logging():
        share(parts, fails, lambda: 0, lambda: None)


def test_parts_are_of_one_size_and_of_whole_folders() -> None:
    files = ["a/1", "b/1", "a/2", "c/1", "b/2", "index"]
    folders = [str(Path(file).parent) for file in files]
    assert balanced(files, folders, 2) == [["a/1", "a/2", "c/1"], ["b/1", "b/2", "index"]]
    assert balanced(["a/1", "a/2", "a/3"], ["a"] * 3, 2) == [["a/1", "a/2"], ["a/3"]]
    assert balanced(["x"], [""], 4) == [["x"]]
