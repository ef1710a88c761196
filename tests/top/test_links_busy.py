"""``links.py`` in busy programs: texts that end them, huge messages, forks, signals and threads."""

from __future__ import annotations

import logging
import logging.handlers
import os
import queue
import signal
import sys
import threading
import time

import pytest

from sphinx_error_index import links
from sphinx_error_index.links import LinkFilter, add_link
from tests.support.linked import BASE, CODES, logged


class _Leaving:
    def __str__(self) -> str:
        sys.exit("no")


class _LeavingError(Exception):
    def __str__(self) -> str:
        sys.exit("no")


def test_a_text_that_ends_the_program_is_no_text() -> None:
    link_filter = LinkFilter("obs", base=BASE, catalog=CODES)
    for extra in ({"error_code": _Leaving()}, {"error_code": 403, "error_status": _Leaving()}):
        record = logging.makeLogRecord({"msg": "x", **extra})
        assert link_filter.filter(record) is True
        assert record.getMessage().startswith("x")
    assert logged(link_filter, "x", exc=_LeavingError()) == "x"
    # Who formats the message meets it: that is the program's own doing.
    assert link_filter.filter(logging.makeLogRecord({"msg": _Leaving()})) is True
    error = add_link(ValueError(), "obs", _Leaving(), base=BASE)  # type: ignore[arg-type]
    assert not hasattr(error, "__notes__")


def test_interrupts_are_not_swallowed() -> None:
    class Interrupted:
        def __str__(self) -> str:
            raise KeyboardInterrupt

    record = logging.makeLogRecord({"msg": "x", "error_code": Interrupted()})
    with pytest.raises(KeyboardInterrupt):
        LinkFilter("obs", base=BASE).filter(record)


def test_structured_messages_keep_their_structure() -> None:
    record = logging.makeLogRecord({"msg": {"event": "denied"}, "error_code": 403})
    assert LinkFilter("obs", base=BASE).filter(record) is True
    assert record.msg == {"event": "denied", "error_url": f"{BASE}/obs/403.html"}
    assert record.__dict__["error_url"] == f"{BASE}/obs/403.html"
    given = {"event": "denied", "error_code": "403", "error_service": "obs", "error_status": 403}
    for _ in range(2):  # a field is no text: each record has it
        record = logging.makeLogRecord({"msg": dict(given)})
        assert LinkFilter("gateway", base=BASE).filter(record) is True
        assert record.msg == {**given, "error_url": f"{BASE}/obs/403.html?status=403"}
    own = {"event": "denied", "error_code": 403, "error_url": "of the program"}
    record = logging.makeLogRecord({"msg": own})
    assert LinkFilter("obs", base=BASE).filter(record) is True
    assert record.msg == own


def test_an_address_may_be_a_field_alone() -> None:
    link_filter = LinkFilter("obs", base=BASE, in_text=False)
    for _ in range(2):
        record = logging.makeLogRecord({"msg": "denied %s", "args": ("x",), "error_code": 403})
        assert link_filter.filter(record) is True
        assert record.getMessage() == "denied x"
        assert record.__dict__["error_url"] == f"{BASE}/obs/403.html"


def test_an_address_stands_before_the_traceback_that_a_message_has() -> None:
    """A handler of queues formats the record before a listener's filter sees it."""
    records: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
    handler = logging.handlers.QueueHandler(records)
    handler.addFilter(LinkFilter("obs", base=BASE))
    listening = LinkFilter("gateway", catalog=CODES)
    try:
        raise ValueError("APIG.0201")
    except ValueError as raised:
        error = raised
    for extra, url in (({"error_code": 403}, "obs/403"), ({}, "gateway/APIG.0201")):
        links.forget()
        record = logging.makeLogRecord({"msg": "denied", **extra})
        record.exc_info = (ValueError, error, error.__traceback__)
        handler.handle(record)
        received = records.get()
        assert listening.filter(received) is True
        lines = received.getMessage().splitlines()
        assert lines[0] == f"denied  {BASE}/{url}.html"
        assert lines[1] == "Traceback (most recent call last):"
        assert received.getMessage().count(BASE) == 1


def test_of_a_huge_message_the_ends_are_searched() -> None:
    link_filter = LinkFilter(catalog=CODES)
    url = f"{BASE}/gateway/APIG.0201.html"
    for text in ("APIG.0201 " + "x" * 10_000_000, "y" * 10_000_000 + ",APIG.0201"):
        links.forget()
        started = time.process_time()
        assert logged(link_filter, text) == f"{text}  {url}"
        assert time.process_time() - started < 2
    # Nothing but the place of the cut makes a code of this one.
    half = links.MAX_SEARCHED // 2
    cut = f"{'-' * (half - 9)}APIG.02011{' ' * half} x"
    assert cut[:half].endswith("APIG.0201")
    assert logged(link_filter, cut) == cut


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_forked_children_of_a_busy_program_log_on() -> None:
    """Threads log all the time; each child that is forked meanwhile logs once, and ends."""
    link_filter = LinkFilter("obs", base=BASE)
    busy = threading.Event()
    busy.set()

    def log_on() -> None:
        while busy.is_set():
            links.forget()
            logged(link_filter, "x", error_code=403)

    threads = [threading.Thread(target=log_on) for _ in range(4)]
    for thread in threads:
        thread.start()
    hung, children = 0, 40
    try:
        for _ in range(children):
            child = os.fork()
            if child == 0:
                signal.alarm(20)
                logged(link_filter, "x", error_code=404)
                os._exit(0)
            hung += os.waitpid(child, 0)[1] != 0
    finally:
        busy.clear()
        for thread in threads:
            thread.join()
    assert hung == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_lock_that_is_held_is_free_in_a_forked_child() -> None:
    """The same without luck: another thread holds the lock while the program forks."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with links._lock:
            held.set()
            done.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        text = logged(LinkFilter("obs", base=BASE), "x", error_code=404)
        os._exit(text != f"x  {BASE}/obs/404.html")
    status = os.waitpid(child, 0)[1]
    done.set()
    thread.join()
    assert status == 0


def test_a_signal_handler_may_log_while_the_lock_is_held() -> None:
    with links._lock:
        assert logged(LinkFilter("obs", base=BASE), "x", error_code=403) != "x"


def test_codes_made_up_at_run_time_fill_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "MAX_SAID", 2)
    link_filter = LinkFilter("obs", base=BASE)
    added = ["  " in logged(link_filter, "x", error_code=code) for code in range(4)]
    assert added == [True, True, False, False]


def test_threads_add_it_once() -> None:
    link_filter = LinkFilter("obs", base=BASE)
    texts: list[str] = []
    threads = [
        threading.Thread(target=lambda: texts.append(logged(link_filter, "x", error_code=403)))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(texts) == ["x"] * 19 + [f"x  {BASE}/obs/403.html"]
