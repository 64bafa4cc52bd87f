"""Counters that are off are put right once an hour, and only if they stay off."""

from chalicelib import reactions
from chalicelib.people import roster
from chalicelib.people.model import Availability, Right
from chalicelib.plumbing.aws import stream
from chalicelib.plumbing.clock import MINUTE
from chalicelib.queues import recount, ticket_counters
from chalicelib.routing import actions as routing_actions
from tests import events, makers
from tests.cast import ADA
from tests.conftest import Desk


def nothing(_seconds: float) -> None:
    """No need to wait for a stream that does not run."""


def deliver_stream(desk: Desk) -> None:
    """What the stream would have told by now."""
    changes = [change for change in desk.meter.changes if events.is_ticket(change)]
    ticket_counters.apply_stream(desk.services, list(stream.changes(events.stream_event(changes))))


def break_counters(desk: Desk) -> None:
    stats, live = desk.services.stats, desk.services.live
    stats.write(stats.change("CN#orders#0", "#", "ADD #new :more, #solved :more", more=3))
    live.write(live.change("RO#orders", "ada", "ADD #load :more", more=2))


def a_desk_with_work(desk: Desk) -> None:
    makers.assigned(desk.services, makers.a_ticket(desk.services))
    makers.a_ticket(desk.services)
    deliver_stream(desk)


def test_correct_counters_are_not_written(desk: Desk) -> None:
    a_desk_with_work(desk)
    desk.meter.reset()

    assert recount.reconcile(desk.services, nothing) == {}
    assert desk.meter.spent.writes == 0


def test_wrong_counters_are_corrected_and_reported(desk: Desk) -> None:
    a_desk_with_work(desk)
    break_counters(desk)

    off = recount.reconcile(desk.services, nothing)

    assert off == {("CN#orders#0", "new"): -3, ("CN#orders#0", "solved"): -3, ("orders/ada", "load"): -2}
    assert recount.drift(desk.services) == {}
    assert ticket_counters.counts_for(desk.services, ADA).teams["orders"].new == 2
    assert roster.slot_of(desk.services, "orders", "ada").load == 1


def test_load_of_an_agent_in_several_teams_is_counted_once(desk: Desk) -> None:
    services = desk.services
    both = {"orders": Right.FULL, "billing": Right.FULL}
    roster.set_availability(services, makers.an_agent(services, agent=ADA, teams=both), Availability.ONLINE)
    for category in ("delivery", "refund"):
        routing_actions.assign_waiting(services, makers.a_ticket(services, category=category).team)
    deliver_stream(desk)
    assert recount.drift(services) == {}
    break_counters(desk)

    recount.reconcile(services, nothing)

    assert roster.slot_of(services, "orders", "ada").load == 2
    assert recount.drift(services) == {}


def test_a_change_on_its_way_is_no_error(desk: Desk) -> None:
    a_desk_with_work(desk)
    before = len(desk.meter.changes)
    makers.a_ticket(desk.services)

    def the_stream_catches_up(_seconds: float) -> None:
        changes = [change for change in desk.meter.changes[before:] if events.is_ticket(change)]
        ticket_counters.apply_stream(desk.services, list(stream.changes(events.stream_event(changes, first=1_000))))

    assert recount.reconcile(desk.services, the_stream_catches_up) == {}
    assert recount.drift(desk.services) == {}


def test_recount_runs_once_an_hour(memory_desk: Desk) -> None:
    a_desk_with_work(memory_desk)
    at, put_right = memory_desk.clock.at, []
    for minute in range(120):
        memory_desk.clock.at = at + minute * MINUTE
        break_counters(memory_desk)
        reactions.run_clock(memory_desk.services, nothing)
        if not recount.drift(memory_desk.services):
            put_right.append(minute)

    assert put_right == [reactions.HOURLY_AT, 60 + reactions.HOURLY_AT]
