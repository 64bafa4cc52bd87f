"""Codes are mailed to any address that is entered: no one can fill another person's mailbox with them."""

from dataclasses import replace

import pytest

from chalicelib.plumbing.aws.throttle import mailbox_of
from chalicelib.plumbing.services import use
from tests.people.desk import PeopleDesk

REGISTRATION = {"password": "correct horse battery", "name": "Mona"}
ROUTES = {"/v1/registrations": REGISTRATION, "/v1/registrations/resend": {}, "/v1/password-resets": {}}


def ask(desk: PeopleDesk, route: str, email: str, source: str = "192.0.2.1") -> int:
    return desk.post(route, {"email": email, **ROUTES[route]}, source=source).status


def taken(statuses: list[int]) -> int:
    assert set(statuses) <= {202, 429}
    return statuses.count(202)


def test_codes_of_all_kinds_count_towards_one_limit_per_address(people_desk: PeopleDesk) -> None:
    statuses = [ask(people_desk, route, "victim@example.org") for _ in range(4) for route in ROUTES]

    assert taken(statuses) == 5


def test_plus_addresses_and_capitals_count_as_one_mailbox(people_desk: PeopleDesk) -> None:
    statuses = [ask(people_desk, "/v1/registrations", f"Victim+{n}@example.org") for n in range(9)]

    assert taken(statuses) == 5


def test_mailbox_gets_ten_codes_a_day_at_most(people_desk: PeopleDesk) -> None:
    statuses = []
    people_desk.clock.at = people_desk.clock.at // 86_400_000 * 86_400_000

    for _ in range(8):
        statuses += [ask(people_desk, "/v1/password-resets", "victim@example.org") for _ in range(6)]
        people_desk.clock.advance(minutes=15)

    assert taken(statuses) == 10
    people_desk.clock.advance(hours=24)
    assert ask(people_desk, "/v1/password-resets", "victim@example.org") == 202


def test_source_may_ask_for_ten_windows_worth_of_codes_a_day(people_desk: PeopleDesk) -> None:
    limited = people_desk.services.settings.model_copy(update={"source_limit": 2})
    use(lambda: replace(people_desk.services, settings=limited))
    statuses = []
    people_desk.clock.at = people_desk.clock.at // 86_400_000 * 86_400_000

    for window in range(12):
        addresses = [f"v{window}-{n}@example.org" for n in range(3)]
        statuses += [ask(people_desk, "/v1/password-resets", each) for each in addresses]
        people_desk.clock.advance(minutes=15)

    assert taken(statuses) == 20
    assert ask(people_desk, "/v1/password-resets", "other@example.org", source="192.0.2.9") == 202


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("Mona@Example.org", "mona@example.org"),
        ("mona+shop@example.org", "mona@example.org"),
        ("mona.said@example.org", "mona.said@example.org"),
        ("m.o.n.a+x@googlemail.com", "mona@gmail.com"),
        ("+tag@example.org", "+tag@example.org"),
    ],
)
def test_mailbox_is_derived_from_an_address(address: str, mailbox: str) -> None:
    assert mailbox_of(address) == mailbox
