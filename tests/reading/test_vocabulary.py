"""Header words and the roles they give."""

from __future__ import annotations

import pytest

from sphinx_error_index.reading.vocabulary import ROLES, load

# Headers of real tables, with the role each has, and the one beside another code column.
HEADERS = {
    "code": [
        "Error Code", "Error Codes", "Error Code(s)", "ERROR CODE", "errorCode", "error_code",
        "Exit Code", "Error Response Code", "Error Number", "Error ID", "Fault codes",
        "The error code", "Error Code and Description", "Errno",
    ],
    "status": [
        "Status Code", "Status Codes", "HTTP Status Code", "HTTP Response Code", "Response Code",
        "Return Code", "Returned Value", "Normal Response Code", "Status", "HTTPStatus",
        "Status Code & Message", "HTTP status code (decimal)", "Statuses", "HTTP status returned",
    ],
    "title": ["Name", "Message Title", "Reason phrase", "Condition Name"],
    "message": ["Message", "Error Message", "Error Information", "errorMsg", "Messages"],
    "description": [
        "Description", "Error Description", "Meaning", "Error Code Description",
        "Status Code Description", "Description of the error code", "Remarks",
    ],
    "cause": ["Possible Cause", "Possible Causes", "Failure Cause", "Cause/Solution",
              "Example Scenario"],
    "action": ["Solution", "Handling Measure", "Handling Suggestion", "Measures", "Measure",
               "Troubleshooting", "What to do", "Recommended actions"],
    "category": ["Module", "Service", "Category", "Categories", "Type"],
    "": ["Signal", "Value", "Element", "Glossary", "Commit", "Parameter", "", "Is it retryable?",
         "Level"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("header", "role"), [(header, role) for role, names in HEADERS.items() for header in names]
)
def test_roles(header: str, role: str) -> None:
    assert load().role(header) == (role, role)


@pytest.mark.parametrize(
    ("header", "beside"),
    [("Code", ""), ("Encoding", ""), ("Error", "message"), ("Error Type", "category")],
)
def test_ambiguous_headers(header: str, beside: str) -> None:
    assert load().role(header) == ("code", beside)


def test_additions() -> None:
    words = load({"code": ["Fehlercode", "错误码"], "action": ["Maßnahme"]})
    assert words.role("FEHLERCODE")[0] == "code"
    assert words.role("错误码")[0] == "code"
    assert words.role("Massnahme")[0] == "action"
    assert words.role("Maßnahme des Betreibers")[0] == "action"
    assert load().role("Kennwort der Störung")[0] == ""


def test_additions_go_before_what_is_known() -> None:
    assert load({"category": ["Error"]}).role("Error") == ("category", "category")
    assert load({"message": ["Description"]}).role("Description")[0] == "message"


def test_unknown_role() -> None:
    with pytest.raises(ValueError, match=r"'codes' is not a column role; those are code, status"):
        load({"codes": ["x"]})


def test_what_names_categories() -> None:
    words = load()
    assert words.names_categories("Error Category")
    assert not words.names_categories("Type")
    assert not words.names_categories("Error Code")


@pytest.mark.parametrize("text", ["", "-", "--", " \u2014 ", "/"])
def test_nothing(text: str) -> None:
    assert load().is_nothing(text)
    assert load().is_no_code(text)


@pytest.mark.parametrize("text", ["N/A", "None", "n/a", "null"])
def test_no_code(text: str) -> None:
    assert not load().is_nothing(text)
    assert load().is_no_code(text)


@pytest.mark.parametrize("text", ["-1", "0", "_", "*"])
def test_something(text: str) -> None:
    assert not load().is_no_code(text)


@pytest.mark.parametrize(
    ("text", "status"),
    [("Not Found", 404), ("NOT FOUND", 404), ("Moved Temporarily", 302), ("OK", 200),
     ("Request-URI Too Large", 414), ("Request Entity Too Large", 413)],
)  # fmt: skip
def test_reason_phrases(text: str, status: int) -> None:
    assert load().is_reason(text, status)


@pytest.mark.parametrize(("text", "status"), [("NotFound", 404), ("Not Found", 400), ("", 404)])
def test_no_reason_phrases(text: str, status: int) -> None:
    assert not load().is_reason(text, status)


def test_every_phrase_has_one_role() -> None:
    words = load()
    assert set(words.roles.values()) <= set(ROLES)
    assert not words.roles.keys() & words.ambiguous.keys()


def test_generic_titles() -> None:
    words = load()
    assert words.is_generic("List of HTTP Status Codes")
    assert words.is_generic("")
    assert not words.is_generic("Common Errors")
