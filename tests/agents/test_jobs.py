"""Absences begin by the clock: within a minute, once, and with work for those alone whose time has come."""

from chalicelib import reactions
from chalicelib.agents import actions as agents_actions
from chalicelib.agents import jobs as agents_jobs
from chalicelib.agents.forms import NewAbsence
from chalicelib.people import roster
from chalicelib.people.model import Availability
from chalicelib.plumbing.clock import DAY, HOUR, rfc3339
from tests import makers
from tests.agents.conftest import STAFF, Staffed
from tests.cast import ADA, LENA
from tests.doubles import MONDAY_MORNING as NOW


def away(staffed: Staffed, agent: str = "ada", begins: int = NOW + HOUR, ends: int = NOW + DAY) -> None:
    wanted = NewAbsence.model_validate({"from": rfc3339(begins), "to": rfc3339(ends)})
    agents_actions.set_absence(staffed.services, LENA, agent, wanted)


def tick(staffed: Staffed) -> int:
    return reactions.run_clock(staffed.services).get("absence", 0)


def test_an_absence_begins_when_its_time_has_come_and_once(staffed: Staffed) -> None:
    makers.a_slot(staffed.services, agent=ADA)
    staffed.desk.routing.messages.clear()
    away(staffed)
    staffed.desk.clock.advance(hours=1, ms=-1)
    assert tick(staffed) == 0

    staffed.desk.clock.advance(ms=1)

    assert [tick(staffed), tick(staffed)] == [1, 0]
    assert staffed.desk.routing.messages == [{"agent": "ada", "lost": []}]
    assert roster.slot_of(staffed.services, "orders", "ada").state is Availability.OFFLINE
    absence = staffed.person("ada").absence
    assert absence is not None
    assert absence.begun


def test_removed_absence_does_not_begin(staffed: Staffed) -> None:
    away(staffed)
    agents_actions.set_absence(staffed.services, LENA, "ada", None)
    staffed.desk.clock.advance(hours=2)

    assert tick(staffed) == 0


def test_postponed_absence_begins_at_its_new_time(staffed: Staffed) -> None:
    away(staffed)
    away(staffed, begins=NOW + 3 * HOUR)
    staffed.desk.clock.advance(hours=2)
    assert tick(staffed) == 0
    staffed.desk.clock.advance(hours=1)
    assert tick(staffed) == 1


def test_agent_whose_absence_is_over_before_the_job_runs_keeps_their_tickets(staffed: Staffed) -> None:
    away(staffed)
    staffed.desk.clock.advance(days=2)

    assert tick(staffed) == 1
    assert staffed.desk.routing.messages == []


def test_agent_is_offline_after_an_absence(staffed: Staffed) -> None:
    makers.a_slot(staffed.services, agent=ADA)
    away(staffed)
    staffed.desk.clock.advance(hours=1)
    tick(staffed)

    staffed.desk.clock.advance(days=2)

    slot = roster.slot_of(staffed.services, "orders", "ada")
    assert (slot.absent(staffed.desk.clock.now()), slot.state) == (False, Availability.OFFLINE)


def test_one_unreadable_record_does_not_stop_other_absences(staffed: Staffed) -> None:
    for who in STAFF:
        away(staffed, who.id)
    core = staffed.services.core
    core.write(core.change("P#alan", "#", "SET #created_at = :nonsense", nonsense="?"))
    staffed.desk.clock.advance(hours=1)

    assert tick(staffed) == len(STAFF) - 1


def test_job_for_absences_costs_one_read_with_nothing_due(staffed: Staffed) -> None:
    for who in STAFF:
        away(staffed, who.id)
    staffed.desk.meter.reset()

    assert agents_jobs.begin_absences(staffed.services) == {}
    assert (staffed.desk.meter.spent.trips, staffed.desk.meter.spent.writes) == (1, 0)
