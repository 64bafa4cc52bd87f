import pytest

from chalicelib.people import actions as people_actions
from chalicelib.people.sign_in import claims_of
from tests.people.desk import PeopleDesk

CONFIRM = "/v1/registrations/confirm"
EMAIL = "maya@example.com"
GOOD = {
    "email": EMAIL,
    "password": "correct horse battery",
    "name": "Maya",
    "language": "ar",
    "time_zone": "Asia/Dubai",
}


def test_registering_mails_a_code_and_confirming_makes_the_person(people_desk: PeopleDesk) -> None:
    assert people_desk.post("/v1/registrations", GOOD).status == 202
    assert people_desk.pool.mailed == [EMAIL]
    assert people_desk.post(CONFIRM, {"email": EMAIL, "code": " 123456 "}).status == 204
    person = people_actions.person_for_address(people_desk.services, EMAIL)
    assert (person.name, person.language, person.time_zone) == ("Maya", "ar", "Asia/Dubai")
    assert people_desk.pool.users[EMAIL].person == person.id


def test_unconfirmed_registration_creates_no_person(people_desk: PeopleDesk) -> None:
    people_desk.register(EMAIL)
    assert people_desk.sign_in(EMAIL).status == 401
    assert people_desk.pool.users[EMAIL].person is None


def test_confirming_joins_the_person_the_address_already_belongs_to(people_desk: PeopleDesk) -> None:
    known = people_actions.person_for_address(people_desk.services, EMAIL)
    people_desk.confirmed(EMAIL)
    joined = people_actions.own_profile(people_desk.services, known.id)
    assert people_desk.pool.users[EMAIL].person == known.id
    assert joined.name == "Maya"


def test_confirming_again_with_the_same_code_answers_alike_and_changes_nothing(people_desk: PeopleDesk) -> None:
    people_desk.confirmed(EMAIL)
    before = people_actions.person_for_address(people_desk.services, EMAIL)
    assert people_desk.post(CONFIRM, {"email": EMAIL, "code": "123456"}).status == 204
    assert people_actions.person_for_address(people_desk.services, EMAIL) == before


def test_interrupted_confirmation_is_completed_by_a_retry(people_desk: PeopleDesk) -> None:
    people_desk.register(EMAIL)
    people_desk.pool.breaks_at_join = 1
    assert people_desk.post(CONFIRM, {"email": EMAIL, "code": "123456"}).status == 500
    assert people_desk.post(CONFIRM, {"email": EMAIL, "code": "123456"}).status == 204
    assert people_desk.pool.users[EMAIL].person == "id-1"


def test_interrupted_confirmation_is_completed_by_logging_in(people_desk: PeopleDesk) -> None:
    people_desk.register(EMAIL)
    people_desk.pool.breaks_at_join = 1
    assert people_desk.post(CONFIRM, {"email": EMAIL, "code": "123456"}).status == 500
    answer = people_desk.sign_in(EMAIL)
    assert answer.status == 200
    assert claims_of(answer.json["id_token"])["custom:person"] == "id-1"


def test_used_confirmation_code_is_refused_after_a_day(people_desk: PeopleDesk) -> None:
    people_desk.confirmed(EMAIL)
    people_desk.clock.advance(days=1, ms=1000)
    assert people_desk.post(CONFIRM, {"email": EMAIL, "code": "123456"}).pointers == ["/code"]


def test_last_registration_before_confirmation_sets_the_password(people_desk: PeopleDesk) -> None:
    people_desk.register(EMAIL, "password of a stranger")
    people_desk.confirmed(EMAIL, "password of the owner")
    assert people_desk.sign_in(EMAIL, "password of a stranger").status == 401
    assert people_desk.sign_in(EMAIL, "password of the owner").status == 200


def test_registering_a_confirmed_address_again_leaves_its_password(people_desk: PeopleDesk) -> None:
    people_desk.confirmed(EMAIL)
    assert people_desk.register(EMAIL, "password of a stranger").status == 202
    assert people_desk.sign_in(EMAIL).status == 200


def test_language_and_time_zone_may_be_left_out(people_desk: PeopleDesk) -> None:
    people_desk.confirmed(EMAIL)
    person = people_actions.person_for_address(people_desk.services, EMAIL)
    assert (person.language, person.time_zone) == ("en", "UTC")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no address"),
        ("email", "two@example.com,three@example.com"),
        ("password", "too short"),
        ("password", "x" * 129),
        ("password", " begins with a space"),
        ("password", "line\nbreak in a password"),
        ("name", "  "),
        ("name", "x" * 101),
        ("language", "not a language"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("role", "admin"),
        ("id", "p1"),
        ("groups", ["admins"]),
    ],
)
def test_invalid_registration_field_is_refused_with_a_pointer(
    people_desk: PeopleDesk, field: str, value: object
) -> None:
    answer = people_desk.post("/v1/registrations", {**GOOD, field: value})
    assert (answer.status, answer.pointers) == (422, [f"/{field}"])
    assert people_desk.pool.users == {}


@pytest.mark.parametrize("language", ["en", "ar-EG", "zh-Hant-TW", "gsw", "de-1996"])
def test_any_language_is_welcome(people_desk: PeopleDesk, language: str) -> None:
    assert people_desk.post("/v1/registrations", {**GOOD, "language": language}).status == 202


def test_password_is_compared_after_unicode_normalisation(people_desk: PeopleDesk) -> None:
    people_desk.confirmed(EMAIL, "gr\u00fc\u00dfe aus der ferne")
    assert people_desk.sign_in(EMAIL, "gru\u0308\u00dfe aus der ferne").status == 200
