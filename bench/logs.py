"""Writes seeded logs of the kinds that services leave behind, some of whose lines have codes.

``python -m bench.logs CATALOG LINES FILE`` writes one. The lines are those of web servers, JSON
loggers, Java, system logs and command lines: with times, addresses, identities, durations and
statuses, which look like codes to whoever is not careful.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.madewords import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

CODED: Final = 0.02
"""Share of the lines that have a code."""
_VOCABULARY_ROWS: Final = 12_000
_STATUSES: Final = (200,) * 80 + (204, 206, 301, 304, 304, 304, 400, 401, 403, 404, 404, 404, 500)
_METHODS: Final = ("GET", "GET", "GET", "PUT", "POST", "HEAD", "DELETE")
_LEVELS: Final = ("INFO", "INFO", "INFO", "DEBUG", "WARN", "ERROR")


class Log:
    """A log that is as long as it is asked for.

    Args:
        codes: the codes as documented; equal ones are as likely as they are frequent.
        seed: equal seeds give equal logs.
        coded: share of the lines that have a code.
    """

    def __init__(self, codes: Sequence[str], seed: int = 1, coded: float = CODED) -> None:
        self._chance = random.Random(f"log {seed}")
        self._codes, self._coded = codes, coded
        self._words = Vocabulary(_VOCABULARY_ROWS, seed)
        self._plain: tuple[Callable[[str], str], ...] = (
            self._access, self._access, self._json, self._java, self._frame, self._system,
            self._container, self._command,
        )  # fmt: skip
        self._failing = (self._json_error, self._java_error, self._system_error, self._xml_error)

    def lines(self, count: int) -> Iterator[str]:
        """Yield so many lines without their ends."""
        for number in range(count):
            seconds = number * 7 // 10
            hour, minute, second = seconds // 3600 % 24, seconds // 60 % 60, seconds % 60
            clock = f"{hour:02}:{minute:02}:{second:02}"
            coded = self._chance.random() < self._coded
            yield self._chance.choice(self._failing if coded else self._plain)(clock)

    def _said(self, least: int = 3, most: int = 10) -> str:
        return " ".join(self._words.draw(self._chance, self._chance.randint(least, most)))

    def _identity(self) -> str:
        return f"{self._chance.getrandbits(128):032x}"

    def _number(self, most: int = 100_000) -> int:
        return self._chance.randrange(most)

    def _address(self) -> str:
        return ".".join(str(self._number(256)) for _ in range(4))

    def _code(self) -> str:
        return self._chance.choice(self._codes)

    # -- Lines without a code ---------------------------------------------------------------------

    def _access(self, clock: str) -> str:
        method, status = self._chance.choice(_METHODS), self._chance.choice(_STATUSES)
        path = "/".join(self._words.draw(self._chance, 3))
        return (
            f"{self._address()} - - [12/May/2031:{clock} +0000] "
            f'"{method} /{path}?id={self._number()} HTTP/1.1" {status} {self._number()} "-" '
            f'"{self._words.draw(self._chance, 1)[0]}-sdk/1.{self._number(40)}.{self._number(9)}"'
        )

    def _json(self, clock: str) -> str:
        entry = {
            "time": f"2031-05-12T{clock}Z", "level": self._chance.choice(_LEVELS).lower(),
            "msg": self._said(), "request_id": self._identity(), "duration_ms": self._number(4000),
            "attempt": self._number(4),
        }  # fmt: skip
        return json.dumps(entry)

    def _java(self, clock: str) -> str:
        level = self._chance.choice(_LEVELS)
        thread = f"http-nio-8080-exec-{self._number(64)}"
        return f"2031-05-12 {clock}.{self._number(1000):03} {level} [{thread}] {self._said()}"

    def _frame(self, _: str) -> str:
        first, second, third = (word.capitalize() for word in self._words.draw(self._chance, 3))
        place = f"{first}{second}.java:{self._number(900)}"
        return f"\tat com.example.{first.lower()}.{first}{second}.do{third}({place})"

    def _system(self, clock: str) -> str:
        return (
            f"May 12 {clock} node-{self._number(40)} store[{self._number(30_000)}]: {self._said()}"
        )

    def _container(self, clock: str) -> str:
        level = self._chance.choice("IIIWE")
        place = f"{self._words.draw(self._chance, 1)[0]}.go:{self._number(999)}"
        said = (
            f'"{self._said()}" pod="default/web-{self._identity()[:10]}" took="{self._number(9)}s"'
        )
        return f"{level}0512 {clock}.{self._number(10**6):06} {self._number(99):7} {place}] {said}"

    def _command(self, _: str) -> str:
        return f"{self._said(2, 6)}: {self._number(100)}% ({self._number()}/{self._number()} bytes)"

    # -- Lines with one ---------------------------------------------------------------------------

    def _json_error(self, clock: str) -> str:
        entry = {
            "time": f"2031-05-12T{clock}Z", "level": "error", "error_code": self._code(),
            "error_msg": self._said(), "request_id": self._identity(),
        }  # fmt: skip
        return json.dumps(entry)

    def _java_error(self, clock: str) -> str:
        return (
            f"2031-05-12 {clock}.{self._number(1000):03} ERROR [worker-{self._number(64)}] "
            f"request {self._identity()} failed: {self._code()} ({self._said(2, 6)})"
        )

    def _system_error(self, clock: str) -> str:
        start = f"May 12 {clock} node-{self._number(40)} store[{self._number(30_000)}]:"
        return f"{start} error {self._code()} while {self._said(2, 6)}"

    def _xml_error(self, clock: str) -> str:
        code, said = self._code(), self._said(3, 8)
        body = f"<Error><Code>{code}</Code><Message>{said}</Message></Error>"
        return f"{clock} <= 400 {body}"


def write_log(path: Path, codes: Sequence[str], lines: int, seed: int = 1) -> None:
    """Write a log of so many lines."""
    with path.open("w", encoding="utf-8") as file:
        for line in Log(codes, seed).lines(lines):
            file.write(line + "\n")


def main() -> int:
    """Write a log for a catalogue; return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("catalog", type=Path)
    parser.add_argument("lines", type=int)
    parser.add_argument("file", type=Path)
    chosen = parser.parse_args()
    catalog = json.loads(chosen.catalog.read_text("utf-8"))
    write_log(chosen.file, [entry["code"] for entry in catalog["codes"]], chosen.lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
