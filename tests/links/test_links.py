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
from tests.links.conftest import LinkClient

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
    def test_exchanging_a_link_shows_only_what_its_purpose_needs(self, desk: Desk, links: LinkClient) -> None:
        ticket = makers.a_ticket(desk.services, subject="Where is my parcel?")

        answer = links.exchange(links.token(Purpose.RATE, ticket, about="4"))

        assert answer.status == 200
        assert answer.json.keys() == {"purpose", "access", "expires_in", "ticket", "kind", "score"}
        assert (answer.json["purpose"], answer.json["score"], answer.json["expires_in"]) == ("rate", 4, 900)
        glance = {"id": ticket.id, "number": ticket.number, "subject": "Where is my parcel?", "status": "new"}
        assert answer.json["ticket"] == glance

    @pytest.mark.parametrize("token", ["x", "A" * 900, "", "Zm9v"])
    def test_unknown_token_is_not_found(self, links: LinkClient, token: str) -> None:
        assert links.exchange(token).status == (422 if token == "" else 404)

    @pytest.mark.parametrize("purpose", Purpose)
    def test_expired_link_is_gone(self, desk: Desk, links: LinkClient, purpose: Purpose) -> None:
        about = "reminder" if purpose is Purpose.UNSUBSCRIBE else ""
        token = links.token(purpose, makers.a_ticket(desk.services), about=about)
        desk.clock.advance(ms=LIFETIME_MS[purpose] - 1_000)
        assert links.exchange(token).status == 200
        desk.clock.advance(ms=1_000)

        answer = links.exchange(token)

        assert (answer.status, answer.json["reason"], answer.json["purpose"]) == (410, "expired", purpose)

    @pytest.mark.parametrize("purpose", TICKETS)
    def test_link_to_another_persons_ticket_is_not_found(self, desk: Desk, links: LinkClient, purpose: Purpose) -> None:
        ticket = makers.a_ticket(desk.services)
        missing = links.exchange(links.token(purpose, ticket.model_copy(update={"number": 99})))
        foreign = links.exchange(links.token(purpose, ticket, to="mallory"))
        assert (missing.status, foreign.status) == (404, 404)

    def test_link_of_a_deactivated_person_is_not_found(self, desk: Desk, links: LinkClient) -> None:
        ticket = makers.a_ticket(desk.services)
        token, access = links.token(Purpose.VIEW, ticket), links.access(links.token(Purpose.VIEW, ticket))
        carla = people_actions.person_now(desk.services, "carla")
        assert carla is not None
        gone = carla.model_copy(update={"active": False, "version": carla.version + 1})
        people_transaction.change_person(desk.services, carla, gone)

        assert links.exchange(token).status == 404
        assert links.press("ticket", access).status == 404
        assert links.exchange(links.token(Purpose.VIEW, ticket, to="nobody")).status == 404

    def test_exchanging_tokens_is_rate_limited(self, links: LinkClient) -> None:
        tried = [links.exchange("x").status for _ in range(103)]
        assert tried == [404] * 100 + [429] * 3

    def test_link_of_an_agent_to_their_own_ticket_gives_customer_access_only(
        self, desk: Desk, links: LinkClient
    ) -> None:
        ticket = makers.a_ticket(desk.services, by=ADA)
        conversation_actions.add_note(desk.services, ADA, ticket.id, NewNote(body="Between us"))
        answer = links.use("ticket", links.token(Purpose.VIEW, ticket, to="ada"))
        assert answer.status == 200
        assert "Between us" not in answer.text
        assert answer.json["ticket"]["allowed"]["note"] is False


class TestScanners:
    """Mail servers open every link before its reader does, some of them in a browser that runs scripts."""

    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    def test_opening_addresses_changes_nothing(self, desk: Desk, links: LinkClient, method: str) -> None:
        ticket = solved(desk)
        about = {purpose: links.token(purpose, ticket, about="reminder") for purpose in Purpose}
        before = len(desk.meter.changes)
        for token in about.values():
            for path in [*ACTS, "exchange"]:
                for _ in range(5):
                    answer = call(None, method, f"/v1/links/{path}?token={token}")
                    assert answer.status in {403, 404, 405}
        assert len(desk.meter.changes) == before
        assert now(desk, ticket).rating is None

    def test_clicking_all_five_stars_and_every_other_link_stores_nothing(self, desk: Desk, links: LinkClient) -> None:
        ticket = solved(desk)
        tokens = [links.token(Purpose.RATE, ticket, rev=2, about=score) for score in "12345"]
        tokens += [links.token(purpose, ticket, about="reminder") for purpose in Purpose]
        for _ in range(2):
            for token in tokens:
                answer = links.exchange(token)
                if answer.status == 429:
                    desk.clock.advance(minutes=16)
                    answer = links.exchange(token)
                assert answer.status == 200

        assert now(desk, ticket) == ticket
        carla = people_actions.person_now(desk.services, "carla")
        assert carla is not None
        assert carla.wants("reminder")
        assert links.use("rate", tokens[3], score=4).status == 200, "the reader's own click still counts"

    def test_a_token_is_no_pass_and_a_pass_no_token(self, desk: Desk, links: LinkClient) -> None:
        ticket = solved(desk)
        token = links.token(Purpose.SOLVE, ticket)
        assert links.press("solve", token).status == 404
        assert links.exchange(links.access(token)).status == 404

    @pytest.mark.parametrize("path", ACTS)
    def test_a_pass_is_for_one_purpose(self, desk: Desk, links: LinkClient, path: str) -> None:
        ticket = solved(desk)
        for purpose in set(Purpose) - {ACTS[path]}:
            access = links.access(links.token(purpose, ticket, about="reminder"))
            assert links.press(path, access, **MORE.get(path, {})).status == 404
        assert now(desk, ticket) == ticket

    def test_a_pass_ends_after_a_quarter_of_an_hour(self, desk: Desk, links: LinkClient) -> None:
        access = links.access(links.token(Purpose.VIEW, makers.a_ticket(desk.services)))
        desk.clock.advance(ms=ACCESS_MS)
        assert links.press("ticket", access).status == 410


class TestView:
    def test_view_link_shows_the_ticket_as_its_customer_sees_it(self, desk: Desk, links: LinkClient) -> None:
        canary = f"canary{secrets.token_hex(6)}"
        ticket = makers.a_ticket(desk.services)
        upload = makers.arrived(desk, makers.an_upload(desk.services, by=ADA, name=f"{canary}.pdf"))
        note = NewNote(body=f"Between us: {canary}", attachments=[upload.id])
        conversation_actions.add_note(desk.services, ADA, ticket.id, note)
        ticket = makers.replied(desk.services, now(desk, ticket), body="On its way.")
        token = links.token(Purpose.VIEW, ticket)

        answer = links.use("ticket", token)

        own = get(CARLA, f"/v1/tickets/{ticket.id}")
        assert answer.json["ticket"] == own.json
        timeline = get(CARLA, f"/v1/tickets/{ticket.id}/timeline?order=desc")
        assert answer.json["items"] == timeline.json["items"]
        access = links.access(token)
        seen = [links.exchange(token), answer]
        seen += [links.press("messages", access, body="Thanks, and when?")]
        seen += [links.press("attachment", access, attachment=upload.id)]
        seen += [links.press("ticket", access, limit=1), links.press("ticket", access, limit=100)]
        assert not [each.text for each in seen if canary in each.text + repr(each.headers)]
        assert seen[3].status == 404

    def test_view_link_pages_through_the_timeline(self, desk: Desk, links: LinkClient) -> None:
        ticket = makers.replied(desk.services, makers.a_ticket(desk.services))
        access = links.access(links.token(Purpose.VIEW, ticket))
        first = links.press("ticket", access, limit=1).json
        second = links.press("ticket", access, limit=1, cursor=first["next"]).json
        assert [page["items"][0]["type"] for page in (first, second)] == ["AgentReplied", "TicketCreated"]
        assert second["next"] is None

    def test_view_link_adds_a_message_as_the_requester_once_per_key(self, desk: Desk, links: LinkClient) -> None:
        ticket = pending(desk)
        token = links.token(Purpose.VIEW, ticket)
        for _ in range(2):
            body = {"access": links.access(token), "body": "Any news?"}
            answer = post(None, "/v1/links/messages", body, Idempotency_Key="k")
            assert (answer.status, answer.json["token"]) == (201, None)

        messages = tickets_store.events_after(desk.services, ticket.number, ticket.version)
        assert [(each.type, each.body, each.by.id, each.by.role) for each in messages] == [
            (EventType.CUSTOMER_REPLIED, "Any news?", "carla", "customer")
        ]
        assert now(desk, ticket).status is Status.OPEN

    def test_thanks_by_link_stay_in_the_closed_ticket(self, desk: Desk, links: LinkClient) -> None:
        ticket = makers.closed(desk.services, makers.a_ticket(desk.services))
        answer = links.use("messages", links.token(Purpose.VIEW, ticket), body="Thank you!")
        assert (answer.json["event"]["ticket"], answer.json["token"]) == (ticket.id, None)

    def test_reply_to_closed_ticket_by_link_creates_follow_up(self, desk: Desk, links: LinkClient) -> None:
        ticket = makers.closed(desk.services, makers.a_ticket(desk.services))
        answer = links.use("messages", links.token(Purpose.VIEW, ticket), body="It is back.")
        follow_up = links.use("ticket", answer.json["token"]).json["ticket"]
        assert follow_up["links"] == [{"ticket": ticket.id, "kind": "follow_up_of"}]

    def test_view_link_of_a_merged_ticket_leads_to_the_customers_target(self, desk: Desk, links: LinkClient) -> None:
        merged, survivor = makers.a_ticket(desk.services), makers.a_ticket(desk.services, subject="The parcel")
        relations_actions.merge(desk.services, ADA, merged.id, survivor.id, merged.version)
        token = links.token(Purpose.VIEW, merged)
        assert links.use("ticket", token).json["ticket"]["id"] == survivor.id
        sent = links.use("messages", token, body="Hello").json
        assert (sent["event"]["ticket"], sent["token"]) == (survivor.id, None)

    def test_link_to_a_ticket_merged_into_another_persons_shows_nothing_of_it(
        self, desk: Desk, links: LinkClient
    ) -> None:
        merged, survivor = makers.a_ticket(desk.services), makers.a_ticket(desk.services, by=MALLORY, subject="Secret")
        relations_actions.merge(desk.services, ADA, merged.id, survivor.id, merged.version)
        for purpose in TICKETS:
            answer = links.exchange(links.token(purpose, merged))
            assert answer.json["ticket"]["id"] == merged.id
        for answer in (
            links.use("ticket", links.token(Purpose.VIEW, merged)),
            links.use("messages", links.token(Purpose.VIEW, merged), body="Hello"),
        ):
            assert answer.status < 300
            assert "Secret" not in answer.text
            assert survivor.id not in answer.text

    def test_view_link_gives_access_to_files_of_its_ticket_only(self, desk: Desk, links: LinkClient) -> None:
        own, other = (makers.arrived(desk, makers.an_upload(desk.services)) for _ in range(2))
        ticket = makers.a_ticket(desk.services, attachments=[own.id])
        makers.a_ticket(desk.services, attachments=[other.id])
        access = links.access(links.token(Purpose.VIEW, ticket))
        assert links.press("attachment", access, attachment=own.id).status == 200
        assert links.press("attachment", access, attachment=other.id).status == 404


class TestOnce:
    def test_keep_open_link_restarts_the_timers_and_is_used_up(self, desk: Desk, links: LinkClient) -> None:
        ticket = pending(desk)
        desk.clock.advance(days=4)
        token = links.token(Purpose.KEEP_OPEN, ticket, rev=3)

        answer = links.use("keep-open", token)

        assert (answer.json["applied"], answer.json["ticket"]["status"]) == (True, "pending")
        assert now(desk, ticket).timers == {"remind": desk.clock.now() + 3 * DAY}
        assert [each["type"] for each in get(CARLA, f"/v1/tickets/{ticket.id}/timeline").json["items"]][
            -1
        ] == "ClosureDeferred"
        assert (links.exchange(token).status, links.exchange(token).json["reason"]) == (410, "used")
        assert links.exchange(links.token(Purpose.KEEP_OPEN, ticket, rev=9)).status == 200, "the next reminder's"

    def test_keep_open_link_changes_nothing_on_a_solved_ticket(self, desk: Desk, links: LinkClient) -> None:
        ticket = solved(desk)
        token = links.token(Purpose.KEEP_OPEN, ticket)
        for _ in range(2):
            answer = links.use("keep-open", token)
            assert (answer.status, answer.json["applied"], answer.json["ticket"]["status"]) == (200, False, "solved")
        assert now(desk, ticket) == ticket

    def test_solve_link_solves_as_the_customer_once(self, desk: Desk, links: LinkClient) -> None:
        ticket = pending(desk)
        token = links.token(Purpose.SOLVE, ticket)
        access = links.access(token)
        assert links.press("solve", access).json["ticket"]["status"] == "solved"
        events = tickets_store.events_after(desk.services, ticket.number, ticket.version)
        assert [(each.type, each.by.id) for each in events] == [(EventType.STATUS_CHANGED, "carla")]
        makers.answered(desk.services, ticket, body="It is back, sadly.")

        assert links.press("solve", access).status == 410
        assert now(desk, ticket).status is Status.OPEN

    def test_solve_link_is_not_used_up_by_a_solved_ticket(self, desk: Desk, links: LinkClient) -> None:
        ticket = solved(desk)
        token = links.token(Purpose.SOLVE, ticket)
        assert links.use("solve", token).json["applied"] is False
        assert links.exchange(token).status == 200

    def test_a_closed_ticket_is_not_solved_by_link(self, desk: Desk, links: LinkClient) -> None:
        ticket = makers.closed(desk.services, makers.a_ticket(desk.services))
        assert links.use("solve", links.token(Purpose.SOLVE, ticket)).status == 409

    def test_first_rating_link_counts_and_uses_up_the_others(self, desk: Desk, links: LinkClient) -> None:
        ticket = solved(desk)
        four, five = (links.token(Purpose.RATE, ticket, rev=3, about=score) for score in "45")
        access = links.access(five)
        assert links.use("rate", four, score=4, comment="Fine").status == 200
        assert links.press("rate", access, score=5).status == 410
        assert links.exchange(five).json["reason"] == "used"
        rating = now(desk, ticket).rating
        assert rating is not None
        assert (rating.score, rating.agent) == (4, "ada")

    @pytest.mark.parametrize("score", [0, 6, "5", 2.5, True, None])
    def test_score_outside_one_to_five_is_refused(self, desk: Desk, links: LinkClient, score: object) -> None:
        ticket = solved(desk)
        assert links.use("rate", links.token(Purpose.RATE, ticket), score=score).status == 422

    def test_rating_link_is_used_up_by_a_rating_in_the_portal(self, desk: Desk, links: LinkClient) -> None:
        ticket = solved(desk)
        assert post(CARLA, f"/v1/tickets/{ticket.id}/rating", {"score": 5}).status == 200
        assert links.exchange(links.token(Purpose.RATE, ticket)).json["reason"] == "used"


class TestUnsubscribe:
    def test_unsubscribe_link_switches_off_one_kind_and_can_be_repeated(self, desk: Desk, links: LinkClient) -> None:
        token = links.token(Purpose.UNSUBSCRIBE, about="reminder")
        for _ in range(2):
            assert links.use("unsubscribe", token).status == 204
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
    def test_one_click_unsubscribe_works_at_once(self, desk: Desk, links: LinkClient, kind: str, body: bytes) -> None:
        token = links.token(Purpose.UNSUBSCRIBE, about="reminder")
        path = f"/v1/links/unsubscribe?token={token}"
        assert call(None, "POST", path, raw=b"", headers={"Content-Type": kind}).status == 400
        assert call(None, "POST", path, raw=body, headers={"Content-Type": kind}).status == 204
        carla = people_actions.person_now(desk.services, "carla")
        assert carla is not None
        assert not carla.wants("reminder")

    def test_unsubscribing_needs_an_unsubscribe_link_for_a_known_kind(self, desk: Desk, links: LinkClient) -> None:
        ticket = makers.a_ticket(desk.services)
        assert links.exchange(links.token(Purpose.UNSUBSCRIBE, about="everything")).status == 404
        path = f"/v1/links/unsubscribe?token={links.token(Purpose.VIEW, ticket)}"
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert call(None, "POST", path, raw=b"List-Unsubscribe=One-Click", headers=form).status == 404

    def test_guest_who_unsubscribed_can_still_set_a_name(self, desk: Desk, links: LinkClient) -> None:
        guest = people_actions.person_for_address(desk.services, "guest@example.com")
        assert links.use("unsubscribe", links.token(Purpose.UNSUBSCRIBE, to=guest.id, about="replied")).status == 204
        after = people_actions.person_now(desk.services, guest.id)
        assert after is not None
        assert (after.noted, after.wants("replied")) == (True, False)


def test_a_token_made_with_an_older_key_is_recognised(desk: Desk, links: LinkClient) -> None:
    ticket = makers.a_ticket(desk.services)
    token = links.token(Purpose.VIEW, ticket)
    desk.clock.advance(days=89)
    desk.clock.advance(days=1, ms=-10_000)
    seals.rotate(desk.services)
    assert link_of(seals.key_ring(desk.services), token) is not None
    assert links.exchange(token).status == 200
