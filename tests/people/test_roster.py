"""One seat for each agent, whichever teams' rosters show it."""

import pytest

from chalicelib.people import roster
from chalicelib.people import transaction as people_transaction
from chalicelib.people.model import NO_TEAM, Absence, Availability, Person, Right, Role
from chalicelib.plumbing.aws.dynamo import ConditionFailed
from chalicelib.plumbing.clock import HOUR, MINUTE
from chalicelib.plumbing.services import Services
from tests import makers
from tests.cast import ADA, ALAN, BORIS, stored
from tests.conftest import Desk
from tests.doubles import MONDAY_MORNING as NOW

BOTH = {"orders": Right.FULL, "billing": Right.FULL}


def seen_by(services: Services, team: str) -> dict[str, int]:
    """Who is routed to, with the load that this team's roster shows."""
    return {slot.agent: slot.load for slot in roster.team_slots(services, team)}


def changed(services: Services, person: Person, **fields: object) -> Person:
    after = person.model_copy(update={**fields, "version": person.version + 1})
    people_transaction.change_person(services, person, after)
    return after


def test_an_agent_of_two_teams_is_in_both_rosters_with_one_load(services: Services) -> None:
    ada = makers.an_agent(services, agent=ADA, teams=BOTH)
    roster.set_availability(services, ada, Availability.ONLINE)
    (slot,) = roster.team_slots(services, "billing")
    services.dynamo.transact([roster.claim(services, slot, NOW)])

    assert (slot.home, sorted(slot.teams)) == ("orders", ["billing", "orders"])
    assert seen_by(services, "orders") == seen_by(services, "billing") == {"ada": 1}


def test_agent_with_read_access_is_not_in_the_teams_roster(services: Services) -> None:
    makers.an_agent(services, agent=ADA, teams={"orders": Right.FULL, "billing": Right.READ})
    makers.an_agent(services, agent=ALAN, teams={"orders": Right.READ}, home="orders")

    assert seen_by(services, "orders") == {"ada": 0}
    assert seen_by(services, "billing") == {}


def test_roster_entry_keeps_its_load_when_teams_change(services: Services) -> None:
    ada = makers.an_agent(services, agent=ADA)
    services.dynamo.transact([roster.increase_load(services, "orders", "ada")])

    ada = changed(services, ada, teams={"billing": Right.FULL})
    assert (seen_by(services, "orders"), seen_by(services, "billing")) == ({}, {"ada": 1})

    changed(services, ada, teams={"orders": Right.FULL, "support": Right.FULL})
    assert (seen_by(services, "orders"), seen_by(services, "support")) == ({"ada": 1}, {"ada": 1})
    assert seen_by(services, "billing") == {}


def test_agent_without_a_team_has_a_roster_entry_without_teams(services: Services) -> None:
    root = makers.an_agent(services, agent=BORIS, teams={}, home=NO_TEAM, role=Role.ADMIN)
    slot = roster.set_availability(services, root, Availability.ONLINE)
    services.dynamo.transact([roster.increase_load(services, NO_TEAM, "boris")])

    assert (slot.on_duty(NOW), sorted(slot.teams)) == (True, [])
    assert [each.load for each in roster.all_slots(services, ["orders"])] == [1]


def test_roster_lists_each_agent_once_even_with_a_removed_home_team(services: Services) -> None:
    makers.an_agent(services, agent=ADA, teams=BOTH)
    makers.an_agent(services, agent=ALAN, teams={"gone": Right.FULL, "orders": Right.FULL}, home="gone")
    makers.an_agent(services, agent=BORIS)

    assert sorted(slot.agent for slot in roster.all_slots(services, ["orders", "billing"])) == ["ada", "alan", "boris"]


def test_a_roster_that_was_lost_is_whole_again_once_its_agents_come_online(services: Services) -> None:
    ada = makers.an_agent(services, agent=ADA, teams=BOTH, skills=frozenset({"tax"}), languages=("en", "ar"))
    for team in BOTH:
        for item in services.live.query("#pk = :pk", pk=f"RO#{team}").items:
            services.live.write(services.live.remove(item["pk"], item["sk"]))
    assert seen_by(services, "billing") == {}

    roster.set_availability(services, ada, Availability.ONLINE)

    (slot,) = roster.team_slots(services, "billing")
    assert (sorted(slot.skills), slot.languages, slot.cap) == (["tax"], ("en", "ar"), 8)


def test_coming_online_queues_routing_of_all_teams_of_the_agent(desk: Desk) -> None:
    ada = makers.an_agent(desk.services, agent=ADA, teams=BOTH)
    roster.set_availability(desk.services, ada, Availability.AWAY)
    assert desk.routing.messages == []

    roster.set_availability(desk.services, ada, Availability.ONLINE)

    assert desk.routing.messages == [{"team": "billing"}, {"team": "orders"}]


def test_outdated_agent_record_cannot_overwrite_the_roster(services: Services) -> None:
    before = makers.an_agent(services, agent=ADA)
    changed(services, before, teams={"billing": Right.FULL})

    with pytest.raises(ConditionFailed):
        roster.set_availability(services, before, Availability.ONLINE)
    assert seen_by(services, "orders") == {}


class TestClaims:
    def claimed(self, services: Services, agent: Person, **fields: object) -> bool:
        known = roster.slot_of(services, agent.home or "", agent.id).model_copy(update=fields)
        try:
            services.dynamo.transact([roster.claim(services, known, NOW)])
        except ConditionFailed:
            return False
        return True

    @pytest.fixture
    def ada(self, services: Services) -> Person:
        ada = makers.an_agent(services, agent=ADA, cap=2)
        roster.set_availability(services, ada, Availability.ONLINE)
        return ada

    def test_agent_can_be_claimed_up_to_the_cap(self, services: Services, ada: Person) -> None:
        assert [self.claimed(services, ada) for _ in range(3)] == [True, True, False]

    def test_agent_cannot_be_claimed_after_a_change_of_the_record(self, services: Services, ada: Person) -> None:
        assert not self.claimed(services, ada, edition=0)
        changed(services, ada, teams={"billing": Right.FULL})
        assert not self.claimed(services, ada, edition=1)
        assert self.claimed(services, ada)

    @pytest.mark.parametrize(
        ("begins", "ends", "free"),
        [(-HOUR, HOUR, False), (0, HOUR, False), (MINUTE, HOUR, True), (-HOUR, 0, True)],
    )
    def test_absent_agent_cannot_be_claimed_even_when_online(
        self, services: Services, ada: Person, begins: int, ends: int, *, free: bool
    ) -> None:
        away = changed(services, ada, absence=Absence(begins=NOW + begins, ends=NOW + ends))
        slot = roster.slot_of(services, "orders", "ada")

        assert (slot.state, slot.on_duty(NOW), slot.free(NOW)) == (Availability.ONLINE, free, free)
        assert self.claimed(services, away) is free

    def test_deactivated_agent_cannot_be_claimed(self, services: Services, ada: Person) -> None:
        gone = changed(services, ada, active=False)

        assert not self.claimed(services, gone)
        assert roster.slot_of(services, "orders", "ada").state is Availability.OFFLINE
        assert seen_by(services, "orders") == {}


def test_beginning_absence_sets_the_agent_offline_and_a_past_one_does_not(services: Services) -> None:
    ada = makers.an_agent(services, agent=ADA)
    roster.set_availability(services, ada, Availability.ONLINE, NOW + HOUR)
    ada = changed(services, ada, absence=Absence(begins=NOW - 1, ends=NOW + HOUR, begun=True))
    slot = roster.slot_of(services, "orders", "ada")
    assert (slot.state, slot.until) == (Availability.OFFLINE, None)

    roster.set_availability(services, ada, Availability.ONLINE)
    changed(services, ada, skills=frozenset({"tax"}))

    assert roster.slot_of(services, "orders", "ada").state is Availability.ONLINE


def test_change_without_effect_on_routing_does_not_write_the_roster(desk: Desk) -> None:
    ada = makers.an_agent(desk.services, agent=ADA)
    desk.meter.reset()

    changed(desk.services, ada, language="de")

    assert dict(desk.meter.spent.by_index) == {"core": 1}


def test_the_cast_is_stored_as_its_members_are() -> None:
    assert stored(ADA).routed_to == {"orders"}
    assert stored(ADA, active=False).routed_to == frozenset()
