"""Who did what to a ticket, and from where: for leads and admins who may see its inside, without anybody's words."""

import itertools
from typing import Any

import pytest

from chalicelib.people.model import Right
from chalicelib.plumbing.services import Services
from chalicelib.relations import actions as relations_actions
from chalicelib.tickets import chain as tickets_chain
from chalicelib.tickets import queries
from chalicelib.tickets import store as tickets_store
from tests import makers
from tests.cast import ADA, ALAN, CARLA, LENA, ROOT, token
from tests.client import NO_BODY, call, get, patch, post

HOME, OFFICE = "198.51.100.4, 10.0.0.1", "203.0.113.7, 10.0.0.1"


@pytest.fixture
def number(services: Services) -> str:
    for agent in (ADA, ALAN):
        makers.an_agent(services, agent=agent)
    raised = {"subject": "Lost", "body": "only-a-word", "category": "delivery"}
    made: str = post(CARLA, "/v1/tickets", raised, X_Forwarded_For=HOME).json["id"]
    post(ADA, f"/v1/tickets/{made}/notes", {"body": "only-a-word"}, X_Forwarded_For=OFFICE)
    patch(ADA, f"/v1/tickets/{made}", {"priority": "high"}, If_Match='"2"', X_Forwarded_For=OFFICE)
    return made


def test_trail_lists_sources_and_changes_without_message_texts(number: str) -> None:
    answer = get(LENA, f"/v1/tickets/{number}/audit")

    assert answer.status == 200
    entries: list[dict[str, Any]] = answer.json["items"]
    assert [(entry["rev"], entry["type"], entry["source"], entry["internal"]) for entry in entries] == [
        (1, "TicketCreated", "198.51.100.4", False),
        (2, "NoteAdded", "203.0.113.7", True),
        (3, "TicketChanged", "203.0.113.7", True),
    ]
    assert entries[2]["changes"] == {"priority": ["normal", "high"]}
    assert entries[0]["by"] == {"id": "carla", "name": "Carla Romero", "role": "customer"}
    assert "only-a-word" not in answer.text


def test_the_hashes_are_those_of_the_chain(services: Services, number: str) -> None:
    events = tickets_store.events_after(services, int(number), 0)

    items = get(ROOT, f"/v1/tickets/{number}/audit").json["items"]

    heads = itertools.accumulate(events, tickets_chain.hash_of, initial="")
    assert [entry["hash"] for entry in items] == list(heads)[1:]


def test_trail_comes_in_pages(number: str) -> None:
    found, cursor = [], ""
    while cursor is not None:
        page = get(LENA, f"/v1/tickets/{number}/audit?limit=1" + (f"&cursor={cursor}" if cursor else "")).json
        found += [entry["rev"] for entry in page["items"]]
        cursor = page["next"]

    assert found == [1, 2, 3]
    assert get(ROOT, f"/v1/tickets/{number}/audit?cursor=x").pointers == ["/cursor"]


def test_merged_ticket_keeps_its_own_trail(services: Services, number: str) -> None:
    merged_ticket = makers.a_ticket(services)
    relations_actions.merge(services, ADA, merged_ticket.id, number, 1)

    here = get(LENA, f"/v1/tickets/{number}/audit").json["items"]
    there = get(LENA, f"/v1/tickets/{merged_ticket.id}/audit").json["items"]

    assert [entry["type"] for entry in here][-1] == "MergeReceived"
    assert [entry["type"] for entry in there] == ["TicketCreated", "TicketMerged"]
    assert there[1]["other"] == number


@pytest.mark.parametrize("method", ["PATCH", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "path",
    ["", "/timeline", "/timeline/{event}", "/messages", "/messages/{event}", "/notes", "/notes/{event}", "/audit"],
)
def test_no_route_rewrites_a_recorded_message(services: Services, number: str, method: str, path: str) -> None:
    rewritten = {
        "body": "Something else",
        "by": "mallory",
        "at": "2020-01-01T00:00:00Z",
        "type": "AgentReplied",
        "internal": False,
    }
    before = tickets_store.events_after(services, int(number), 0)

    for event in ("1", f"{number}-1", f"{number}-2"):
        sent = NO_BODY if method == "DELETE" else rewritten
        answer = call(
            ROOT, method, f"/v1/tickets/{number}{path.format(event=event)}", sent, headers={"If-Match": '"3"'}
        )
        assert answer.status in {403, 404, 405, 422}

    after = tickets_store.events_after(services, int(number), 0)
    assert after == before
    assert tickets_chain.first_broken(queries.load_ticket(services, int(number)), after) is None


class TestAccess:
    @pytest.fixture(autouse=True)
    def _members_only(self, number: str) -> None:  # noqa: ARG002 - the ticket is raised first
        assert patch(ROOT, "/v1/teams/orders", {"open": False}, If_Match='"1"').status == 200

    def test_lead_of_another_team_finds_no_trail(self, number: str) -> None:
        answer = get(LENA, f"/v1/tickets/{number}/audit")

        assert (answer.status, answer.json["detail"]) == (404, get(LENA, "/v1/tickets/99999/audit").json["detail"])

    @pytest.mark.parametrize("right", Right)
    def test_lead_who_is_a_member_reads_the_trail(self, number: str, right: Right) -> None:
        member = token(LENA, **{"custom:teams": f"orders:{right}"})

        assert get(member, f"/v1/tickets/{number}/audit").status == 200

    def test_lead_as_requester_in_a_closed_team_cannot_read_the_trail(self) -> None:
        own = post(LENA, "/v1/tickets", {"subject": "Pay", "body": "Too little.", "category": "delivery"}).json["id"]

        assert get(LENA, f"/v1/tickets/{own}").status == 200
        assert get(LENA, f"/v1/tickets/{own}/audit").status == 404
