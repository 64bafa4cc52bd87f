"""Every mail of the corpus says what the file beside it expects."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.inbox.parsing.model import ParsedMail, Unreadable
from chalicelib.inbox.parsing.parser import parse
from chalicelib.plumbing.markup import plain
from tests.inbox.corpus import FOLDER, Case, cases

CASES = cases()


def _bounce(mail: ParsedMail) -> dict[str, Any] | None:
    return mail.bounce.model_dump(exclude_defaults=True) | {"permanent": mail.bounce.permanent} if mail.bounce else None


FACTS: dict[str, Callable[[ParsedMail], Any]] = {
    "sender": lambda mail: mail.sender.address.email if mail.sender.address else None,
    "sender_name": lambda mail: mail.sender.address.name if mail.sender.address else None,
    "clean": lambda mail: mail.sender.clean,
    "verified": lambda mail: mail.verified,
    "origin": lambda mail: mail.origin.value,
    "out_of_office": lambda mail: mail.out_of_office,
    "list_mail": lambda mail: mail.list_mail,
    "subject": lambda mail: mail.subject,
    "text": lambda mail: plain(mail.text),
    "markdown": lambda mail: mail.text,
    "parts": lambda mail: [[part.name, part.type, part.inline] for part in mail.parts],
    "message_id": lambda mail: mail.message_id,
    "in_reply_to": lambda mail: list(mail.in_reply_to),
    "references": lambda mail: list(mail.references),
    "recipients": lambda mail: list(mail.recipients),
    "return_path": lambda mail: mail.return_path,
    "reply_to": lambda mail: [address.email for address in mail.reply_to],
    "cc": lambda mail: [address.email for address in mail.cc],
    "date": lambda mail: mail.date,
    "language": lambda mail: mail.language,
    "truncated": lambda mail: mail.truncated,
    "bounce": _bounce,
    "verdicts": lambda mail: mail.verdicts.model_dump(mode="json"),
}
SAYINGS = {"text_contains", "text_lacks", "whole_text_contains", "whole_text_lacks"}
OUTCOMES = {"ticket", "message"} | {
    f"quarantine:{reason}"
    for reason in (
        "own_address",
        "automatic",
        "bounce",
        "spam",
        "virus",
        "blocked",
        "rate_limit",
        "unreadable",
        "loop",
        "duplicate",
    )
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_email_is_parsed_as_expected(case: Case) -> None:
    assert case.expected["outcome"] in OUTCOMES
    assert case.expected.keys() <= FACTS.keys() | SAYINGS | {"outcome", "unreadable"}
    if "unreadable" in case.expected:
        with pytest.raises(Unreadable) as refused:
            parse(case.raw)
        assert refused.value.reason.value == case.expected["unreadable"]
        assert refused.value.__cause__ is None
        return

    mail = parse(case.raw)

    found = {name: read_fact(mail) for name, read_fact in FACTS.items() if name in case.expected}
    assert found == {name: value for name, value in case.expected.items() if name in FACTS}
    text, whole = plain(mail.text), plain(mail.whole_text)
    assert [words for words in case.expected.get("text_contains", []) if words not in text] == []
    assert [words for words in case.expected.get("text_lacks", []) if words in text] == []
    assert [words for words in case.expected.get("whole_text_contains", []) if words not in whole] == []
    assert [words for words in case.expected.get("whole_text_lacks", []) if words in whole] == []


def test_corpus_has_at_least_120_emails_each_with_expectations() -> None:
    files = sorted(path for path in FOLDER.rglob("*.*") if path.name != "README.md")

    assert len(CASES) >= 120
    assert {path.suffix for path in files} == {".eml", ".json"}
    assert len(files) == 2 * len(CASES)
    assert [case.name for case in CASES if len(case.raw) > 24_000] == []


def test_corpus_covers_every_outcome_of_a_single_email() -> None:
    needs_history = {"quarantine:blocked", "quarantine:rate_limit", "quarantine:loop", "quarantine:duplicate"}

    assert {case.expected["outcome"] for case in CASES} == OUTCOMES - needs_history
