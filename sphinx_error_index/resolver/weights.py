"""Every weight of the resolver, by name and with its reason.

They travel inside the index (:func:`as_table`), so that ``static/*.js`` ranks with the very same
numbers. Scores of codes and statuses are points; a text match earns at most ``TEXT_FULL`` points.
"""

from __future__ import annotations

from typing import Final

# -- How much of a paste is read ------------------------------------------------------------------

#: Letters of the shortest word that is taken for a misspelt one: "fire" is not "file".
TYPO_LEAST: Final = 5
#: … but from here on a letter too many, too few or swapped with its neighbour is a slip ("nmae").
SLIP_LEAST: Final = 4
#: Characters that are read; of a longer text only its telling lines.
MAX_CHARS: Final = 24_000
#: A longer line is cut into pieces of so many characters before it is judged.
MAX_LINE: Final = 2_000
#: Distinct words that are ranked: the heaviest stay, so a long paste costs no more.
MAX_UNITS: Final = 32
#: Letters of the shortest word that may be two written as one, and of the shorter of the two.
JOINED_LEAST: Final = 7
PART_LEAST: Final = 3
#: Unknown words for which similar spellings are looked up, the costly step.
MAX_TYPOS: Final = 10
#: Matches that are ever built.
MAX_RESULTS: Final = 200
#: Matching words that are named as the reason of a match.
MAX_WHY: Final = 6

# -- Points for a code, by where and how it was written -------------------------------------------

#: In a field that names the code (``error_code``): nothing says it more plainly.
CODE_FIELD: Final = 100.0
#: The whole query is the code.
CODE_WHOLE: Final = 95.0
#: Written in its own form anywhere in the text.
CODE_WRITTEN: Final = 85.0
#: As separate words ("no such bucket"): prose may say that by chance.
CODE_SPELLED: Final = 60.0
#: A short number where a code or status is expected (``exit code 137``).
CODE_NUMBER: Final = 55.0
#: One or two letters off, and no other code as near.
CODE_TYPO: Final = 50.0
#: Its number without its prefix (``0301``): several services share it.
CODE_TAIL: Final = 45.0
#: The whole query is how codes begin, and looks like part of one (``APIG.03``, ``NoSuchBu``) …
CODE_BEGUN: Final = 40.0
#: … or is a plain word, which may just as well be meant as one.
CODE_BEGUN_PLAIN: Final = 20.0
#: Letters and digits of such a beginning, at least.
BEGUN_LEAST: Final = 4
#: For every further mention: of several codes, the one said most often is meant.
CODE_AGAIN: Final = 0.5
#: Written just like the code, before one that differs in case or separators.
CODE_SAME: Final = 4.0
#: The code is the key of an object (``{"badRequest": {"code": …``), which names the error.
CODE_KEY: Final = 90.0
#: Share of a code that is but a reason phrase of HTTP, where it is not the whole query: every
#: error has a status, and the other code in the text says more.
CODE_GENERIC: Final = 0.6

#: Share of a code that is no longer documented, unless the text has the very code.
GONE: Final = 0.9

# -- Points for a status --------------------------------------------------------------------------

#: The code that *is* the status, times the certainty that the number is one.
STATUS_PAGE: Final = 40.0
#: A meaning that is answered with this status: it supports a code or text that matched.
STATUS_ROW: Final = 6.0
#: Share of the page of a status where the text's own message fits another page: every error has a
#: status, and the message says which.
STATUS_BESIDE: Final = 0.45
#: Matched information, in words of average rarity, from which a text without fields has a message
#: of its own, too.
SAID_MASS: Final = 2.5
#: … from which no page of a status counts for words that fit another page better.
TOLD_MASS: Final = 4.0
#: Share of a 1xx-3xx beside an error status: it is a proxy's or an earlier request's.
SUCCESS_SHARE: Final = 0.3
#: Certainty of a number after ``status:``, before its reason phrase, or alone.
NUMBER_STRONG: Final = 1.0
#: … in brackets or quotes of its own.
NUMBER_MEDIUM: Final = 0.6
#: … without any sign, in a query of a few words.
NUMBER_BARE: Final = 0.4
#: Certainty of a status of which only the reason phrase was given.
STATUS_REASON: Final = 0.6

# -- Text -----------------------------------------------------------------------------------------

#: Points of a text that matches word for word: less than a status page, which is exact.
TEXT_FULL: Final = 36.0
#: Low: in a sentence of ten words a second mention says little.
BM25_K1: Final = 0.6
#: Short sentences that match are better than long ones, moderately.
BM25_B: Final = 0.1
#: A word matched earns at most so much, however short the sentence: one of few words must not
#: make up for the words of the query that it lacks.
GAIN_MOST: Final = 1.0
#: Weight of a sentence by the column that it comes from.
FIELD: Final = {
    "title": 1.0,  # the vendor's own name of the error
    "code": 0.9,  # words inside the code (NoSuchBucket)
    "message": 1.0,  # what programs print, hence what people paste
    "description": 0.95,  # the same in the vendor's prose
    "cause": 0.95,  # what people remember
    "extra": 0.45,  # columns of no known role
}
#: A number that the vendor's sentence has too ("longer than 64"): so many times the weight of the
#: weightiest word; one that no sentence has says nothing.
NUMBER_SAID: Final = 0.5
#: Another word for the same thing.
SYNONYM: Final = 0.8
#: What people loosely say for it ("turned away" for "denied").
NEAR: Final = 0.65
#: A word one letter off, and two letters off.
TYPO_ONE: Final = 0.8
TYPO_TWO: Final = 0.6
#: The beginning of a word: as you type, or abbreviated.
PREFIX: Final = 0.7
#: A word found in another sentence of the same meaning, not in the best one.
ELSEWHERE: Final = 0.75
#: A word that the service's other texts say ("bucket", "cluster"), not this one.
TOPIC: Final = 0.4
#: … within one service, where it tells no two pages apart.
TOPIC_SCOPED: Final = 0.2
#: It is on the topic of a service if so many of its meanings have it, that share of them …
TOPIC_LEAST: Final = 3
TOPIC_SHARE: Final = 0.03
#: … and that is so many times the share of the others; or if it is a word of its title, which
#: no more titles than this have.
TOPIC_LIFT: Final = 3.0
TOPIC_TITLES: Final = 3
#: Words outside the message of a log line or body.
REST: Final = 0.3
#: An unknown name (``my-bucket-01``) says little about whether the rest fits.
NAME_UNKNOWN: Final = 0.3
#: An unknown plain word is a sign that the query is about something else.
WORD_UNKNOWN: Final = 1.0
#: Meanings that are assumed at least: among eight, no word can be called common.
INFO_LEAST: Final = 300
#: A word tells at most so much, however rare: that few vendors' sentences say "pod" makes it no
#: weightier for the person who says it than the words beside it.
INFO_MOST: Final = 5.0
#: A word of everyday English tells at most so much, however rarely vendors write it.
EVERYDAY_MOST: Final = 1.5
#: A word that people say of any failure ("it refuses") tells at most so much.
REFUSAL_MOST: Final = 0.3
#: A word that says what went wrong ("missing") tells at least so much, however many sentences
#: say it.
FAULT_LEAST: Final = 2.5
#: The words of a phrase that is one concept ("not found") weigh together so many times as much as
#: the concept.
PHRASE: Final = 1.6
#: How far a fit counts from the sentence's side, the rest from the query's.
SENTENCE_SHARE: Final = 0.25
#: Fit of a message whose placeholders the text fills in: as good as word for word.
TEMPLATE: Final = 0.95
#: … and so much more for the part of the text that it covers: of two such messages the longer.
TEMPLATE_BONUS: Final = 0.1
#: Words of a message beside its placeholders that must stand in the text, in order …
TEMPLATE_LEAST: Final = 2
#: … of one without placeholders, that says less otherwise than it seems ("file not found") …
VERBATIM_LEAST: Final = 3
#: … with at most so many words in the place of each placeholder.
TEMPLATE_GAP: Final = 12
#: Words that must match before the sentence's side counts in full: a title of one word matches
#: as a whole too easily.
SENTENCE_MASS: Final = 2.0
#: … and this share of the query: of a long one, a short sentence says too little.
SENTENCE_PART: Final = 0.5

# -- When a text match is shown, and how sure it is -----------------------------------------------

#: Fits below this are junk …
FIT_WEAK: Final = 0.45
#: … within one service, where fewer sentences fit by chance, below this.
FIT_SCOPED: Final = 0.3
#: Fits from this on are called likely.
FIT_LIKELY: Final = 0.66
#: … if the query has a plain word that no text has ("restart the coffee machine"), from here on.
FIT_DOUBTED: Final = 0.85
#: At most so many points for a name around an error whose message is a vendor's, word for word.
ENVELOPE: Final = 30.0
#: What must match, in words of average rarity, for a text with foreign names to count all the same.
FOREIGN_MASS: Final = 4.0
#: The text is an error of some other, well-known program, unless it fits from here on.
FIT_FOREIGN: Final = 0.9
#: Matched information, in words of average rarity, below which a fit is chance …
FIT_MASS: Final = 0.7
#: … within one service.
FIT_MASS_SCOPED: Final = 0.5
#: Words of a query up to which one guess (a spelling corrected, a beginning completed) is enough;
#: two that agree are enough in any.
GUESS_TOKENS: Final = 2
#: Words of the query that a text must have, of all services, if the query has so many.
FIT_WORDS: Final = 2
#: Text matches below this share of the best one are not listed.
NEAR_BEST: Final = 0.45
#: Factor for a service that the text names.
SERVICE_NAMED: Final = 1.12
#: Factor for a code of another service than the one asked for.
SISTER: Final = 0.9


def as_table() -> dict[str, object]:
    """All weights by name, for the index."""
    return {name: value for name, value in globals().items() if name.isupper()}
