"""Files in messages: whether the message or the check comes first, the result is the same."""

from collections.abc import Sequence

import pytest

from chalicelib.attachments import actions as attachments_actions
from chalicelib.attachments.model import Attachment, AttachmentLocation, AttachmentState, Upload, Verdict
from chalicelib.configuration import actions as configuration_actions
from chalicelib.configuration.model import Team
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation import downloads, timeline, undo
from chalicelib.conversation.forms import NewMessage, NewNote, TimelineQuery
from chalicelib.people.model import Caller
from chalicelib.plumbing.aws.dynamo import ConditionFailed
from chalicelib.plumbing.errors import Conflict, Invalid, NotFound, Unavailable
from chalicelib.plumbing.http.idempotency import IdempotencyKey
from chalicelib.plumbing.services import Services
from chalicelib.relations import actions as relations_actions
from chalicelib.relations.forms import Split
from chalicelib.tickets import actions as tickets_actions
from chalicelib.tickets import attachments
from chalicelib.tickets import chain as tickets_chain
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets import transaction as tickets_transaction
from chalicelib.tickets.event import Event
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.forms import NewTicket
from chalicelib.tickets.model import Status, Ticket
from tests import makers
from tests.attachments.samples import EXE
from tests.cast import ADA, ALAN, CARLA, MALLORY, ROOT
from tests.conftest import SHOP, Desk

HELD = SHOP.model_copy(update={"undo_send_s": 10})


@pytest.fixture(autouse=True)
def _people(services: Services) -> None:
    for agent in (ADA, ALAN):
        makers.an_agent(services, agent=agent)


@pytest.fixture
def ticket(services: Services) -> Ticket:
    return makers.a_ticket(services)


def events(services: Services, number: int) -> list[Event]:
    return tickets_store.events_after(services, number, 0)


def last(services: Services, number: int) -> Event:
    return events(services, number)[-1]


def now(services: Services, upload: Upload) -> Upload:
    found = attachments_actions.find(services, upload.id)
    assert found is not None
    return found


def message(*ids: str, body: str = "Here it is.", extra_writes: Sequence[str] = ()) -> NewMessage:
    return NewMessage(body=body, attachments=list(ids), copy_to=list(extra_writes))


def may(services: Services, who: Caller, upload: Upload) -> bool:
    try:
        downloads.download(services, who, upload.id)
    except NotFound:
        return False
    return True


class TestFilesOfMessages:
    def test_a_new_ticket_shows_its_files_in_order(self, services: Services) -> None:
        mine = [makers.an_upload(services, name=f"{n}.pdf") for n in (2, 1, 3)]

        ticket = makers.a_ticket(services, attachments=[each.id for each in mine])

        (event,) = events(services, ticket.number)
        assert [each.name for each in event.attachments] == ["2.pdf", "1.pdf", "3.pdf"]
        for n, each in enumerate(mine):
            assert now(services, each).places == (
                AttachmentLocation(ticket=ticket.number, rev=1, internal=False, position=n),
            )

    def test_messages_of_both_sides_and_notes_keep_their_files(self, services: Services, ticket: Ticket) -> None:
        by_carla, by_ada, internal_file = (
            makers.an_upload(services),
            makers.an_upload(services, by=ADA),
            makers.an_upload(services, by=ADA),
        )

        ticket = makers.answered(services, ticket, attachments=[by_carla.id])
        assert last(services, ticket.number).attachments == (by_carla.attachment,)
        ticket = makers.replied(services, ticket, attachments=[by_ada.id])
        assert last(services, ticket.number).attachments == (by_ada.attachment,)
        conversation_actions.add_note(
            services, ADA, ticket.id, NewNote(body="Between us", attachments=[internal_file.id])
        )
        assert last(services, ticket.number).attachments == (internal_file.attachment,)
        assert [now(services, each).places[0].internal for each in (by_carla, by_ada, internal_file)] == [
            False,
            False,
            True,
        ]

    def test_timeline_verifies_after_a_file_check(self, desk: Desk) -> None:
        upload = makers.an_upload(desk.services)
        ticket = makers.a_ticket(desk.services, attachments=[upload.id])
        ticket = makers.replied(desk.services, ticket)
        makers.arrived(desk, upload)

        entries = events(desk.services, ticket.number)

        assert entries[0].attachments[0].state is AttachmentState.CLEAN
        assert tickets_chain.first_broken(ticket, entries) is None

    def test_message_with_a_file_is_more_than_thanks(self, services: Services, ticket: Ticket) -> None:
        solved = makers.replied(services, ticket, status=Status.SOLVED)
        assert makers.answered(services, solved, body="Thanks!").status is Status.SOLVED

        upload = makers.an_upload(services)

        assert makers.answered(services, solved, body="Thanks!", attachments=[upload.id]).status is Status.OPEN

    def test_reply_to_closed_ticket_takes_its_files_to_the_follow_up(self, services: Services, ticket: Ticket) -> None:
        makers.closed(services, makers.replied(services, ticket, status=Status.SOLVED))
        upload = makers.an_upload(services)

        new = makers.answered(services, ticket, attachments=[upload.id])

        assert new.number != ticket.number
        assert last(services, new.number).attachments == (upload.attachment,)
        assert [place.ticket for place in now(services, upload).places] == [new.number]

    def test_a_message_with_the_same_key_attaches_once(self, services: Services, ticket: Ticket) -> None:
        upload = makers.an_upload(services)
        idempotency_key = IdempotencyKey.of("k", b"x", "carla", "POST", "/")
        first = conversation_actions.add_message(services, CARLA, ticket.id, message(upload.id), None, idempotency_key)

        second = conversation_actions.add_message(services, CARLA, ticket.id, message(upload.id), None, idempotency_key)

        assert (second.replayed, second.events) == (True, first.events)
        assert len(now(services, upload).places) == 1

    def test_repeated_ticket_request_attaches_its_files_once(self, services: Services) -> None:
        upload = makers.an_upload(services)
        idempotency_key = IdempotencyKey.of("k", b"x", "carla", "POST", "/")
        new = NewTicket(subject="s", body="b", attachments=[upload.id])
        first = tickets_actions.create(services, CARLA, new, idempotency_key)

        second = tickets_actions.create(services, CARLA, new, idempotency_key)

        assert (second.replayed, second.ticket.number) == (True, first.ticket.number)
        assert len(now(services, upload).places) == 1


class TestCheckAndMessage:
    @pytest.mark.parametrize("content", [None, EXE])
    def test_file_checked_before_its_message_is_shown_with_its_state(self, desk: Desk, content: bytes | None) -> None:
        upload = makers.an_upload(desk.services)
        checked = makers.arrived(desk, upload, **({"content": content} if content else {}))
        ticket = makers.a_ticket(desk.services, attachments=[upload.id])

        assert last(desk.services, ticket.number).attachments == (checked.attachment,)
        assert now(desk.services, upload).state is checked.state is not AttachmentState.WAITING

    @pytest.mark.parametrize("content", [None, EXE])
    def test_file_checked_after_its_message_is_shown_with_its_state(self, desk: Desk, content: bytes | None) -> None:
        upload = makers.an_upload(desk.services)
        ticket = makers.a_ticket(desk.services, attachments=[upload.id])
        checked = makers.arrived(desk, upload, **({"content": content} if content else {}))

        assert last(desk.services, ticket.number).attachments == (checked.attachment,)
        assert now(desk.services, upload).state is checked.state is not AttachmentState.WAITING
        assert now(desk.services, upload).places != ()

    def test_a_check_between_reading_and_writing_is_read_again(self, desk: Desk, ticket: Ticket) -> None:
        services, upload = desk.services, makers.an_upload(desk.services)
        seen = attachments.load_uploads(services, CARLA, [upload.id])
        makers.arrived(desk, upload)
        event = last(services, ticket.number).with_data(attachments=attachments.as_attachments(seen))
        changeset = attachments.with_files(services, tickets_transaction.Changeset(ticket, (event,)), seen)

        with pytest.raises(ConditionFailed):
            services.dynamo.transact(changeset.extra_writes)

        after = makers.answered(services, ticket, attachments=[upload.id])
        assert last(services, after.number).attachments[0].state is AttachmentState.CLEAN

    def test_two_checks_in_one_message_do_not_undo_each_other(self, desk: Desk) -> None:
        one, two = makers.an_upload(desk.services), makers.an_upload(desk.services)
        ticket = makers.a_ticket(desk.services, attachments=[one.id, two.id])

        makers.arrived(desk, two, content=EXE)
        makers.arrived(desk, one)

        states = [each.state for each in last(desk.services, ticket.number).attachments]
        assert states == [AttachmentState.CLEAN, AttachmentState.REFUSED]

    def test_check_result_is_written_everywhere_or_nowhere(self, services: Services) -> None:
        upload = makers.an_upload(services)
        lost = AttachmentLocation(ticket=10_001, rev=1, internal=False, position=0)
        services.dynamo.transact(attachments_actions.attach_writes(services, {upload.id: upload}, {upload.id: [lost]}))

        with pytest.raises(Unavailable):
            attachments.record_verdict(services, upload.id, Verdict())

        assert now(services, upload).state is AttachmentState.WAITING

    def test_result_of_a_file_check_is_final(self, desk: Desk) -> None:
        upload = makers.arrived(desk, makers.an_upload(desk.services))

        attachments.record_verdict(desk.services, upload.id, Verdict(reason=None, digest="other"))
        attachments.record_verdict(desk.services, "nothing", Verdict())

        assert now(desk.services, upload) == upload


class TestOwnership:
    @pytest.mark.parametrize("kind", ["ticket", "message", "reply", "note"])
    def test_upload_of_another_person_cannot_be_attached(self, services: Services, ticket: Ticket, kind: str) -> None:
        foreign = makers.an_upload(services, by=MALLORY)
        before = events(services, ticket.number)

        for id_ in (foreign.id, "no-such-upload"):
            with pytest.raises(Invalid) as refused:
                self.send(services, ticket, kind, id_)
            assert refused.value.facts["errors"] == [
                {"pointer": "/attachments/0", "detail": "There is no such upload, or it is not yours."}
            ]

        assert now(services, foreign) == foreign
        assert events(services, ticket.number) == before
        assert tickets_store.find(services, ticket.number + 1) is None

    def send(self, services: Services, ticket: Ticket, kind: str, id_: str) -> None:
        if kind == "ticket":
            makers.a_ticket(services, attachments=[id_])
        elif kind == "message":
            makers.answered(services, ticket, attachments=[id_])
        elif kind == "reply":
            makers.replied(services, ticket, attachments=[id_])
        else:
            conversation_actions.add_note(services, ADA, ticket.id, NewNote(body="x", attachments=[id_]))

    def test_one_upload_of_another_person_refuses_the_whole_message(self, services: Services, ticket: Ticket) -> None:
        mine, foreign = makers.an_upload(services), makers.an_upload(services, by=MALLORY)

        with pytest.raises(Invalid):
            makers.answered(services, ticket, attachments=[mine.id, foreign.id])

        assert now(services, mine) == mine
        makers.answered(services, ticket, attachments=[mine.id])

    def test_file_can_be_attached_to_one_message_only(self, services: Services, ticket: Ticket) -> None:
        upload = makers.an_upload(services)
        makers.answered(services, ticket, attachments=[upload.id])

        with pytest.raises(Invalid, match="did not validate") as refused:
            makers.answered(services, ticket, attachments=[upload.id])

        assert "another message" in refused.value.facts["errors"][0]["detail"]

    @pytest.mark.parametrize(
        "ids", [[f"u{n}" for n in range(21)], [f"u{n}" for n in range(500)], ["a", "a"], ["../x"], [""]]
    )
    def test_more_than_twenty_or_repeated_attachments_are_refused(self, ids: list[str]) -> None:
        for form in (NewMessage, NewNote):
            with pytest.raises(ValueError, match="attachments"):
                form(body="x", attachments=ids)

    def test_twenty_files_can_be_attached(self, services: Services, ticket: Ticket) -> None:
        twenty = [makers.an_upload(services).id for _ in range(20)]

        after = makers.answered(services, ticket, attachments=twenty)

        assert [each.id for each in last(services, after.number).attachments] == twenty


class TestUndo:
    @pytest.fixture(autouse=True)
    def _held(self, services: Services) -> None:
        configuration_actions.replace_all(services, HELD)

    def test_files_of_an_undone_reply_can_be_attached_again(self, desk: Desk, ticket: Ticket) -> None:
        services = desk.services
        upload = makers.an_upload(services, by=ADA)
        after = makers.replied(services, ticket, attachments=[upload.id])
        makers.arrived(desk, upload)

        draft = undo.withdraw(services, ADA, ticket.id, last(services, after.number).id)

        assert [each.id for each in draft.attachments] == [upload.id]
        assert (now(services, upload).places, now(services, upload).state) == ((), AttachmentState.CLEAN)
        again = makers.replied(
            services, tickets_transaction.ticket_for(services, ADA, ticket.id), attachments=[upload.id]
        )
        assert last(services, again.number).attachments[0].state is AttachmentState.CLEAN

    def test_files_of_an_undone_reply_are_deleted_a_day_later(self, desk: Desk, ticket: Ticket) -> None:
        services = desk.services
        upload = makers.an_upload(services, by=ADA)
        desk.clock.advance(hours=20)
        after = makers.replied(services, ticket, attachments=[upload.id])
        undo.withdraw(services, ADA, ticket.id, last(services, after.number).id)
        desk.clock.advance(hours=20)
        assert attachments_actions.delete_abandoned(services) == 0

        desk.clock.advance(hours=4)

        assert attachments_actions.delete_abandoned(services) == 1

    def test_file_check_that_ends_during_an_undo_is_retained(self, desk: Desk, ticket: Ticket) -> None:
        services = desk.services
        upload = makers.an_upload(services, by=ADA)
        after = makers.replied(services, ticket, attachments=[upload.id])
        undo.withdraw(services, ADA, ticket.id, last(services, after.number).id)

        assert makers.arrived(desk, upload).state is AttachmentState.CLEAN

    def test_undone_message_shows_no_files(self, services: Services, ticket: Ticket) -> None:
        upload = makers.an_upload(services, by=ADA)
        after = makers.replied(services, ticket, attachments=[upload.id])
        undo.withdraw(services, ADA, ticket.id, last(services, after.number).id)

        from chalicelib.tickets.views import attachment_views

        withdrawn = next(event for event in events(services, ticket.number) if event.withdrawn)
        assert withdrawn.attachments
        assert attachment_views(withdrawn) == []
        assert not may(services, ADA, upload)

    def test_customer_cannot_download_files_of_an_undoable_reply(self, desk: Desk, ticket: Ticket) -> None:
        services = desk.services
        upload = makers.an_upload(services, by=ADA)
        makers.replied(services, ticket, attachments=[upload.id])
        makers.arrived(desk, upload)
        assert (may(services, CARLA, upload), may(services, ALAN, upload)) == (False, True)

        desk.clock.advance(ms=10_000)

        assert may(services, CARLA, upload)

    def test_timeline_with_unfinished_files_or_undo_is_provisional(self, desk: Desk, ticket: Ticket) -> None:
        services = desk.services
        upload = makers.an_upload(services, by=ADA)
        makers.replied(services, ticket, attachments=[upload.id])
        assert timeline.timeline_page(services, CARLA, ticket.id, TimelineQuery()).provisional
        desk.clock.advance(ms=10_000)
        assert timeline.timeline_page(services, CARLA, ticket.id, TimelineQuery()).provisional

        makers.arrived(desk, upload)

        assert not timeline.timeline_page(services, CARLA, ticket.id, TimelineQuery()).provisional

    def test_number_of_recipients_times_files_is_limited(self) -> None:
        attachments.check_file_count(20, 19)
        with pytest.raises(Invalid, match="did not validate"):
            attachments.check_file_count(20, 20)
        attachments.check_file_count(16, 20)


class TestSeveralTickets:
    def merged(self, services: Services) -> tuple[Ticket, Ticket]:
        """Mallory's ticket was merged into Carla's."""
        survivor, merged_ticket = makers.a_ticket(services), makers.a_ticket(services, by=MALLORY)
        relations_actions.merge(services, ADA, merged_ticket.id, survivor.id, merged_ticket.version)
        return tickets_transaction.ticket_for(services, ADA, survivor.id), tickets_transaction.ticket_for(
            services, ADA, merged_ticket.id
        )

    def test_copies_of_a_message_give_access_to_its_files(self, desk: Desk) -> None:
        services = desk.services
        survivor, merged_ticket = self.merged(services)
        upload = makers.an_upload(services, by=ADA)
        conversation_actions.add_message(
            services, ADA, survivor.id, message(upload.id, extra_writes=[merged_ticket.id]), survivor.version
        )

        makers.arrived(desk, upload)

        for number in (survivor.number, merged_ticket.number):
            assert last(services, number).attachments[0].state is AttachmentState.CLEAN
        assert [may(services, who, upload) for who in (CARLA, MALLORY, ADA)] == [True, True, True]

    def test_undo_removes_the_files_from_all_copies(self, desk: Desk) -> None:
        services = desk.services
        configuration_actions.replace_all(services, HELD)
        survivor, merged_ticket = self.merged(services)
        upload = makers.an_upload(services, by=ADA)
        result = conversation_actions.add_message(
            services, ADA, survivor.id, message(upload.id, extra_writes=[merged_ticket.id]), survivor.version
        )
        assert len(now(services, upload).places) == 2

        undo.withdraw(services, ADA, survivor.id, result.events[0].id)

        assert now(services, upload).places == ()

    def test_file_sent_to_a_merged_ticket_is_shown_in_the_target(self, desk: Desk) -> None:
        services = desk.services
        survivor, merged_ticket = self.merged(services)
        upload = makers.an_upload(services, by=MALLORY)

        makers.answered(services, merged_ticket, by=MALLORY, attachments=[upload.id])
        makers.arrived(desk, upload)

        event = last(services, survivor.number)
        assert (event.type, event.attachments[0].state) == (EventType.MERGED_TICKET_REPLIED, AttachmentState.CLEAN)
        assert [may(services, who, upload) for who in (CARLA, MALLORY, ADA)] == [False, True, True]

    def test_reader_of_the_target_can_download_files_of_merged_tickets(self, desk: Desk) -> None:
        services = desk.services
        closed_team = SHOP.model_copy(update={"teams": (*SHOP.teams, Team(id="law", name="Law", open=False))})
        configuration_actions.replace_all(services, closed_team)
        upload = makers.arrived(desk, makers.an_upload(services, by=MALLORY))
        merged_ticket = makers.a_ticket(services, by=MALLORY, attachments=[upload.id])
        services.core.write(services.core.change(f"T#{merged_ticket.number}", "#", "SET #team = :team", team="law"))
        survivor = makers.a_ticket(services)
        assert not may(services, ADA, upload)

        relations_actions.merge(services, ROOT, merged_ticket.id, survivor.id, merged_ticket.version)

        assert [may(services, who, upload) for who in (ADA, CARLA, MALLORY)] == [True, False, True]

    def test_files_of_a_split_message_are_in_both_tickets(self, desk: Desk) -> None:
        services = desk.services
        upload = makers.an_upload(services)
        ticket = makers.a_ticket(services, attachments=[upload.id])

        result = relations_actions.split(
            services, ADA, ticket.id, Split(event=f"{ticket.id}-1", subject="Another matter"), ticket.version
        )
        new = int(str(result.events[-1].other))
        makers.arrived(desk, upload)

        for number in (ticket.number, new):
            assert events(services, number)[0].attachments[0].state is AttachmentState.CLEAN
        services.core.write(services.core.remove(f"T#{ticket.number}", "#"))
        assert may(services, CARLA, upload)

    def test_split_after_a_file_check_keeps_the_state(self, desk: Desk) -> None:
        services = desk.services
        upload = makers.an_upload(services)
        ticket = makers.a_ticket(services, attachments=[upload.id])
        makers.arrived(desk, upload)

        result = relations_actions.split(
            services, ADA, ticket.id, Split(event=f"{ticket.id}-1", subject="Another matter"), ticket.version
        )

        assert last(services, int(str(result.events[-1].other))).attachments[0].state is AttachmentState.CLEAN

    def test_message_with_an_unknown_file_can_be_split(self, services: Services) -> None:
        shown, known = attachments.reload_attachments(
            services, [Attachment(id="old", name="a.pdf", size=1, type="application/pdf")]
        )

        assert ([each.id for each in shown], known) == (["old"], {})


class TestDownloading:
    def test_reader_of_a_message_gets_a_download_address(self, desk: Desk) -> None:
        upload = makers.arrived(desk, makers.an_upload(desk.services))
        makers.a_ticket(desk.services, attachments=[upload.id])

        for who in (CARLA, ADA, ROOT):
            assert f"clean/{upload.id}" in downloads.download(desk.services, who, upload.id)

    def test_file_of_others_looks_like_a_missing_one(self, desk: Desk) -> None:
        upload = makers.arrived(desk, makers.an_upload(desk.services))
        makers.a_ticket(desk.services, attachments=[upload.id])
        answers = set()

        for who, id_ in ((MALLORY, upload.id), (MALLORY, "nothing"), (CARLA, "nothing"), (CARLA, "../x")):
            with pytest.raises(NotFound) as refused:
                downloads.download(desk.services, who, id_)
            answers.add(refused.value.detail)

        assert len(answers) == 1

    def test_unattached_file_cannot_be_downloaded(self, desk: Desk) -> None:
        upload = makers.arrived(desk, makers.an_upload(desk.services))

        assert not may(desk.services, CARLA, upload)

    def test_files_of_a_note_are_for_agents_only(self, desk: Desk, ticket: Ticket) -> None:
        upload = makers.arrived(desk, makers.an_upload(desk.services, by=ADA))
        conversation_actions.add_note(desk.services, ADA, ticket.id, NewNote(body="x", attachments=[upload.id]))

        assert [may(desk.services, who, upload) for who in (CARLA, ADA, ALAN)] == [False, True, True]

    def test_agent_as_requester_downloads_as_a_customer(self, desk: Desk) -> None:
        private = SHOP.model_copy(update={"teams": (*SHOP.teams[1:], SHOP.teams[0].model_copy(update={"open": False}))})
        configuration_actions.replace_all(desk.services, private)
        ticket = makers.a_ticket(desk.services, by=ADA)
        upload = makers.arrived(desk, makers.an_upload(desk.services, by=ROOT))
        conversation_actions.add_note(desk.services, ROOT, ticket.id, NewNote(body="x", attachments=[upload.id]))

        assert not may(desk.services, ADA, upload)

    def test_unchecked_and_refused_files_cannot_be_downloaded(self, desk: Desk) -> None:
        waiting, refused = makers.an_upload(desk.services), makers.an_upload(desk.services)
        makers.arrived(desk, refused, content=EXE)
        makers.a_ticket(desk.services, attachments=[waiting.id, refused.id])

        with pytest.raises(Conflict, match="still being checked"):
            downloads.download(desk.services, CARLA, waiting.id)
        with pytest.raises(Conflict, match="refused"):
            downloads.download(desk.services, CARLA, refused.id)
        assert not may(desk.services, MALLORY, refused)
