"""How other slices find and make people."""

import pytest

from chalicelib.people import actions as people_actions
from chalicelib.people import store as people_store
from chalicelib.people.model import Person, ProfileChange, Right, Role
from chalicelib.people.transaction import PersonChanged, change_person
from chalicelib.plumbing.aws.dynamo import ConditionFailed
from chalicelib.plumbing.errors import NotFound
from chalicelib.plumbing.services import Services


def test_a_person_is_found_by_id(people_services: Services) -> None:
    made = people_actions.add_person(
        people_services, "ana@example.com", "Ana", Role.AGENT, teams={"orders": Right.FULL}, id="ana"
    )
    assert people_actions.person_by_id(people_services, "ana") == made
    assert (made.role, made.teams, made.home, made.version) == (Role.AGENT, {"orders": Right.FULL}, "orders", 1)


def test_unknown_person_id_is_not_found(people_services: Services) -> None:
    assert people_actions.person_by_id(people_services, "nobody") is None
    with pytest.raises(NotFound):
        people_actions.own_profile(people_services, "nobody")


def test_an_unknown_address_becomes_a_customer(people_services: Services) -> None:
    person = people_actions.person_for_address(people_services, "New@Example.com", language="ar")
    assert (person.email, person.name, person.role, person.language) == (
        "new@example.com",
        "New",
        Role.CUSTOMER,
        "ar",
    )


def test_email_addresses_are_case_insensitive(people_services: Services) -> None:
    first = people_actions.person_for_address(people_services, "maya@example.com", "Maya")
    assert people_actions.person_for_address(people_services, "MAYA@Example.com", "Somebody") == first


def test_adding_a_known_person_changes_nothing(people_services: Services) -> None:
    first = people_actions.add_person(people_services, "ana@example.com", "Ana", Role.AGENT)
    assert people_actions.add_person(people_services, "ana@example.com", "Ana II", Role.ADMIN) == first


def test_concurrent_creation_of_a_person_returns_the_first_to_both(people_services: Services) -> None:
    first = Person(id="a", email="maya@example.com", name="Maya", created_at=0)
    late = Person(id="b", email="maya@example.com", name="Maya", created_at=0)
    assert [people_store.add(people_services, first), people_store.add(people_services, late)] == ["a", "a"]
    assert people_store.load(people_services, "b") is None


def test_person_id_cannot_be_used_for_two_addresses(people_services: Services) -> None:
    people_actions.add_person(people_services, "ana@example.com", "Ana", Role.AGENT, id="ana")
    with pytest.raises(ConditionFailed):
        people_actions.add_person(people_services, "other@example.com", "Other", Role.ADMIN, id="ana")
    assert people_store.owner_of(people_services, "other@example.com") is None


def test_second_change_against_one_version_is_stale(people_services: Services) -> None:
    made = people_actions.add_person(people_services, "ana@example.com", "Ana", Role.AGENT)
    people_actions.change_profile(people_services, made.id, 1, ProfileChange(language="de"))
    with pytest.raises(PersonChanged) as stale:
        people_actions.change_profile(people_services, made.id, 1, ProfileChange(language="fr"))
    assert (stale.value.person.language, stale.value.person.version) == ("de", 2)


def test_a_write_that_lost_the_race_leaves_the_winner(people_services: Services) -> None:
    made = people_actions.add_person(people_services, "ana@example.com", "Ana", Role.AGENT)
    winner = made.model_copy(update={"language": "de", "version": 2})
    change_person(people_services, made, winner)
    with pytest.raises(PersonChanged) as stale:
        change_person(people_services, made, made.model_copy(update={"language": "fr", "version": 2}))
    assert stale.value.person == people_store.load(people_services, made.id, consistent=True) == winner


def test_person_with_an_unknown_field_is_refused(people_services: Services) -> None:
    with pytest.raises(TypeError, match="team"):
        people_actions.add_person(people_services, "ana@example.com", "Ana", Role.AGENT, team="orders")


def test_list_of_agents_holds_no_customers(people_services: Services) -> None:
    ana = people_actions.add_person(people_services, "ana@example.com", "Ana", Role.AGENT, teams={"orders": Right.READ})
    people_actions.person_for_address(people_services, "maya@example.com")

    assert [agent for _, agent in people_actions.list_agents(people_services, None, 10, None)] == [ana.id]
    assert [agent for _, agent in people_actions.list_agents(people_services, "orders", 10, None)] == [ana.id]
    assert people_actions.list_agents(people_services, "billing", 10, None) == []
