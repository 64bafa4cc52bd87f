"""The demo data: a plan made from a seed, told through the desk's own actions into tables in process."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from chalicelib.closure import rules as closure_rules
from chalicelib.conversation import timeline
from chalicelib.conversation.forms import NewMessage, TimelineQuery
from chalicelib.people import actions as people_actions
from chalicelib.people import roster
from chalicelib.people import transaction as people_transaction
from chalicelib.people.model import AGENTS as HELPERS
from chalicelib.people.model import DEFAULT_CAP
from chalicelib.plumbing.aws.stream import changes
from chalicelib.plumbing.clock import DAY, HOUR
from chalicelib.queues import ticket_counters
from chalicelib.replies import actions as replies_actions
from chalicelib.tickets import due_timers
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.forms import NewTicket, TicketChange
from chalicelib.tickets.model import WAITING_ON_US, OutOfQueue, Status, Ticket
from infrastructure import accounts
from infrastructure.demo import playing, samples, seeding
from infrastructure.demo.people import AGENTS, ALL_PEOPLE, CUSTOMERS, LANGUAGES, PASSWORD
from infrastructure.demo.people import team as team_of_agents
from infrastructure.demo.planning import HISTORY, TODAY, Ending, Plan, Scenario, plan
from infrastructure.demo.scripts import Does, Script, language
from infrastructure.demo.shop import CONFIGURATION
from infrastructure.demo.staffing import staffed
from tests import tables
from tests.conftest import Desk, make_desk
from tests.doubles import MONDAY_MORNING
from tests.events import is_event, is_ticket, stream_event

FEW, FEW_TODAY = 9, 3
BECOMES = {Ending.REOPENED: Status.OPEN, Ending.REMINDED: Status.PENDING, Ending.UNANSWERED: Status.CLOSED}
NOWS = [MONDAY_MORNING + day * DAY + hour * HOUR for day in range(7) for hour in (2, 9, 17)]


planned_until = lru_cache(plan)


@dataclass(frozen=True)
class Demo:
    """A small demo desk, and what the plan said."""

    desk: Desk
    plan: Plan
    tickets: list[Ticket]  # of the past, then of today

    @property
    def past(self) -> list[tuple[Scenario, Ticket]]:
        return list(zip(self.plan.scenarios, self.tickets, strict=False))


@pytest.fixture(scope="module")
def demo(in_process_aws: Any) -> Iterator[Demo]:
    """Telling it takes a second or two, so every test looks at the same one."""
    names = tables.create(in_process_aws, "demo")
    desk = make_desk(in_process_aws, names)
    planned = plan(desk.clock.now(), tickets=FEW, today=FEW_TODAY)
    seeding.populate(desk.services, planned)
    seeding.play_history(desk.services, planned, lambda: None, workers=1)
    counted = [change for change in desk.meter.changes if is_ticket(change)]
    ticket_counters.apply_stream(desk.services, list(changes(stream_event(counted))))
    keys = {new["pk"]["S"] for _, new in desk.meter.changes if new and is_ticket((None, new))}
    found = [tickets_transaction.ticket_for(desk.services, AGENTS[0].caller, key[2:]) for key in sorted(keys)]
    yield Demo(desk, planned, found)
    for name in names.values():
        in_process_aws.delete_table(TableName=name)


def scripts() -> list[Script]:
    return [each for name in LANGUAGES for each in (*language(name).scripts, *language(name).today)]


def timeline_of(demo: Demo, ticket: Ticket) -> list[Any]:
    return timeline.timeline_page(demo.desk.services, AGENTS[0].caller, ticket.id, TimelineQuery(limit=100)).events


def test_a_small_demo_desk_has_tickets_in_every_status(demo: Demo) -> None:
    assert {ticket.status for ticket in demo.tickets} == set(Status)


def test_each_demo_ticket_ends_in_the_status_of_its_script(demo: Demo) -> None:
    expected = [BECOMES.get(page.ending) or Status(page.ending.value) for page in demo.plan.scenarios]
    assert [ticket.status for _, ticket in demo.past] == expected


def test_demo_ticket_numbers_are_unique_and_rise_with_time(demo: Demo) -> None:
    assert len(demo.tickets) == len(demo.plan.scenarios) + FEW_TODAY
    created = [ticket.created_at for ticket in sorted(demo.tickets, key=lambda each: each.number)]
    assert created == sorted(created)


def test_demo_history_triggers_no_reactions_and_todays_tickets_do(demo: Demo) -> None:
    events = [new for old, new in demo.desk.meter.changes if old is None and new and new["sk"]["S"][:2] in {"C#", "I#"}]
    heard = [new["type"]["S"] for new in events if is_event((None, new))]
    assert heard == [EventType.TICKET_CREATED] * FEW_TODAY
    assert len(events) > 3 * len(demo.plan.scenarios)


def test_demo_sends_no_emails_and_queues_no_routing(demo: Demo) -> None:
    assert demo.desk.mails.messages == []
    assert demo.desk.post.sent == []
    assert [message for message in demo.desk.routing.messages if "ticket" in message] == []


def test_demo_timers_run_only_for_tickets_waiting_for_the_customer(demo: Demo) -> None:
    timed = {page.ending: set(ticket.timers) for page, ticket in demo.past}
    assert timed[Ending.PENDING] == {"remind"}
    assert timed[Ending.REMINDED] == {"last_notice", "close"}
    assert timed[Ending.SOLVED] - {"rate"} == {"close"}
    assert {ending for ending, kinds in timed.items() if kinds} == {Ending.PENDING, Ending.REMINDED, Ending.SOLVED}


def test_demo_history_has_no_overdue_timers(demo: Demo) -> None:
    assert due_timers.due_tickets(demo.desk.services, 100) == []


def test_unanswered_demo_ticket_was_closed_after_a_reminder(demo: Demo) -> None:
    (ticket,) = (ticket for page, ticket in demo.past if page.ending is Ending.UNANSWERED)
    types = [event.type for event in timeline_of(demo, ticket)]
    assert types[-2:] == [EventType.REMINDER_SENT, EventType.TICKET_CLOSED]
    assert ticket.reason is not None
    assert ticket.reason.rule == "unanswered"


def test_every_past_demo_ticket_has_a_reason_for_its_assignment(demo: Demo) -> None:
    for _, ticket in demo.past:
        assigned = [event for event in timeline_of(demo, ticket) if event.type is EventType.TICKET_ASSIGNED]
        assert assigned[0].reason.rule == "least_loaded"


def test_events_follow_each_other_in_time(demo: Demo) -> None:
    for ticket in demo.tickets:
        at = [event.at for event in timeline_of(demo, ticket)]
        assert at == sorted(at)


def test_demo_loads_match_assigned_tickets_and_leave_capacity(demo: Demo) -> None:
    assert seeding.wrong_loads(demo.desk.services) == []
    slots = [roster.slot_of(demo.desk.services, agent.home, agent.id) for agent in AGENTS]
    held = sum(ticket.is_load for ticket in demo.tickets)
    assert sum(slot.load for slot in slots) == held
    assert all(slot.load < slot.cap == DEFAULT_CAP for slot in slots)


def test_agents_are_online_without_end(demo: Demo) -> None:
    slots = [roster.slot_of(demo.desk.services, agent.home, agent.id) for agent in AGENTS]
    assert all(slot.on_duty(demo.desk.clock.now() + 400 * DAY) for slot in slots)


def test_demo_people_are_recorded_before_their_first_ticket(demo: Demo) -> None:
    for player in ALL_PEOPLE:
        person = people_actions.person_by_id(demo.desk.services, player.id)
        assert person is not None
        assert (person.email, person.role, person.teams) == (player.email, player.role, player.rights)
    for _, ticket in demo.past:
        customer = people_actions.person_by_id(demo.desk.services, ticket.requester)
        assert customer is not None
        assert customer.created_at < ticket.created_at


def test_repeating_the_demo_after_an_interruption_adds_nothing(demo: Demo) -> None:
    before = len(demo.desk.meter.changes)
    seeding.play_history(demo.desk.services, demo.plan, lambda: None, workers=1)
    assert [change for change in demo.desk.meter.changes[before:] if is_ticket(change)] == []


def test_demo_plan_is_determined_by_seed_and_end() -> None:
    first, second = plan(MONDAY_MORNING), plan(MONDAY_MORNING)
    assert first == second
    assert staffed(first.scenarios) == staffed(second.scenarios)
    assert plan(MONDAY_MORNING, seed=1).scenarios != first.scenarios


@pytest.mark.parametrize("now", NOWS)
def test_demo_tickets_end_before_the_history_does_at_any_time(now: int) -> None:
    planned = planned_until(now)
    assert len(planned.scenarios) == HISTORY
    for page in planned.scenarios:
        assert list(page.times) == sorted(set(page.times))
        assert now - 70 * DAY < page.times[0]
        assert page.times[-1] < now
    silence = {page.ending: now - page.times[-1] for page in planned.scenarios}
    assert silence[Ending.PENDING] < closure_rules.REMIND_AFTER < silence[Ending.REMINDED]
    assert silence[Ending.REMINDED] < closure_rules.CLOSE_PENDING_AFTER < silence[Ending.UNANSWERED]
    assert silence[Ending.SOLVED] < closure_rules.CLOSE_SOLVED_AFTER < silence[Ending.CLOSED]


@pytest.mark.parametrize("now", NOWS)
def test_no_demo_agent_has_more_tickets_than_routing_allows(now: int) -> None:
    planned = planned_until(now)
    holders = Counter(
        steps[-1].agent.name
        for page, steps in zip(planned.scenarios, staffed(planned.scenarios), strict=True)
        if page.script.statuses()[len(page.times) - 1] in WAITING_ON_US
    )
    assert max(holders.values()) + TODAY // 2 <= DEFAULT_CAP + 1
    assert sum(holders.values()) + TODAY <= len(AGENTS) * (DEFAULT_CAP - 2)


def test_demo_plan_covers_every_language_and_every_customer() -> None:
    planned = planned_until(MONDAY_MORNING)
    assert {page.script.language for page in planned.scenarios} == set(LANGUAGES)
    assert {page.customer for page in planned.scenarios} == set(CUSTOMERS)
    assert len(planned.today) == TODAY
    assert len(LANGUAGES) >= 10


@pytest.mark.parametrize("script", scripts(), ids=lambda script: script.id)
def test_demo_scripts_hold_only_valid_texts(script: Script) -> None:
    page = Scenario(
        script, CUSTOMERS[0], Ending.NEW, (0,), dict.fromkeys(("order", "plant", "tracking", "invoice"), "FF-99999")
    )
    texts = [playing.filled_in(page, turn.body, AGENTS[0]) for turn in script.turns if turn.body]
    assert all(NewMessage(body=text).body == text for text in texts)
    assert not any("{" in text for text in texts)
    assert NewTicket(subject=script.subject.format_map(page.words), body=texts[0]).body == texts[0]
    assert CONFIGURATION.has_category(script.category)
    for turn in script.turns:
        assert turn.body or turn.does not in {Does.REPLY, Does.NOTE}
        if turn.does not in {Does.REPLY, Does.NOTE}:
            TicketChange.model_validate(playing.fields(turn, AGENTS[0]))


def test_no_demo_message_is_repeated() -> None:
    bodies = Counter(turn.body for script in scripts() for turn in script.turns if turn.does is Does.REPLY)
    assert [body for body, times in bodies.items() if times > 1] == []


def test_the_shop_has_six_agents_two_at_home_in_each_team_and_twenty_customers() -> None:
    assert Counter(agent.home for agent in AGENTS) == {team.id: 2 for team in CONFIGURATION.teams}
    assert all(len(team_of_agents(team.id)) > 2 for team in CONFIGURATION.teams)
    assert all(agent.speaks and agent.skills for agent in AGENTS)
    assert all(agent.role in HELPERS for agent in AGENTS)
    assert len(CUSTOMERS) == 20
    assert len({player.email for player in ALL_PEOPLE} | {player.id for player in ALL_PEOPLE}) == 2 * len(ALL_PEOPLE)
    assert all(player.email.rpartition(".")[2] in {"com", "org", "net"} for player in ALL_PEOPLE)
    assert len(PASSWORD) >= 12


class Pool:
    """As much of Cognito's API as the demo asks for."""

    class exceptions:  # noqa: N801 - as boto3 names it
        class UsernameExistsException(Exception):  # noqa: N818
            pass

    def __init__(self) -> None:
        self.accounts: dict[str, dict[str, str]] = {}
        self.passwords: dict[str, tuple[str, bool]] = {}
        self.groups: dict[str, set[str]] = {}

    def admin_create_user(self, **request: Any) -> None:
        assert request["MessageAction"] == "SUPPRESS"
        if request["Username"] in self.accounts:
            raise self.exceptions.UsernameExistsException
        self.accounts[request["Username"]] = {}
        self.admin_update_user_attributes(**request)

    def admin_update_user_attributes(self, **request: Any) -> None:
        self.accounts[request["Username"]] |= {each["Name"]: each["Value"] for each in request["UserAttributes"]}

    def admin_get_user(self, **request: Any) -> dict[str, str]:
        known = request["Username"] in self.passwords
        return {"UserStatus": "CONFIRMED" if known else "FORCE_CHANGE_PASSWORD"}

    def admin_set_user_password(self, **request: Any) -> None:
        self.passwords[request["Username"]] = request["Password"], request["Permanent"]

    def admin_add_user_to_group(self, **request: Any) -> None:
        self.groups.setdefault(request["GroupName"], set()).add(request["Username"])


def test_demo_accounts_belong_to_their_people_after_repeated_runs() -> None:
    pool = Pool()
    for player in (*ALL_PEOPLE, *ALL_PEOPLE):
        accounts.ensure(pool, "pool", people_transaction.directory_account(player.person()), PASSWORD)
    assert {email: payload["custom:person"] for email, payload in pool.accounts.items()} == {
        each.email: each.id for each in ALL_PEOPLE
    }
    assert {payload["email_verified"] for payload in pool.accounts.values()} == {"true"}
    assert pool.accounts["pieter@example.com"]["custom:teams"] == "billing:full orders:read"
    assert set(pool.passwords.values()) == {(PASSWORD, True)}
    assert sum(len(members) for members in pool.groups.values()) == len(AGENTS)
    assert pool.groups["leads"] == {"leila@example.com"}


def test_the_summary_of_a_start_names_two_agents_and_a_customer_first() -> None:
    roles = [seeding.log_in(player)["role"] for player in seeding.shown_first()]
    assert roles[:3] == ["agent", "agent", "customer"]
    assert len(roles) == len(ALL_PEOPLE)


def test_a_folder_without_a_desk_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(seeding.SeedingError, match="make run"):
        seeding.Seeding(tmp_path)


def test_samples_are_added_once(desk: Desk) -> None:
    planned = plan(desk.clock.now(), tickets=0, today=0)
    seeding.populate(desk.services, planned)

    for _ in range(2):
        samples.add_samples(desk.services, planned.ends_at)

    mine = [
        tickets_transaction.ticket_for(desk.services, samples.LEAD, str(number)) for number in range(10_001, 10_005)
    ]
    assert [ticket.out_of_queue for ticket in mine] == [None, OutOfQueue.MERGED, OutOfQueue.SPAM, OutOfQueue.SNOOZED]
    assert [len(timeline_of(Demo(desk, planned, mine), ticket)) for ticket in mine[2:]] == [2, 2]
    assert len(replies_actions.list_replies(desk.services, samples.LEAD)) == len(samples.REPLIES)
