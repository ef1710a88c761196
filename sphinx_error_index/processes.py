"""Shares work among processes, as Sphinx does: same results, messages in the same order.

Sphinx's ``ParallelTasks`` starts the processes. What it leaves open is settled here: messages come
in the order of the work and not of its end, an error is the error that it would be in one process,
and a process that dies (killed, out of memory) is noticed.
"""

from __future__ import annotations

import contextlib
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from sphinx.errors import ExtensionError, SphinxError, SphinxParallelError
from sphinx.util.logging import convert_serializable, suppress_logging
from sphinx.util.parallel import ParallelTasks

from sphinx_error_index.messages import Subtype, logger, stop_build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from logging import LogRecord

_Part = TypeVar("_Part")
_Result = TypeVar("_Result")


@dataclass
class _Report(Generic[_Result]):
    """What a process says of its part of the work.

    Attributes:
        results: what the work gave in the end; empty where it failed.
        messages: what was said, each with the number of the step that said it.
        error: the text of an error and its trace, and whether it is one that is told without it.
        system: number, text and file of an error of the operating system.
    """

    results: list[_Result] = field(default_factory=list)
    messages: list[tuple[int, LogRecord]] = field(default_factory=list)
    error: tuple[str, str, bool] | None = None
    system: tuple[int | None, str | None, str | None] | None = None


def share(
    parts: Sequence[_Part],
    work: Callable[[_Part], Iterable[int]],
    result: Callable[[], _Result],
    done: Callable[[], object],
    meanwhile: Callable[[], object] = bool,
) -> list[_Result]:
    """Do each part of some work in a process of its own; return what ``result`` gives in each.

    Args:
        parts: what the processes are given, one part each.
        work: does a part, and yields the number of each step, in the whole of the work, after it.
        result: is called in a process that has done its part; it gives what pickle can take.
        done: is called in this process whenever a part is done.
        meanwhile: other work, which this process does while the others do theirs.

    Raises:
        OSError: a file could not be read or written.
        SphinxError: the work failed in another way.
        SystemExit: a process died; one line has said so.
    """
    reports: dict[int, _Report[_Result]] = {}

    def run(number: int) -> tuple[int, _Report[_Result]]:
        return number, _report(parts[number], work, result)

    def note(_: int, said: tuple[int, _Report[_Result]]) -> None:
        reports[said[0]] = said[1]
        done()

    tasks = ParallelTasks(len(parts))
    for number in range(len(parts)):
        tasks.add_task(run, number, note)
    with suppress_logging() as heard:  # what it says comes after what they say
        try:
            meanwhile()
        except BaseException:
            tasks.terminate()
            raise
    with contextlib.suppress(EOFError):  # a process died; ``add_task`` passes over that in silence
        tasks.join()
    for record in (*_in_order(reports.values()), *heard.clear()):
        logger.handle(record)
    for report in reports.values():
        _raise_error(report)
    if len(reports) < len(parts):
        stop_build(
            "a process that wrote error pages died (was it killed, or was there no memory left?): "
            "the build is not complete; fewer jobs (-j 1) take less memory"
        )
    return [found for number in range(len(parts)) for found in reports[number].results]


def balanced(files: Sequence[str], folders: Iterable[str], count: int) -> list[list[str]]:
    """Divide files into so many parts of about the same size, of whole folders where that can be.

    What the pages of a folder share is made once by a process. A folder that is larger than a part
    is cut. The order of the files is kept within each part.

    Args:
        files: the files.
        folders: the folder that each file counts to.
        count: the number of parts.
    """
    most = -(-len(files) // count)
    inside: dict[str, list[int]] = {}
    for number, folder in enumerate(folders):
        inside.setdefault(folder, []).append(number)
    pieces = [
        numbers[at : at + most]
        for numbers in inside.values()
        for at in range(0, len(numbers), most)
    ]
    parts: list[list[int]] = [[] for _ in range(count)]
    for piece in sorted(pieces, key=len, reverse=True):
        min(parts, key=len).extend(piece)
    return [[files[number] for number in sorted(part)] for part in parts if part]


def _report(
    part: _Part, work: Callable[[_Part], Iterable[int]], result: Callable[[], _Result]
) -> _Report[_Result]:
    """Do a part of the work; return what came of it."""
    report: _Report[_Result] = _Report()
    number = 0
    with suppress_logging() as heard:
        try:
            for number in work(part):
                report.messages += [(number, record) for record in heard.clear()]
            report.results.append(result())
        except Exception as error:
            told = isinstance(error, SphinxError)
            report.error = (str(error), traceback.format_exc(), told)
            if isinstance(error, OSError):
                name = None if error.filename is None else str(error.filename)
                report.system = (error.errno, error.strerror, name)
        report.messages += [(number, record) for record in heard.clear()]
    convert_serializable([record for _, record in report.messages])
    return report


def _in_order(reports: Iterable[_Report[_Result]]) -> Iterator[LogRecord]:
    """Yield what all processes said in the order in which one process would have said it.

    One process tells but once of a template that cannot be used.
    """
    messages = [message for report in reports for message in report.messages]
    said = set()
    for _, record in sorted(messages, key=lambda message: message[0]):
        if getattr(record, "subtype", "") == Subtype.TEMPLATE:
            what = (record.getMessage(), getattr(record, "location", None))
            if what in said:
                continue
            said.add(what)
        yield record


def _raise_error(report: _Report[_Result]) -> None:
    if report.system:
        raise OSError(*report.system)
    if report.error:
        text, trace, told = report.error
        raise ExtensionError(text) if told else SphinxParallelError(text, trace)
