"""S2: the CPU of a warm request, against that of the calls of the SDK it cannot do without."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app import app
from chalicelib.configuration import actions as configuration_actions
from chalicelib.conversation import actions as conversation_actions
from chalicelib.conversation.forms import NewNote
from chalicelib.people.model import Caller
from chalicelib.tickets.model import Status, Ticket
from tests.bench.desks import a_desk, aws
from tests.bench.packages import NotMeasured, Workshop
from tests.bench.recording import Tape
from tests.bench.table import Figure, Table, median, spread
from tests.cast import ADA, CARLA, claims
from tests.conftest import Desk
from tests.makers import a_ticket, answered, assigned, replied

BODY = "The parcel with order 4711 was due on Friday, and the tracking page has said “on its way” since Wednesday. " * 5
MAX_TIMES = 2
FIRSTS, STARTS = ("open", "create"), 3
Cases = dict[str, list[dict[str, Any]]]


def measure(workshop: Workshop) -> Table:
    cases, answers = recorded()
    file = workshop.folder / "warm.json"
    file.write_text(json.dumps({"cases": cases, "answers": answers}), "utf-8")
    workshop.desk.variables.update(  # where the answers were recorded
        CORE_TABLE="bench-core", STATS_TABLE="bench-stats", LIVE_TABLE="bench-live"
    )
    firsts = {name: [_run(workshop, file, name)["first"] for _ in range(STARTS)] for name in FIRSTS}
    workshop.report(f"warm requests: {'; '.join(cases)}")
    found = _run(workshop, file, *cases)
    for name, each in found.items():
        if not all(200 <= status < 300 for status in each["statuses"]):
            raise NotMeasured(f"{name} was answered with {each['statuses']}")
    first = [
        Figure(f"{name}: CPU when first in its process", round(median(ms), 1), "ms") for name, ms in firsts.items()
    ]
    figures = (*_figures(found), *first)
    return Table("S2", "Warm request", "python -m tests.bench S2", figures, tuple(_notes(found)))


def _run(workshop: Workshop, file: Path, *names: str) -> dict[str, Any]:
    """Handle the named cases, the first of them in a fresh process, and say what that took."""
    results = workshop.folder / "warm-done.json"
    workshop.desk.run("warm_request.py", str(file), str(results), *names)
    found: dict[str, Any] = json.loads(results.read_text("utf-8"))
    return found


def _figures(found: dict[str, dict[str, Any]]) -> Iterator[Figure]:
    for name, each in found.items():
        times = [own / sdk for own, sdk in zip(each["ours"], each["theirs"], strict=True)]
        yield Figure(f"{name}: CPU / CPU of its SDK calls", round(median(times), 3), "", MAX_TIMES)
    for name, each in found.items():
        yield Figure(f"{name}: CPU", round(median(each["ours"]), 2), "ms")
        yield Figure(f"{name}: CPU of its {each['calls']} SDK calls", round(median(each["theirs"]), 2), "ms")


def _notes(found: dict[str, dict[str, Any]]) -> Iterator[str]:
    ranges = [f"{name} {spread(each['ours'])} / {spread(each['theirs'])} ms" for name, each in found.items()]
    yield "Medians (from–to), request / SDK: " + " · ".join(ranges) + "."
    yield (
        "The SDK's calls end where a connection would be opened: validation, signing, retries and parsing count, HTTP and TLS do "
        "not. `open` is two requests, the ticket and its 13 events; the lists hold 20 and 50 tickets."
    )


def recorded() -> tuple[Cases, dict[str, str]]:
    """The requests to repeat, and what the tables answered to all that the desk asked while it served them."""
    with aws() as client:
        desk = a_desk(client, "bench")
        busy = busy_ticket(desk)
        for n in range(19):
            a_ticket(desk.services, subject=f"Question {n} about an order", body=BODY)
        for n in range(60):
            ticket = a_ticket(desk.services, subject=f"Refund for order {n}", body=BODY, category="refund")
            if n % 2:
                replied(desk.services, ticket, status=Status.OPEN)
        cases = the_cases(busy)
        tape = Tape(client)
        # As in a fresh process: the configuration and a block of numbers are still to be read.
        configuration_actions._cached.clear()
        desk.services.numbers._next = desk.services.numbers._end
        for name, events in cases.items():
            statuses = [app(json.loads(json.dumps(event)), None)["statusCode"] for event in events]
            if not all(200 <= status < 300 for status in statuses):
                raise NotMeasured(f"{name} was answered with {statuses}")
        tape.stop()
    return cases, tape.answers


def the_cases(ticket: Ticket) -> Cases:
    number, place = str(ticket.number), "/v1/tickets/{ticket}"
    read = [event("GET", place, ADA, number), event("GET", f"{place}/timeline", ADA, number, query={"order": ["desc"]})]
    key = {"Idempotency-Key": "0b7e6c1c-6ad6-4a53-a0f5-41d6e1d2f0a7"}
    queue = {"limit": ["50"], "sort": ["updated"], "status": ["new", "open"], "team": ["billing"]}
    new = {"subject": "Where is my parcel?", "body": BODY, "category": "delivery"}
    known = {"If-Match": f'"{ticket.version}"'}
    return {
        "open": read,
        "list, customer": [event("GET", "/v1/tickets", CARLA, query={"limit": ["20"]})],
        "list, agent": [event("GET", "/v1/tickets", ADA, query=queue)],
        "create": [event("POST", "/v1/tickets", CARLA, body=new, headers=key)],
        "reply": [event("POST", f"{place}/messages", ADA, number, body={"body": BODY}, headers={**key, **known})],
    }


def busy_ticket(desk: Desk) -> Ticket:
    """A ticket with thirteen events, some of them for agents only."""
    ticket = assigned(desk.services, a_ticket(desk.services, body=BODY))
    for _ in range(4):
        desk.clock.advance(minutes=20)
        ticket = replied(desk.services, ticket, body=BODY)
        conversation_actions.add_note(
            desk.services, ADA, ticket.id, NewNote(body="The carrier says that it lies in Leipzig.")
        )
        ticket = answered(desk.services, ticket)
    return replied(desk.services, ticket, body=BODY)


def event(
    method: str,
    route: str,
    caller: Caller,
    ticket: str = "",
    *,
    query: dict[str, list[str]] | None = None,
    body: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> dict[str, Any]:
    """What API Gateway hands over for a signed-in caller, behind CloudFront."""
    path = route.replace("{ticket}", ticket)
    sent = {
        "Accept": "*/*",
        "Accept-Encoding": "gzip, br",
        "Accept-Language": "en-GB,en;q=0.9",
        "Authorization": "e30.e30.x",
        "Content-Type": "application/json",
        "Host": "desk.execute-api.us-east-1.amazonaws.com",
        "User-Agent": "Amazon CloudFront",
        "Via": "2.0 cloudfront.net (CloudFront)",
        "X-Forwarded-For": "192.0.2.1, 198.51.100.1",
        **(headers or {}),
    }
    context = {
        "accountId": "123456789012",
        "apiId": "desk",
        "httpMethod": method,
        "identity": {"sourceIp": "192.0.2.1"},
        "path": f"/api{path}",
        "protocol": "HTTP/1.1",
        "requestId": "00000000-0000-0000-0000-000000000000",
        "requestTimeEpoch": 1_767_603_600_000,
        "resourcePath": route,
        "stage": "api",
        "authorizer": {"claims": claims(caller)},
    }
    return {
        "resource": route,
        "path": path,
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": query,
        "pathParameters": {"ticket": ticket} if ticket else None,
        "stageVariables": None,
        "requestContext": context,
        "body": json.dumps(body) if body else None,
        "isBase64Encoded": False,
    }
