"""What a link from a mail opens: one ticket and one purpose, for whom it was made; once, where it changes anything."""

import secrets

import pytest

from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewNote
from chalicelib.links.tokens import ACCESS_MS, LIFETIME_MS, Purpose, link_of
from chalicelib.people import actions as people_actions
from chalicelib.people import transaction as people_transaction
from chalicelib.people.model import NOTICES
from chalicelib.plumbing import seals
from chalicelib.plumbing.clock import DAY
from chalicelib.relations import actions as relations_actions
from chalicelib.tickets import store as tickets_store
from chalicelib.tickets.event_specs import EventType
from chalicelib.tickets.model import Status, Ticket
from tests import makers
from tests.cast import ADA, CARLA, MALLORY
from tests.client import call, get, post
from tests.conftest import Desk
from tests.links.conftest import Letters

TICKETS = [Purpose.VIEW, Purpose.KEEP_OPEN, Purpose.SOLVE, Purpose.RATE]
ACTS = {
    "keep-open": Purpose.KEEP_OPEN,
    "solve": Purpose.SOLVE,
    "rate": Purpose.RATE,
    "ticket": Purpose.VIEW,
    "messages": Purpose.VIEW,
    "attachment": Purpose.VIEW,
    "unsubscribe": Purpose.UNSUBSCRIBE,
    "confirm": Purpose.CONFIRM,
}
MORE: dict[str, dict[str, object]] = {
    "rate": {"score": 5},
    "messages": {"body": "Hello"},
    "attachment": {"attachment": "x"},
}


def now(desk: Desk, ticket: Ticket) -> Ticket:
    found = tickets_store.find(desk.services, ticket.number, consistent=True)
    assert found is not None
    return found


def solved(desk: Desk) -> Ticket:
    return makers.replied(desk.services, makers.a_ticket(desk.services), status=Status.SOLVED)


def pending(desk: Desk) -> Ticket:
    return makers.replied(desk.services, makers.a_ticket(desk.services), status=Status.PENDING)


class TestExchange:
    def test_exchanging_a_link_shows_only_what_its_purpose_needs(self, desk: Desk, letters: Letters) -> None:
        ticket = makers.a_ticket(desk.services, subject="Where is my parcel?")

        answer = letters.exchange(letters.token(Purpose.RATE, ticket, about="4"))

        assert answer.status == 200
        assert answer.json.keys() == {"purpose", "access", "expires_in", "ticket", "kind", "score"}
        assert (answer.json["purpose"], answer.json["score"], answer.json["expires_in"]) == ("rate", 4, 900)
        glance = {"id": ticket.id, "number": ticket.number, "subject": "Where is my parcel?", "status": "new"}
        assert answer.json["ticket"] == glance

    @pytest.mark.parametrize("token", ["x", "A" * 900, "", "Zm9v"])
    def test_unknown_token_is_not_found(self, letters: Letters, token: str) -> None:
        assert letters.exchange(token).status == (422 if token == "" else 404)

    @pytest.mark.parametrize("purpose", Purpose)
    def test_expired_link_is_gone(self, desk: Desk, letters: Letters, purpose: Purpose) -> None:
        about = "reminder" if purpose is Purpose.UNSUBSCRIBE else ""
        token = letters.token(purpose, makers.a_ticket(desk.services), about=about)
        desk.clock.advance(ms=LIFETIME_MS[purpose] - 1_000)
        assert letters.exchange(token).status == 200
        desk.clock.advance(ms=1_000)

        answer = letters.exchange(token)

        assert (answer.status, answer.json["reason"], answer.json["purpose"]) == (410, "expired", purpose)

    @pytest.mark.parametrize("purpose", TICKETS)
    def test_link_to_another_persons_ticket_is_not_found(self, desk: Desk, letters: Letters, purpose: Purpose) -> None:
        ticket = makers.a_ticket(desk.services)
        missing = letters.exchange(letters.token(purpose, ticket.model_copy(update={"number": 99})))
        theirs = letters.exchange(letters.token(purpose, ticket, to="mallory"))
        assert (missing.status, theirs.status) == (404, 404)

    def test_link_of_a_deactivated_person_is_not_found(self, desk: Desk, letters: Letters) -> None:
        ticket = makers.a_ticket(desk.services)
        token, access = letters.token(Purpose.VIEW, ticket), letters.access(letters.token(Purpose.VIEW, ticket))
        carla = people_actions.person_now(desk.services, "carla")
        assert carla is not None
        gone = carla.model_copy(update={"active": False, "version": carla.version + 1})
        people_transaction.change_person(desk.services, carla, gone)

        assert letters.exchange(token).status == 404
        assert letters.press("ticket", access).status == 404
        assert letters.exchange(letters.token(Purpose.VIEW, ticket, to="nobody")).status == 404

    def test_exchanging_tokens_is_rate_limited(self, letters: Letters) -> None:
        tried = [letters.exchange("x").status for _ in range(103)]
        assert tried == [404] * 100 + [429] * 3

    def test_link_of_an_agent_to_their_own_ticket_gives_customer_access_only(
        self, desk: Desk, letters: Letters
    ) -> None:
        ticket = makers.a_ticket(desk.services, by=ADA)
        conversation_actions.add_note(desk.services, ADA, ticket.id, NewNote(body="Between us"))
        answer = letters.act("ticket", letters.token(Purpose.VIEW, ticket, to="ada"))
        assert answer.status == 200
        assert "Between us" not in answer.text
        assert answer.json["ticket"]["allowed"]["note"] is False


class TestScanners:
    """Mail servers open every link before its reader does, some of them in a browser that runs scripts."""

    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    def test_opening_addresses_changes_nothing(self, desk: Desk, letters: Letters, method: str) -> None:
        ticket = solved(desk)
        about = {purpose: letters.token(purpose, ticket, about="reminder") for purpose in Purpose}
        before = len(desk.meter.changes)
        for token in about.values():
            for path in [*ACTS, "exchange"]:
                for _ in range(5):
                    answer = call(None, method, f"/v1/links/{path}?token={token}")
                    assert answer.status in {403, 404, 405}
        assert len(desk.meter.changes) == before
        assert now(desk, ticket).rating is None

    def test_clicking_all_five_stars_and_every_other_link_stores_nothing(self, desk: Desk, letters: Letters) -> None:
        ticket = solved(desk)
        tokens = [letters.token(Purpose.RATE, ticket, rev=2, about=score) for score in "12345"]
        tokens += [letters.token(purpose, ticket, about="reminder") for purpose in Purpose]
        for _ in range(2):
            for token in tokens:
                answer = letters.exchange(token)
                if answer.status == 429:
                    desk.clock.advance(minutes=16)
                    answer = letters.exchange(token)
                assert answer.status == 200

        assert now(desk, ticket) == ticket
        carla = people_actions.person_now(desk.services, "carla")
        assert carla is not None
        assert carla.wants("reminder")
        assert letters.act("rate", tokens[3], score=4).status == 200, "the reader's own click still counts"

    def test_a_token_is_no_pass_and_a_pass_no_token(self, desk: Desk, letters: Letters) -> None:
        ticket = solved(desk)
        token = letters.token(Purpose.SOLVE, ticket)
        assert letters.press("solve", token).status == 404
        assert letters.exchange(letters.access(token)).status == 404

    @pytest.mark.parametrize("path", ACTS)
    def test_a_pass_is_for_one_purpose(self, desk: Desk, letters: Letters, path: str) -> None:
        ticket = solved(desk)
        for purpose in set(Purpose) - {ACTS[path]}:
            access = letters.access(letters.token(purpose, ticket, about="reminder"))
            assert letters.press(path, access, **MORE.get(path, {})).status == 404
        assert now(desk, ticket) == ticket

    def test_a_pass_ends_after_a_quarter_of_an_hour(self, desk: Desk, letters: Letters) -> None:
        access = letters.access(letters.token(Purpose.VIEW, makers.a_ticket(desk.services)))
        desk.clock.advance(ms=ACCESS_MS)
        assert letters.press("ticket", access).status == 410


class TestView:
    def test_view_link_shows_the_ticket_as_its_customer_sees_it(self, desk: Desk, letters: Letters) -> None:
        canary = f"canary{secrets.token_hex(6)}"
        ticket = makers.a_ticket(desk.services)
        upload = makers.arrived(desk, makers.an_upload(desk.services, by=ADA, name=f"{canary}.pdf"))
        note = NewNote(body=f"Between us: {canary}", attachments=[upload.id])
        conversation_actions.add_note(desk.services, ADA, ticket.id, note)
        ticket = makers.replied(desk.services, now(desk, ticket), body="On its way.")
        token = letters.token(Purpose.VIEW, ticket)

        answer = letters.act("ticket", token)

        own = get(CARLA, f"/v1/tickets/{ticket.id}")
        assert answer.json["ticket"] == own.json
        story = get(CARLA, f"/v1/tickets/{ticket.id}/timeline?order=desc")
        assert answer.json["items"] == story.json["items"]
        access = letters.access(token)
        seen = [letters.exchange(token), answer]
        seen += [letters.press("messages", access, body="Thanks, and when?")]
        seen += [letters.press("attachment", access, attachment=upload.id)]
        seen += [letters.press("ticket", access, limit=1), letters.press("ticket", access, limit=100)]
        assert not [each.text for each in seen if canary in each.text + repr(each.headers)]
        assert seen[3].status == 404

    def test_view_link_pages_through_the_timeline(self, desk: Desk, letters: Letters) -> None:
        ticket = makers.replied(desk.services, makers.a_ticket(desk.services))
        access = letters.access(letters.token(Purpose.VIEW, ticket))
        first = letters.press("ticket", access, limit=1).json
        second = letters.press("ticket", access, limit=1, cursor=first["next"]).json
        assert [page["items"][0]["type"] for page in (first, second)] == ["AgentReplied", "TicketCreated"]
        assert second["next"] is None

    def test_view_link_adds_a_message_as_the_requester_once_per_key(self, desk: Desk, letters: Letters) -> None:
        ticket = pending(desk)
        token = letters.token(Purpose.VIEW, ticket)
        for _ in range(2):
            body = {"access": letters.access(token), "body": "Any news?"}
            answer = post(None, "/v1/links/messages", body, Idempotency_Key="k")
            assert (answer.status, answer.json["token"]) == (201, None)

        said = tickets_store.events_after(desk.services, ticket.number, ticket.version)
        assert [(each.type, each.body, each.by.id, each.by.role) for each in said] == [
            (EventType.CUSTOMER_REPLIED, "Any news?", "carla", "customer")
        ]
        assert now(desk, ticket).status is Status.OPEN

    def test_thanks_by_link_stay_in_the_closed_ticket(self, desk: Desk, letters: Letters) -> None:
        ticket = makers.closed(desk.services, makers.a_ticket(desk.services))
        answer = letters.act("messages", letters.token(Purpose.VIEW, ticket), body="Thank you!")
        assert (answer.json["event"]["ticket"], answer.json["token"]) == (ticket.id, None)

    def test_reply_to_closed_ticket_by_link_creates_follow_up(self, desk: Desk, letters: Letters) -> None:
        ticket = makers.closed(desk.services, makers.a_ticket(desk.services))
        answer = letters.act("messages", letters.token(Purpose.VIEW, ticket), body="It is back.")
        follow_up = letters.act("ticket", answer.json["token"]).json["ticket"]
        assert follow_up["links"] == [{"ticket": ticket.id, "kind": "follow_up_of"}]

    def test_view_link_of_a_merged_ticket_leads_to_the_customers_target(self, desk: Desk, letters: Letters) -> None:
        part, survivor = makers.a_ticket(desk.services), makers.a_ticket(desk.services, subject="The parcel")
        relations_actions.merge(desk.services, ADA, part.id, survivor.id, part.version)
        token = letters.token(Purpose.VIEW, part)
        assert letters.act("ticket", token).json["ticket"]["id"] == survivor.id
        said = letters.act("messages", token, body="Hello").json
        assert (said["event"]["ticket"], said["token"]) == (survivor.id, None)

    def test_link_to_a_ticket_merged_into_another_persons_shows_nothing_of_it(
        self, desk: Desk, letters: Letters
    ) -> None:
        part, survivor = makers.a_ticket(desk.services), makers.a_ticket(desk.services, by=MALLORY, subject="Secret")
        relations_actions.merge(desk.services, ADA, part.id, survivor.id, part.version)
        for purpose in TICKETS:
            answer = letters.exchange(letters.token(purpose, part))
            assert answer.json["ticket"]["id"] == part.id
        for answer in (
            letters.act("ticket", letters.token(Purpose.VIEW, part)),
            letters.act("messages", letters.token(Purpose.VIEW, part), body="Hello"),
        ):
            assert answer.status < 300
            assert "Secret" not in answer.text
            assert survivor.id not in answer.text

    def test_view_link_gives_access_to_files_of_its_ticket_only(self, desk: Desk, letters: Letters) -> None:
        ours, other = (makers.arrived(desk, makers.an_upload(desk.services)) for _ in range(2))
        ticket = makers.a_ticket(desk.services, attachments=[ours.id])
        makers.a_ticket(desk.services, attachments=[other.id])
        access = letters.access(letters.token(Purpose.VIEW, ticket))
        assert letters.press("attachment", access, attachment=ours.id).status == 200
        assert letters.press("attachment", access, attachment=other.id).status == 404


class TestOnce:
    def test_keep_open_link_restarts_the_timers_and_is_used_up(self, desk: Desk, letters: Letters) -> None:
        ticket = pending(desk)
        desk.clock.advance(days=4)
        token = letters.token(Purpose.KEEP_OPEN, ticket, rev=3)

        answer = letters.act("keep-open", token)

        assert (answer.json["done"], answer.json["ticket"]["status"]) == (True, "pending")
        assert now(desk, ticket).timers == {"remind": desk.clock.now() + 3 * DAY}
        assert [each["type"] for each in get(CARLA, f"/v1/tickets/{ticket.id}/timeline").json["items"]][
            -1
        ] == "ClosureDeferred"
        assert (letters.exchange(token).status, letters.exchange(token).json["reason"]) == (410, "used")
        assert letters.exchange(letters.token(Purpose.KEEP_OPEN, ticket, rev=9)).status == 200, "the next reminder's"

    def test_keep_open_link_changes_nothing_on_a_solved_ticket(self, desk: Desk, letters: Letters) -> None:
        ticket = solved(desk)
        token = letters.token(Purpose.KEEP_OPEN, ticket)
        for _ in range(2):
            answer = letters.act("keep-open", token)
            assert (answer.status, answer.json["done"], answer.json["ticket"]["status"]) == (200, False, "solved")
        assert now(desk, ticket) == ticket

    def test_solve_link_solves_as_the_customer_once(self, desk: Desk, letters: Letters) -> None:
        ticket = pending(desk)
        token = letters.token(Purpose.SOLVE, ticket)
        access = letters.access(token)
        assert letters.press("solve", access).json["ticket"]["status"] == "solved"
        events = tickets_store.events_after(desk.services, ticket.number, ticket.version)
        assert [(each.type, each.by.id) for each in events] == [(EventType.STATUS_CHANGED, "carla")]
        makers.answered(desk.services, ticket, body="It is back, sadly.")

        assert letters.press("solve", access).status == 410
        assert now(desk, ticket).status is Status.OPEN

    def test_solve_link_is_not_used_up_by_a_solved_ticket(self, desk: Desk, letters: Letters) -> None:
        ticket = solved(desk)
        token = letters.token(Purpose.SOLVE, ticket)
        assert letters.act("solve", token).json["done"] is False
        assert letters.exchange(token).status == 200

    def test_a_closed_ticket_is_not_solved_by_link(self, desk: Desk, letters: Letters) -> None:
        ticket = makers.closed(desk.services, makers.a_ticket(desk.services))
        assert letters.act("solve", letters.token(Purpose.SOLVE, ticket)).status == 409

    def test_first_rating_link_counts_and_uses_up_the_others(self, desk: Desk, letters: Letters) -> None:
        ticket = solved(desk)
        four, five = (letters.token(Purpose.RATE, ticket, rev=3, about=score) for score in "45")
        access = letters.access(five)
        assert letters.act("rate", four, score=4, comment="Fine").status == 200
        assert letters.press("rate", access, score=5).status == 410
        assert letters.exchange(five).json["reason"] == "used"
        rating = now(desk, ticket).rating
        assert rating is not None
        assert (rating.score, rating.agent) == (4, "ada")

    @pytest.mark.parametrize("score", [0, 6, "5", 2.5, True, None])
    def test_score_outside_one_to_five_is_refused(self, desk: Desk, letters: Letters, score: object) -> None:
        ticket = solved(desk)
        assert letters.act("rate", letters.token(Purpose.RATE, ticket), score=score).status == 422

    def test_rating_link_is_used_up_by_a_rating_in_the_portal(self, desk: Desk, letters: Letters) -> None:
        ticket = solved(desk)
        assert post(CARLA, f"/v1/tickets/{ticket.id}/rating", {"score": 5}).status == 200
        assert letters.exchange(letters.token(Purpose.RATE, ticket)).json["reason"] == "used"


class TestUnsubscribe:
    def test_unsubscribe_link_switches_off_one_kind_and_can_be_repeated(self, desk: Desk, letters: Letters) -> None:
        token = letters.token(Purpose.UNSUBSCRIBE, about="reminder")
        for _ in range(2):
            assert letters.act("unsubscribe", token).status == 204
        carla = people_actions.person_now(desk.services, "carla")
        assert carla is not None
        assert [notice for notice in NOTICES if not carla.wants(notice)] == ["reminder"]

    @pytest.mark.parametrize(
        ("kind", "body"),
        [
            ("application/x-www-form-urlencoded", b"List-Unsubscribe=One-Click"),
            (
                "multipart/form-data; boundary=x",
                b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
            ),
        ],
    )
    def test_one_click_unsubscribe_works_at_once(self, desk: Desk, letters: Letters, kind: str, body: bytes) -> None:
        token = letters.token(Purpose.UNSUBSCRIBE, about="reminder")
        path = f"/v1/links/unsubscribe?token={token}"
        assert call(None, "POST", path, raw=b"", headers={"Content-Type": kind}).status == 400
        assert call(None, "POST", path, raw=body, headers={"Content-Type": kind}).status == 204
        carla = people_actions.person_now(desk.services, "carla")
        assert carla is not None
        assert not carla.wants("reminder")

    def test_unsubscribing_needs_an_unsubscribe_link_for_a_known_kind(self, desk: Desk, letters: Letters) -> None:
        ticket = makers.a_ticket(desk.services)
        assert letters.exchange(letters.token(Purpose.UNSUBSCRIBE, about="everything")).status == 404
        path = f"/v1/links/unsubscribe?token={letters.token(Purpose.VIEW, ticket)}"
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert call(None, "POST", path, raw=b"List-Unsubscribe=One-Click", headers=form).status == 404

    def test_guest_who_unsubscribed_can_still_set_a_name(self, desk: Desk, letters: Letters) -> None:
        guest = people_actions.person_for_address(desk.services, "guest@example.com")
        assert (
            letters.act("unsubscribe", letters.token(Purpose.UNSUBSCRIBE, to=guest.id, about="replied")).status == 204
        )
        after = people_actions.person_now(desk.services, guest.id)
        assert after is not None
        assert (after.noted, after.wants("replied")) == (True, False)


def test_a_token_made_with_an_older_key_is_recognised(desk: Desk, letters: Letters) -> None:
    ticket = makers.a_ticket(desk.services)
    token = letters.token(Purpose.VIEW, ticket)
    desk.clock.advance(days=89)
    desk.clock.advance(days=1, ms=-10_000)
    seals.rotate(desk.services)
    assert link_of(seals.key_ring(desk.services), token) is not None
    assert letters.exchange(token).status == 200
