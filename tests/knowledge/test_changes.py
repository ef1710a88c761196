"""What changed between two states of the catalogue, and how it is shown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sphinx_error_index.knowledge.changes import Change, Kind, changes, word_diff
from sphinx_error_index.knowledge.showing import as_json, as_markdown, as_text
from sphinx_error_index.knowledge.states import Meaning

OLD = {
    "a/1": (Meaning(message="The name is wrong.", status=(400,), causes=("It is long.",)),),
    "a/2": (Meaning(message="Gone soon."),),
    "a/3": (
        Meaning(message="The bucket is full.", actions=("Delete objects.",)),
        Meaning(message="The key is too old."),
    ),
    "a/4": (Meaning(message="Same."),),
}
NEW = {
    "a/1": (
        Meaning(
            message="The name is not valid.", status=(404,), causes=("It is long.", "It is empty.")
        ),
    ),
    "a/3": (
        Meaning(message="The key is far too old."),
        Meaning(message="The bucket is full."),
        Meaning(message="Something else altogether"),
    ),
    "a/4": (Meaning(message="Same."),),
    "a/5": (Meaning(message="New *here*."),),
}


def test_changes() -> None:
    assert changes(OLD, NEW) == [
        Change("a/1", Kind.STATUS, "status", "400", "404"),
        Change("a/1", Kind.REWORDED, "message", "The name is wrong.", "The name is not valid."),
        Change("a/1", Kind.ADDED, "cause", after="It is empty."),
        Change("a/2", Kind.REMOVED, "code", before="Gone soon."),
        Change(
            "a/3", Kind.REMOVED, "action", before="Delete objects.", meaning="The bucket is full."
        ),
        Change(
            "a/3", Kind.REWORDED, "message", "The key is too old.", "The key is far too old.",
            "The key is far too old.",
        ),
        Change("a/3", Kind.ADDED, "meaning", after="Something else altogether"),
        Change("a/5", Kind.ADDED, "code", after="New *here*."),
    ]  # fmt: skip
    assert changes(OLD, OLD) == []


def test_forms() -> None:
    found = changes(OLD, NEW)
    text = "\n".join(as_text(found))
    assert "message reworded: The name is [-wrong-]{+not valid+}." in text
    assert text.endswith("1 added, 1 removed, 2 changed")
    markdown = "\n".join(as_markdown(found))
    assert "- message reworded: The name is ~~wrong~~**not valid**." in markdown
    assert r"- code added: New \*here\*." in markdown
    content = as_json(found)
    assert content["changed"] == 2
    assert content["changes"][0] == {
        "code": "a/1", "kind": "status", "what": "status", "before": "400", "after": "404",
    }  # fmt: skip


TEXT = st.text("ab .é\n", max_size=12)
MEANING = st.builds(Meaning, message=TEXT, causes=st.lists(TEXT, max_size=3).map(tuple))
STATE = st.dictionaries(
    st.sampled_from(["a/1", "a/2"]), st.tuples(MEANING) | st.tuples(MEANING, MEANING)
)


@given(STATE, STATE)
def test_there_is_a_change_exactly_where_states_differ(old: dict, new: dict) -> None:  # type: ignore[type-arg]
    found = changes(old, new)
    differing = {
        name
        for name in old.keys() | new.keys()
        if sorted(map(repr, old.get(name, ()))) != sorted(map(repr, new.get(name, ())))
        and {*map(repr, old.get(name, ()))} != {*map(repr, new.get(name, ()))}
    }
    assert differing <= {change.code for change in found}
    assert all(change.before != change.after for change in found if change.kind is Kind.REWORDED)


@pytest.mark.parametrize(("before", "after"), [("", "a b"), ("a b", ""), ("a, b", "a; b c")])
def test_a_word_diff_holds_both_texts(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.sign != "+") == before
    assert "".join(piece.text for piece in pieces if piece.sign != "-") == after


def test_markdown_says_nothing_but_the_words_of_the_vendor() -> None:
    """A header, the name of a code and a status are the vendor's words, as texts are."""
    found = [
        Change("a/1\n# b", Kind.ADDED, "Fix <i>\n- [x](y)", after="@all ![x](y) &lt;"),
        Change("a/2", Kind.STATUS, "status", "<i>", "\n1. 2"),
        Change("a/3", Kind.REWORDED, "cause", "one <i>", "one *two*", meaning="`m`\n> q"),
    ]
    html = MarkdownIt("commonmark").render("\n".join(as_markdown(found)))
    assert set(re.findall(r"<(\w+)", html)) <= {"p", "h3", "ul", "li", "strong", "del"}
    text = html.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    for said in ("a/1 # b", "Fix <i> - [x](y) added", "@all ![x](y) &lt;", "<i> → 1. 2", "`m` > q"):
        assert said in text
    assert html.count("<li>") == 3
    assert all(not line.startswith("#") for line in as_text(found))
