"""What every form refuses: addresses that no mail can be sent to, and texts of which nothing can be seen."""

import dataclasses
from typing import Any

import pytest

from chalicelib.people.model import Caller
from chalicelib.plumbing.services import use
from tests import makers
from tests.cast import ADA, CARLA, LENA, ROOT
from tests.client import call, get, post
from tests.conftest import Desk
from tests.people.doubles import Pool

UNMAILABLE = ["j\uff41ne@example.com", "jörg@example.com", "कार्ला@example.com", "a..b@example.com"]
INVISIBLE = ["\u200b", "\u3164\u2800", "\u00ad\u2060 \u200d", "\u0301"]
EMAILS: list[tuple[Caller | None, str, dict[str, Any], str]] = [
    (None, "/v1/guest/tickets", {"subject": "x", "body": "y"}, "email"),
    (None, "/v1/registrations", {"name": "J", "password": "long enough words"}, "email"),
    (None, "/v1/registrations/resend", {}, "email"),
    (None, "/v1/password-resets", {}, "email"),
    (ADA, "/v1/tickets", {"subject": "x", "body": "y"}, "requester/email"),
    (ADA, "/v1/people", {"name": "J"}, "email"),
    (ROOT, "/v1/agents", {"name": "J", "role": "agent", "teams": {"orders": "full"}}, "email"),
]
TEXTS: list[tuple[Caller | None, str, dict[str, Any], str]] = [
    (CARLA, "/v1/tickets", {"subject": "x", "body": "y"}, "subject"),
    (CARLA, "/v1/tickets", {"subject": "x", "body": "y"}, "body"),
    (ADA, "/v1/tickets", {"subject": "x", "body": "y", "requester": {"email": "j@example.com"}}, "requester/name"),
    (CARLA, "/v1/tickets/10001/messages", {}, "body"),
    (ADA, "/v1/tickets/10001/messages", {}, "body"),
    (ADA, "/v1/tickets/10001/notes", {}, "body"),
    (ADA, "/v1/tickets/10001/split", {"event": "10001-1"}, "subject"),
    (None, "/v1/guest/tickets", {"email": "j@example.com", "body": "y"}, "subject"),
    (None, "/v1/guest/tickets", {"email": "j@example.com", "subject": "x"}, "body"),
    (None, "/v1/guest/tickets", {"email": "j@example.com", "subject": "x", "body": "y"}, "name"),
    (None, "/v1/registrations", {"email": "j@example.com", "password": "long enough words"}, "name"),
    (ADA, "/v1/people", {"email": "j@example.com"}, "name"),
    (ROOT, "/v1/agents", {"email": "j@example.com", "role": "agent", "teams": {"orders": "full"}}, "name"),
    (ADA, "/v1/saved-replies", {"body": "y"}, "name"),
    (ADA, "/v1/saved-replies", {"name": "x"}, "body"),
    (ADA, "/v1/views", {"filter": {}}, "name"),
    (ROOT, "/v1/teams", {}, "name"),
    (ROOT, "/v1/ticket-categories", {"team": "orders"}, "names/en"),
    (CARLA, "/v1/uploads", {"type": "application/pdf", "size": 1}, "name"),
]
PEOPLE = {"/v1/tickets", "/v1/guest/tickets", "/v1/registrations", "/v1/people", "/v1/agents"}
NO_NAME = "A name needs letters, and cannot be a link or an email address. Enter a name."


@pytest.fixture(autouse=True)
def _people(memory_desk: Desk) -> None:
    services = dataclasses.replace(memory_desk.services, directory=Pool())
    use(lambda: services)
    for caller in (CARLA, ADA, LENA, ROOT):
        makers.an_agent(services, agent=caller)
    makers.a_ticket(services)


def with_value(body: dict[str, Any], path: str, value: str) -> dict[str, Any]:
    name, _, rest = path.partition("/")
    return {**body, name: with_value(body.get(name, {}), rest, value) if rest else value}


@pytest.mark.parametrize(("who", "path", "body", "field"), EMAILS, ids=str)
def test_address_that_cannot_be_mailed_is_refused_with_a_reason_by_every_form(
    who: Caller | None, path: str, body: dict[str, Any], field: str
) -> None:
    for address in UNMAILABLE:
        answer = post(who, path, with_value(body, field, address))
        assert (answer.status, answer.pointers) == (422, [f"/{field}"]), answer.text
        (detail,) = [each["detail"] for each in answer.json["errors"]]
        assert detail.startswith(
            "This is not an e-mail address" if address.isascii() else "Email cannot be sent to this address"
        )


@pytest.mark.parametrize("path", ["/v1/people", "/v1/suppressions"])
def test_address_that_cannot_be_mailed_is_not_searched(path: str) -> None:
    assert get(ADA, f"{path}?email=j%C3%B6rg@example.com").status == 422


def test_address_that_cannot_be_mailed_is_not_blocked() -> None:
    answer = call(LENA, "PUT", "/v1/mail/blocklist", {"entries": ["jörg@example.com"]}, headers={"If-Match": '"0"'})
    assert answer.status == 422


@pytest.mark.parametrize(("who", "path", "body", "field"), TEXTS, ids=str)
def test_text_of_which_nothing_can_be_seen_must_not_be_empty_in_every_form(
    who: Caller | None, path: str, body: dict[str, Any], field: str
) -> None:
    for text in INVISIBLE:
        answer = post(who, path, with_value(body, field, text), If_Match='"1"')
        assert (answer.status, answer.pointers) == (422, [f"/{field}"]), answer.text
        of_a_person = field.endswith("name") and path in PEOPLE
        assert [each["detail"] for each in answer.json["errors"]] == [
            NO_NAME if of_a_person else "This must not be empty."
        ]
