"""Files in messages: whoever is first, the message or the check, both end up saying the same."""

from collections.abc import Sequence

import pytest

from chalicelib.attachments import actions as uploads
from chalicelib.attachments.model import Attachment, Place, State, Upload, Verdict
from chalicelib.configuration import actions as configuration
from chalicelib.configuration.model import Team
from chalicelib.people.model import Caller
from chalicelib.plumbing.dynamo import ConditionFailed
from chalicelib.plumbing.errors import Conflict, Invalid, NotFound, Unavailable
from chalicelib.plumbing.once import Once
from chalicelib.plumbing.services import Services
from chalicelib.relations import actions as relations
from chalicelib.tickets import actions, attaching, chain, downloads, store, timeline, undo
from chalicelib.tickets.forms import NewMessage, NewNote, NewTicket, TimelineQuery
from chalicelib.tickets.model import Event, EventType, Status, Ticket
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
    return store.events_after(services, number, 0)


def last(services: Services, number: int) -> Event:
    return events(services, number)[-1]


def now(services: Services, upload: Upload) -> Upload:
    found = uploads.find(services, upload.id)
    assert found is not None
    return found


def message(*ids: str, body: str = "Here it is.", also: Sequence[str] = ()) -> NewMessage:
    return NewMessage(body=body, attachments=list(ids), also=list(also))


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
            assert now(services, each).places == (Place(ticket=ticket.number, rev=1, internal=False, position=n),)

    def test_messages_of_both_sides_and_notes_keep_their_files(self, services: Services, ticket: Ticket) -> None:
        by_carla, by_ada, aside = (
            makers.an_upload(services),
            makers.an_upload(services, by=ADA),
            makers.an_upload(services, by=ADA),
        )

        ticket = makers.answered(services, ticket, attachments=[by_carla.id])
        assert last(services, ticket.number).attachments == (by_carla.attachment,)
        ticket = makers.replied(services, ticket, attachments=[by_ada.id])
        assert last(services, ticket.number).attachments == (by_ada.attachment,)
        actions.add_note(services, ADA, ticket.id, NewNote(body="Between us", attachments=[aside.id]))
        assert last(services, ticket.number).attachments == (aside.attachment,)
        assert [now(services, each).places[0].internal for each in (by_carla, by_ada, aside)] == [False, False, True]

    def test_timeline_verifies_after_a_file_check(self, desk: Desk) -> None:
        upload = makers.an_upload(desk.services)
        ticket = makers.a_ticket(desk.services, attachments=[upload.id])
        ticket = makers.replied(desk.services, ticket)
        makers.arrived(desk, upload)

        told = events(desk.services, ticket.number)

        assert told[0].attachments[0].state is State.CLEAN
        assert chain.first_broken(ticket, told) is None

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
        once = Once.of("k", b"x", "carla", "POST", "/")
        first = actions.add_message(services, CARLA, ticket.id, message(upload.id), None, once)

        second = actions.add_message(services, CARLA, ticket.id, message(upload.id), None, once)

        assert (second.replayed, second.events) == (True, first.events)
        assert len(now(services, upload).places) == 1

    def test_repeated_ticket_request_attaches_its_files_once(self, services: Services) -> None:
        upload = makers.an_upload(services)
        once = Once.of("k", b"x", "carla", "POST", "/")
        new = NewTicket(subject="s", body="b", attachments=[upload.id])
        first = actions.create(services, CARLA, new, once)

        second = actions.create(services, CARLA, new, once)

        assert (second.replayed, second.ticket.number) == (True, first.ticket.number)
        assert len(now(services, upload).places) == 1


class TestCheckAndMessage:
    @pytest.mark.parametrize("content", [None, EXE])
    def test_file_checked_before_its_message_is_shown_with_its_state(self, desk: Desk, content: bytes | None) -> None:
        upload = makers.an_upload(desk.services)
        checked = makers.arrived(desk, upload, **({"content": content} if content else {}))
        ticket = makers.a_ticket(desk.services, attachments=[upload.id])

        assert last(desk.services, ticket.number).attachments == (checked.attachment,)
        assert now(desk.services, upload).state is checked.state is not State.WAITING

    @pytest.mark.parametrize("content", [None, EXE])
    def test_file_checked_after_its_message_is_shown_with_its_state(self, desk: Desk, content: bytes | None) -> None:
        upload = makers.an_upload(desk.services)
        ticket = makers.a_ticket(desk.services, attachments=[upload.id])
        checked = makers.arrived(desk, upload, **({"content": content} if content else {}))

        assert last(desk.services, ticket.number).attachments == (checked.attachment,)
        assert now(desk.services, upload).state is checked.state is not State.WAITING
        assert now(desk.services, upload).places != ()

    def test_a_check_between_reading_and_writing_is_read_again(self, desk: Desk, ticket: Ticket) -> None:
        services, upload = desk.services, makers.an_upload(desk.services)
        seen = attaching.enclosed(services, CARLA, [upload.id])
        makers.arrived(desk, upload)
        event = last(services, ticket.number).with_data(attachments=attaching.attached(seen))
        act = attaching.with_files(services, actions.Act(ticket, (event,)), seen)

        with pytest.raises(ConditionFailed):
            services.dynamo.transact(act.also)

        after = makers.answered(services, ticket, attachments=[upload.id])
        assert last(services, after.number).attachments[0].state is State.CLEAN

    def test_two_checks_in_one_message_do_not_undo_each_other(self, desk: Desk) -> None:
        one, two = makers.an_upload(desk.services), makers.an_upload(desk.services)
        ticket = makers.a_ticket(desk.services, attachments=[one.id, two.id])

        makers.arrived(desk, two, content=EXE)
        makers.arrived(desk, one)

        states = [each.state for each in last(desk.services, ticket.number).attachments]
        assert states == [State.CLEAN, State.REFUSED]

    def test_check_result_is_written_everywhere_or_nowhere(self, services: Services) -> None:
        upload = makers.an_upload(services)
        lost = Place(ticket=10_001, rev=1, internal=False, position=0)
        services.dynamo.transact(uploads.shown(services, {upload.id: upload}, {upload.id: [lost]}))

        with pytest.raises(Unavailable):
            attaching.settle(services, upload.id, Verdict())

        assert now(services, upload).state is State.WAITING

    def test_result_of_a_file_check_is_final(self, desk: Desk) -> None:
        upload = makers.arrived(desk, makers.an_upload(desk.services))

        attaching.settle(desk.services, upload.id, Verdict(reason=None, digest="other"))
        attaching.settle(desk.services, "nothing", Verdict())

        assert now(desk.services, upload) == upload


class TestOwnership:
    @pytest.mark.parametrize("kind", ["ticket", "message", "reply", "note"])
    def test_upload_of_another_person_cannot_be_attached(self, services: Services, ticket: Ticket, kind: str) -> None:
        theirs = makers.an_upload(services, by=MALLORY)
        before = events(services, ticket.number)

        for id_ in (theirs.id, "no-such-upload"):
            with pytest.raises(Invalid) as refused:
                self.send(services, ticket, kind, id_)
            assert refused.value.facts["errors"] == [
                {"pointer": "/attachments/0", "detail": "There is no such upload, or it is not yours."}
            ]

        assert now(services, theirs) == theirs
        assert events(services, ticket.number) == before
        assert store.find(services, ticket.number + 1) is None

    def send(self, services: Services, ticket: Ticket, kind: str, id_: str) -> None:
        if kind == "ticket":
            makers.a_ticket(services, attachments=[id_])
        elif kind == "message":
            makers.answered(services, ticket, attachments=[id_])
        elif kind == "reply":
            makers.replied(services, ticket, attachments=[id_])
        else:
            actions.add_note(services, ADA, ticket.id, NewNote(body="x", attachments=[id_]))

    def test_one_upload_of_another_person_refuses_the_whole_message(self, services: Services, ticket: Ticket) -> None:
        mine, theirs = makers.an_upload(services), makers.an_upload(services, by=MALLORY)

        with pytest.raises(Invalid):
            makers.answered(services, ticket, attachments=[mine.id, theirs.id])

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
        configuration.set_up(services, HELD)

    def test_files_of_an_undone_reply_can_be_attached_again(self, desk: Desk, ticket: Ticket) -> None:
        services = desk.services
        upload = makers.an_upload(services, by=ADA)
        after = makers.replied(services, ticket, attachments=[upload.id])
        makers.arrived(desk, upload)

        draft = undo.withdraw(services, ADA, ticket.id, last(services, after.number).id)

        assert [each.id for each in draft.attachments] == [upload.id]
        assert (now(services, upload).places, now(services, upload).state) == ((), State.CLEAN)
        again = makers.replied(services, actions.ticket_for(services, ADA, ticket.id), attachments=[upload.id])
        assert last(services, again.number).attachments[0].state is State.CLEAN

    def test_files_of_an_undone_reply_are_deleted_a_day_later(self, desk: Desk, ticket: Ticket) -> None:
        services = desk.services
        upload = makers.an_upload(services, by=ADA)
        desk.clock.advance(hours=20)
        after = makers.replied(services, ticket, attachments=[upload.id])
        undo.withdraw(services, ADA, ticket.id, last(services, after.number).id)
        desk.clock.advance(hours=20)
        assert uploads.forget_abandoned(services) == 0

        desk.clock.advance(hours=4)

        assert uploads.forget_abandoned(services) == 1

    def test_file_check_that_ends_during_an_undo_is_kept(self, desk: Desk, ticket: Ticket) -> None:
        services = desk.services
        upload = makers.an_upload(services, by=ADA)
        after = makers.replied(services, ticket, attachments=[upload.id])
        undo.withdraw(services, ADA, ticket.id, last(services, after.number).id)

        assert makers.arrived(desk, upload).state is State.CLEAN

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
        assert timeline.timeline(services, CARLA, ticket.id, TimelineQuery()).provisional
        desk.clock.advance(ms=10_000)
        assert timeline.timeline(services, CARLA, ticket.id, TimelineQuery()).provisional

        makers.arrived(desk, upload)

        assert not timeline.timeline(services, CARLA, ticket.id, TimelineQuery()).provisional

    def test_number_of_recipients_times_files_is_limited(self) -> None:
        attaching.check_takes_all(20, 19)
        with pytest.raises(Invalid, match="did not validate"):
            attaching.check_takes_all(20, 20)
        attaching.check_takes_all(16, 20)


class TestSeveralTickets:
    def merged(self, services: Services) -> tuple[Ticket, Ticket]:
        """Mallory's ticket was merged into Carla's."""
        survivor, part = makers.a_ticket(services), makers.a_ticket(services, by=MALLORY)
        relations.merge(services, ADA, part.id, survivor.id, part.version)
        return actions.ticket_for(services, ADA, survivor.id), actions.ticket_for(services, ADA, part.id)

    def test_copies_of_a_message_give_access_to_its_files(self, desk: Desk) -> None:
        services = desk.services
        survivor, part = self.merged(services)
        upload = makers.an_upload(services, by=ADA)
        actions.add_message(services, ADA, survivor.id, message(upload.id, also=[part.id]), survivor.version)

        makers.arrived(desk, upload)

        for number in (survivor.number, part.number):
            assert last(services, number).attachments[0].state is State.CLEAN
        assert [may(services, who, upload) for who in (CARLA, MALLORY, ADA)] == [True, True, True]

    def test_undo_removes_the_files_from_all_copies(self, desk: Desk) -> None:
        services = desk.services
        configuration.set_up(services, HELD)
        survivor, part = self.merged(services)
        upload = makers.an_upload(services, by=ADA)
        done = actions.add_message(services, ADA, survivor.id, message(upload.id, also=[part.id]), survivor.version)
        assert len(now(services, upload).places) == 2

        undo.withdraw(services, ADA, survivor.id, done.events[0].id)

        assert now(services, upload).places == ()

    def test_file_sent_to_a_merged_ticket_is_shown_in_the_target(self, desk: Desk) -> None:
        services = desk.services
        survivor, part = self.merged(services)
        upload = makers.an_upload(services, by=MALLORY)

        makers.answered(services, part, by=MALLORY, attachments=[upload.id])
        makers.arrived(desk, upload)

        told = last(services, survivor.number)
        assert (told.type, told.attachments[0].state) == (EventType.PART_REPLIED, State.CLEAN)
        assert [may(services, who, upload) for who in (CARLA, MALLORY, ADA)] == [False, True, True]

    def test_reader_of_the_target_can_download_files_of_merged_tickets(self, desk: Desk) -> None:
        services = desk.services
        closed_team = SHOP.model_copy(update={"teams": (*SHOP.teams, Team(id="law", name="Law", open=False))})
        configuration.set_up(services, closed_team)
        upload = makers.arrived(desk, makers.an_upload(services, by=MALLORY))
        part = makers.a_ticket(services, by=MALLORY, attachments=[upload.id])
        services.core.write(services.core.change(f"T#{part.number}", "#", "SET #team = :team", team="law"))
        survivor = makers.a_ticket(services)
        assert not may(services, ADA, upload)

        relations.merge(services, ROOT, part.id, survivor.id, part.version)

        assert [may(services, who, upload) for who in (ADA, CARLA, MALLORY)] == [True, False, True]

    def test_files_of_a_split_message_are_in_both_tickets(self, desk: Desk) -> None:
        services = desk.services
        upload = makers.an_upload(services)
        ticket = makers.a_ticket(services, attachments=[upload.id])

        done = relations.split(services, ADA, ticket.id, f"{ticket.id}-1", "Another matter", ticket.version)
        new = int(str(done.events[-1].other))
        makers.arrived(desk, upload)

        for number in (ticket.number, new):
            assert events(services, number)[0].attachments[0].state is State.CLEAN
        services.core.write(services.core.remove(f"T#{ticket.number}", "#"))
        assert may(services, CARLA, upload)

    def test_split_after_a_file_check_keeps_the_state(self, desk: Desk) -> None:
        services = desk.services
        upload = makers.an_upload(services)
        ticket = makers.a_ticket(services, attachments=[upload.id])
        makers.arrived(desk, upload)

        done = relations.split(services, ADA, ticket.id, f"{ticket.id}-1", "Another matter", ticket.version)

        assert last(services, int(str(done.events[-1].other))).attachments[0].state is State.CLEAN

    def test_message_with_an_unknown_file_can_be_split(self, services: Services) -> None:
        shown, known = attaching.again(services, [Attachment(id="old", name="a.pdf", size=1, type="application/pdf")])

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
        actions.add_note(desk.services, ADA, ticket.id, NewNote(body="x", attachments=[upload.id]))

        assert [may(desk.services, who, upload) for who in (CARLA, ADA, ALAN)] == [False, True, True]

    def test_agent_as_requester_downloads_as_a_customer(self, desk: Desk) -> None:
        private = SHOP.model_copy(update={"teams": (*SHOP.teams[1:], SHOP.teams[0].model_copy(update={"open": False}))})
        configuration.set_up(desk.services, private)
        ticket = makers.a_ticket(desk.services, by=ADA)
        upload = makers.arrived(desk, makers.an_upload(desk.services, by=ROOT))
        actions.add_note(desk.services, ROOT, ticket.id, NewNote(body="x", attachments=[upload.id]))

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
