"""Every weight of the resolver, by name and with its reason.

They travel inside the index (:func:`as_table`), so that ``static/*.js`` ranks with the very same numbers.
Scores of codes and statuses are points; a text match earns at most ``TEXT_FULL`` points.
"""

from __future__ import annotations

from typing import Final

# -- How much of a paste is read ---------------------------------------------------------------------------------------
MAX_CHARS: Final = 24_000  #: characters that are read; more is condensed to its telling lines
MAX_LINE: Final = (
    2_000  #: a longer line is cut into pieces of this many characters before it is judged
)
MAX_UNITS: Final = (
    48  #: distinct words that are ranked; the heaviest stay, so a long paste costs no more
)
MAX_TYPOS: Final = 10  #: unknown words for which similar spellings are looked up, the costly step
MAX_RESULTS: Final = 200  #: matches that are ever built

# -- Points for a code, by where and how it was written ---------------------------------------------------------------
CODE_FIELD: Final = (
    100.0  #: in a field that names the code (``error_code``): nothing says it more plainly
)
CODE_WHOLE: Final = 95.0  #: the whole query is the code
CODE_WRITTEN: Final = 85.0  #: written in its own form anywhere in the text
CODE_SPELLED: Final = 60.0  #: as separate words ("no such bucket"): prose may say that by chance
CODE_TAIL: Final = 45.0  #: its number without its prefix (``0301``): several services share it
CODE_TYPO: Final = 50.0  #: one or two letters off, no other code as near
CODE_NUMBER: Final = 55.0  #: a short number where a code or status is expected (``exit code 137``)
CODE_AGAIN: Final = 0.5  #: for every further mention: many mentions weigh more
CODE_SAME: Final = 4.0  #: written just like the code, before one that differs in case or separators
CODE_GENERIC: Final = (
    0.6  #: share of a code that is only a reason phrase of HTTP, where it is not the whole query
)

# -- Points for a status ----------------------------------------------------------------------------------------------
STATUS_PAGE: Final = (
    40.0  #: the code that *is* the status, times the certainty that the number is one
)
STATUS_ROW: Final = 6.0  #: a row that is answered with this status: supports a text match
STATUS_ONLY: Final = (
    12.0  #: such rows without any other sign share these points: one of two is worth showing
)
STATUS_ONLY_MOST: Final = 3  #: more rows than this for a status alone is a family, not an answer
STATUS_REASON: Final = 0.5  #: certainty of a status of which only the reason phrase was given
SUCCESS_SHARE: Final = 0.3  #: a 1xx–3xx beside an error status is a proxy's or an earlier request's
NUMBER_STRONG: Final = 1.0  #: certainty of a number after ``status:`` or before its reason phrase
NUMBER_MEDIUM: Final = 0.6  #: … in brackets or quotes of its own
NUMBER_BARE: Final = 0.4  #: … without any sign, in a short query only

# -- Text -------------------------------------------------------------------------------------------------------------
TEXT_FULL: Final = (
    36.0  #: points of a text that matches word for word; below a status page that agrees
)
BM25_K1: Final = 0.6  #: low: in a sentence of ten words a second mention says little
BM25_B: Final = 0.45  #: short sentences that match are better than long ones, moderately
FIELD: Final = {
    "title": 1.0,  # the vendor's own name of the error
    "code": 0.9,  # words inside the code (NoSuchBucket)
    "message": 1.0,  # what programs print, hence what people paste
    "description": 0.95,  # the same in the vendor's prose
    "cause": 0.95,  # what people remember
    "action": 0.55,  # its words belong to the remedy, which other errors share
    "extra": 0.45,  # columns of no known role
}  #: weight of a sentence by the column that it comes from
SYNONYM: Final = 0.8  #: another word for the same thing
TYPO_ONE: Final = 0.8  #: a word one letter off
TYPO_TWO: Final = 0.6  #: a word two letters off
PREFIX: Final = 0.7  #: the beginning of a word: as you type, or abbreviated
ELSEWHERE: Final = (
    0.35  #: a word found in another sentence of the same meaning, not in the best one
)
REST: Final = 0.3  #: words outside the message of a log line or body
NAME_UNKNOWN: Final = (
    0.15  #: an unknown name (``my-bucket-01``) says little about whether the rest fits
)
WORD_UNKNOWN: Final = 0.8  #: an unknown plain word is a sign that the query is about something else
SENTENCE_SHARE: Final = (
    0.3  #: how far a fit counts from the sentence's side, the rest from the query's
)

# -- When a text match is shown, and how sure it is -------------------------------------------------------------------
FIT_WEAK: Final = 0.42  #: fits below this are junk
FIT_LIKELY: Final = 0.66  #: fits from this on are called likely
FIT_MASS: Final = (
    1.3  #: matched information, in words of average rarity, below which a fit is chance
)
NEAR_BEST: Final = 0.45  #: text matches below this share of the best one are not listed
SERVICE_NAMED: Final = 1.12  #: factor for a service that the text names
SISTER: Final = 0.9  #: factor for a code of another service than the one asked for


def as_table() -> dict[str, object]:
    """All weights by name, for the index."""
    return {name: value for name, value in globals().items() if name.isupper()}
