"""The records of an index by name, as queries ask for them.

The twin of ``static/resolver/index.js``.

A record that is not what it should be counts as missing; the store notes which part that is.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from sphinx_error_index.resolver.pastes.languages import LANGUAGES, Dictionary
from sphinx_error_index.resolver.rules import w
from sphinx_error_index.resolver.types import DETAILS_A_FILE, Code, Page, Term
from sphinx_error_index.resolver.words import alone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sphinx_error_index.resolver.store import Store
    from sphinx_error_index.resolver.words import Phrase

_T = TypeVar("_T")
DIGITS: Final = {
    letter: place
    for place, letter in enumerate(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )
}
_Status = tuple[tuple[Code, ...], tuple[int, ...]]
BASE: Final = 32
_NO_DIGIT: Final = 255
_VALUES: Final = bytes(DIGITS.get(chr(letter), _NO_DIGIT) for letter in range(256))
_POSTINGS_KEPT: Final = 128


class Postings(NamedTuple):
    """The codes that have a term, ascending, and of each 1 where it is strong in it, else 0."""

    codes: Sequence[int]
    strong: Sequence[int]


class Spelled(NamedTuple):
    """What a spelling means: codes spelled so, codes that end so, whether longer ones begin so."""

    codes: tuple[Code, ...] = ()
    tails: tuple[Code, ...] = ()
    more: bool = False


class Index:
    """An index, read as it is needed.

    Codes and services are numbers; a service's is its place among ``services``.
    """

    def __init__(self, store: Store) -> None:
        self.store, self.root = store, store.root
        self.services = store.root.services
        self._firsts = [service.first for service in self.services]
        self._made: dict[tuple[str, str], Any] = {}
        self._dictionaries: dict[str, Dictionary] = {}

    def _record(
        self, family: str, key: str, make: Callable[[Mapping[str, Any]], _T], empty: _T
    ) -> _T:
        """The record of a key as *make* reads it, or *empty*."""
        name = (family, key)
        if name not in self._made:
            made = empty
            record = self.store.record(family, key)
            if record is not None:
                try:
                    made = make(record)
                except (TypeError, ValueError, KeyError, AttributeError):
                    self.store.broken(family)
            self._made[name] = made
        value: _T = self._made[name]
        return value

    def forget(self, most: int) -> None:
        """Forget the records that were looked up if there are more than *most* of them."""
        if len(self._made) > most:
            self._made.clear()

    # -- Services ---------------------------------------------------------------------------------

    def service(self, code: int) -> int:
        """Return the service of a code."""
        return bisect_right(self._firsts, code) - 1

    def codes_of(self, service: int) -> tuple[int, int]:
        """Return the number of a service's first code, and the one behind its last."""
        ends = [*self._firsts[1:], self.root.codes]
        return self._firsts[service], ends[service]

    @cached_property
    def names(self) -> Mapping[str, frozenset[int]]:
        """The services by what people call them, folded: their names, and the letters of codes."""
        named: dict[str, set[int]] = {}
        for number, service in enumerate(self.services):
            for name in service.names:
                named.setdefault(name, set()).add(number)
        for letters, counts in self.root.families.items():
            most = max(counts.values(), default=0)
            if len(letters) > 1 and most > 2:
                own = {service for service, count in counts.items() if count == most}
                named.setdefault(letters, set()).update(own)
        return {name: frozenset(services) for name, services in named.items()}

    def categories(self, service: int) -> list[tuple[str, str, str]]:
        """Return names, titles and addresses of a service's categories."""
        content = self.store.file("s", service)
        try:
            return [(str(n), str(t), str(u)) for n, t, u in content["categories"]]
        except (TypeError, ValueError, KeyError):
            self.store.broken("s")
            return []

    def dictionary(self, language: str) -> Dictionary:
        """Return what words of a language mean; nothing where its file cannot be read."""
        if language not in self._dictionaries:
            content = self.store.file("l", LANGUAGES.index(language))
            try:
                self._dictionaries[language] = Dictionary.read(language, content)
            except (AttributeError, ValueError):
                self.store.broken("l")
                return Dictionary(language, {}, 0)
        return self._dictionaries[language]

    def gone(self, code: int) -> bool:
        """Whether a code is no longer documented."""
        return code >= self.services[self.service(code)].gone

    # -- Codes ------------------------------------------------------------------------------------

    def want_codes(self, keys: Iterable[str]) -> None:
        """Load records of codes, by their keys."""
        self.store.want("c", keys)

    def spelled(self, folded: str) -> Spelled:
        """Return what a folded spelling means."""
        return self._record("c", f"c:{folded}", _spelled, Spelled())

    def alike(self, key: str) -> tuple[Code, ...]:
        """Return the numbered codes that look alike (:func:`.spelling.alike`)."""
        return self._record("c", f"a:{key}", _codes, ())

    def status(self, value: int) -> tuple[Code, ...]:
        """Return the codes whose page is that of a status."""
        return self._status(value)[0]

    def know_status(self, value: int) -> tuple[int, ...]:
        """Return the services that know a status."""
        return self._status(value)[1]

    def _status(self, value: int) -> _Status:
        """The codes and services of a status: of each record the index keeps one reading."""
        nothing: _Status = ((), ())
        return self._record("c", f"s:{value}", _status, nothing)

    def with_status(self, value: int, service: int) -> tuple[int, ...]:
        """Return codes of a service that are answered with a status, the best documented first."""
        return self._record(
            "c", f"s:{value}@{service}", lambda record: tuple(map(int, record["k"])), ()
        )

    def valued(self, value: int) -> tuple[Code, ...]:
        """Return the codes that are a number, in whatever form."""
        return self._record("c", f"v:{value}", _codes, ())

    def ranges(self, beginning: str) -> tuple[tuple[Code, str, str], ...]:
        """Return the codes that are ranges, of what begins so, with their ends."""
        return self._record("c", f"r:{beginning}", _ranges, ())

    def beside(self, text: str) -> tuple[tuple[Code, str], ...]:
        """Return the codes beside which a number stands, and what it is called there."""
        return self._record("c", f"x:{text}", _beside, ())

    def classes(self, digit: str) -> list[tuple[int, str, str]]:
        """Return service, label and address of the categories that are a class of statuses."""
        return self._record(
            "c",
            f"g:{digit}",
            lambda record: [(int(s), str(label), str(url)) for s, label, url in record["g"]],
            [],
        )

    def begun(self, folded: str, scope: int | None) -> list[Code]:
        """Return codes that begin with a folded text of at least four characters, in order."""
        if len(folded) > w.LONGEST_CODE:
            return []
        none: tuple[Code, ...] = ()
        within = "" if scope is None else f"@{scope}"
        beginnings = [folded[:length] for length in range(len(folded), w.BEGUN_LEAST - 1, -1)]
        self.want_codes(f"b:{beginning}{within}" for beginning in beginnings)
        for beginning in beginnings:
            codes = self._record("c", f"b:{beginning}{within}", _codes, none)
            if codes:
                return [code for code in codes if code.folded.startswith(folded)]
        return []

    def code_letters(self, key: str) -> Mapping[str, tuple[Code, ...]]:
        """Return codes of letters by their folded spelling, of a key of :func:`.letter_keys`."""
        return self._record(
            "w",
            key,
            _by_spelling,
            {},
        )

    def all_codes(self) -> Iterator[Code]:
        """Yield every code; for those who look for codes in a stream of text."""
        for number in range(self.root.shards["c"]):
            content = self.store.file("c", number)
            for key in content if isinstance(content, dict) else ():
                if key.startswith("c:"):
                    yield from self.spelled(key[2:]).codes

    # -- Terms ------------------------------------------------------------------------------------

    def want_terms(self, terms: Iterable[str]) -> None:
        """Load terms."""
        self.store.want("t", terms)

    def term(self, term: str) -> Term:
        """Return what is known of a term."""
        return self._record("t", term, Term.read, Term())

    def info(self, term: str) -> float:
        """Return how much a term tells."""
        known = self.term(term)
        if known.info is not None:
            return known.info
        return float(w.EVERYDAY_MOST if known.everyday else w.INFO_MOST)

    def phrases(self, stem: str) -> Sequence[Phrase]:
        """Return the phrases of concepts that begin with a stem."""
        return self.term(stem).phrases

    def concepts(self, stem: str) -> Sequence[str]:
        """Return the concepts that a stem belongs to without any other word."""
        name = ("concepts", stem)
        if name not in self._made:
            self._made[name] = alone(self.phrases(stem))
        found: Sequence[str] = self._made[name]
        return found

    def words(self, key: str) -> Mapping[str, list[str]]:
        """Return known words with their terms, of a key of :func:`.word_keys`."""
        return self._record("w", key, _terms_by_word, {})

    def postings(self, term: Term) -> Postings:
        """Return the codes that have a term."""
        text = term.postings
        if term.file is not None:
            text = self.store.file("f", term.file)
        try:
            return decoded(text or "")
        except (TypeError, AttributeError, ValueError, OverflowError):
            self.store.broken("t")
            return decoded("")

    # -- Rows -------------------------------------------------------------------------------------

    def want_pages(self, codes: Iterable[int]) -> None:
        """Load rows of codes."""
        self.store.want_files("r", (code // self.root.rows for code in codes))

    def page(self, code: int) -> Page | None:
        """Return the row of a code; None where it cannot be read."""
        name = ("r", str(code))
        if name not in self._made:
            made = None
            content = self.store.file("r", code // self.root.rows)
            if content is not None:
                try:
                    made = Page.read(content[code % self.root.rows])
                except (TypeError, ValueError, KeyError, IndexError, AttributeError):
                    self.store.broken("r")
            self._made[name] = made
        page: Page | None = self._made[name]
        return page

    def want_actions(self, codes: Iterable[int]) -> None:
        """Load the first actions of codes."""
        self.store.want_files("a", (code // DETAILS_A_FILE for code in codes))

    def action(self, code: int, meaning: int) -> str:
        """Return the first action of a meaning, cut where it is long; "" where there is none."""
        content = self.store.file("a", code // DETAILS_A_FILE)
        try:
            return str(content[code % DETAILS_A_FILE][meaning])
        except (TypeError, IndexError, KeyError):
            return ""

    def entry(self, code: int) -> Mapping[str, Any] | None:
        """Return the entry of ``codes.json`` of a code; None where it cannot be read."""
        content = self.store.file("d", code // DETAILS_A_FILE)
        try:
            entry = content[code % DETAILS_A_FILE]
        except (TypeError, IndexError, KeyError):
            self.store.broken("d")
            return None
        return entry if isinstance(entry, dict) else None

    def url(self, code: int, page: Page) -> str:
        """Return a code's address, relative to the site's root."""
        service = self.services[self.service(code)].id
        return page.url or f"{service}/{page.code}{self.root.suffix}"


def _codes(record: Mapping[str, Any]) -> tuple[Code, ...]:
    return (*Code.read(record.get("c", ())), *Code.read_names(record.get("a", ())))


def _ranges(record: Mapping[str, Any]) -> tuple[tuple[Code, str, str], ...]:
    return tuple(
        (Code(int(number), str(spelling)), str(first), str(last))
        for number, spelling, first, last in record["r"]
    )


def _beside(record: Mapping[str, Any]) -> tuple[tuple[Code, str], ...]:
    return tuple(
        (Code(int(number), str(spelling)), str(header)) for number, spelling, header in record["x"]
    )


def _terms_by_word(record: Mapping[str, Any]) -> Mapping[str, list[str]]:
    if not all(isinstance(said, str) for said in record.values()):
        raise TypeError("a word's terms are no text")
    return {word: said.split() for word, said in record.items()}


def _by_spelling(record: Mapping[str, Any]) -> Mapping[str, tuple[Code, ...]]:
    return {name: tuple(Code.read(flat)) for name, flat in record.items()}


def _status(record: Mapping[str, Any]) -> _Status:
    """The codes whose page is that of a status, and the services that know it."""
    return _codes(record), tuple(int(service) for service in record.get("s", ()))


def _spelled(record: Mapping[str, Any]) -> Spelled:
    tails = tuple(Code.read(record.get("t", ())))
    return Spelled(_codes(record), tails, bool(record.get("m")))


@lru_cache(_POSTINGS_KEPT)
def decoded(text: str) -> Postings:
    """Return the postings that a text of the index stands for.

    Raises:
        ValueError, OverflowError: the text is no postings.
        AttributeError, TypeError: it is no text.
    """
    codes, strong = array("q"), bytearray()
    code, value, scale = -1, 0, 1
    for digit in text.encode("ascii").translate(_VALUES):
        if digit == _NO_DIGIT:
            raise ValueError("a letter that no postings have")
        value += digit % BASE * scale
        if digit >= BASE:
            scale *= BASE
            continue
        code += value // 2 + 1
        codes.append(code)
        strong.append(value % 2)
        value, scale = 0, 1
    return Postings(codes, bytes(strong))
