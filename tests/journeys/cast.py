"""The people of the stories, and what they can do over HTTP."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar

import requests

from chalicelib.plumbing.aws.marshal import item_to_wire
from infrastructure.advance import Advance, Happening, backlog, span_ms
from infrastructure.local.desk import Desk
from infrastructure.verify import Report, Verify
from tests.calls import Client, admin, anybody

PASSWORD = "Correct-Horse-7"
PATIENCE_S = 60
TEAMS = [{"id": "orders", "name": "Orders"}, {"id": "support", "name": "Support"}]
CATEGORIES = [
    {"id": "delivery", "team": "orders", "names": {"en": "Delivery"}},
    {"id": "other", "team": "support", "names": {"en": "Something else"}},
]
T = TypeVar("T")


@dataclass
class Person:
    """A person with an account, and their client."""

    name: str
    email: str
    client: Client
    id: str = ""

    def log_in(self) -> None:
        self.client.log_in(self.email, PASSWORD)

    def get(self, path: str) -> Any:
        answer = self.client.call("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ticket(self, number: str) -> Any:
        return self.get(f"/tickets/{number}")

    def events(self, number: str) -> list[Any]:
        found: list[Any] = self.get(f"/tickets/{number}/timeline")["items"]
        return found

    def raise_ticket(self, subject: str, body: str, category: str = "delivery", **more: Any) -> str:
        answer = self.client.post("/tickets", {"subject": subject, "body": body, "category": category, **more})
        assert answer.status_code == 201, answer.text
        number: str = answer.json()["id"]
        return number

    def reply(self, number: str, body: str, version: int | None = None, **more: Any) -> requests.Response:
        named = {} if version is None else {"If_Match": f'"{version}"'}
        return self.client.post(f"/tickets/{number}/messages", {"body": body, **more}, **named)

    def note(self, number: str, body: str) -> requests.Response:
        return self.client.post(f"/tickets/{number}/notes", {"body": body})

    def change(self, number: str, version: int | None = None, **fields: Any) -> requests.Response:
        """Without a version, that of now: read again if the router was faster."""
        while True:
            seen = self.ticket(number)["version"] if version is None else version
            answer = self.client.call("PATCH", f"/tickets/{number}", fields, If_Match=f'"{seen}"')
            if answer.status_code != HTTPStatus.PRECONDITION_FAILED or version is not None:
                return answer

    def go(self, state: str) -> Any:
        answer = self.client.call("PUT", "/agents/me/availability", {"state": state})
        assert answer.status_code == 200, answer.text
        return answer.json()


@dataclass
class Shop:
    """A desk with its agents."""

    desk: Desk
    boss: Client  # the admin
    ana: Person
    ben: Person
    sue: Person
    customers: list[Person] = field(default_factory=list)

    def mails(self, to: Person | None = None) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = requests.get(self.desk.stack["mail_json"], timeout=PATIENCE_S).json()
        return [mail for mail in found if to is None or any(to.email in each for each in mail["to"])]

    def subjects(self, to: Person, number: str) -> list[str]:
        """The emails to a person about a ticket, once everything that was to follow has followed."""
        self.settle()
        return [mail["subject"] for mail in self.mails(to) if f"#{number}" in mail["subject"]]

    def settle(self) -> None:
        """Wait until no record and no message waits."""
        idle = 0
        deadline = time.monotonic() + PATIENCE_S
        while idle < 3:
            assert time.monotonic() < deadline, backlog(self.desk.places.aws)
            idle = 0 if backlog(self.desk.places.aws) else idle + 1
            time.sleep(0.2)

    def advance(self, by: str) -> list[Happening]:
        return Advance(self.desk.places).run(span_ms(by))

    def new_customer(self, name: str) -> Person:
        """Registers with the code from the mail, and logs in."""
        person = Person(name, f"{name.lower()}@example.com", anybody(self.desk))
        account = {
            "email": person.email,
            "password": PASSWORD,
            "name": name,
            "language": "en",
            "time_zone": "Europe/Madrid",
        }
        assert person.client.call("POST", "/registrations", account).status_code == 202
        mail = until(lambda: self.mails(person))[-1]
        code = next(word.strip(".") for word in mail["text"].split() if word.strip(".").isdigit())
        confirmed = person.client.call("POST", "/registrations/confirm", {"email": person.email, "code": code})
        assert confirmed.status_code == 204, confirmed.text
        person.log_in()
        self.customers.append(person)
        return person


def until(look: Callable[[], T]) -> T:
    """What `look` finds, as soon as it finds something."""
    deadline = time.monotonic() + PATIENCE_S
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.2)
    return found


def set_up(desk: Desk, *, undo_send_s: int = 0) -> Shop:
    """Teams as an admin's tools would put them in; agents invited by the admin. Most stories do not wait for an undo."""
    outputs = desk.client("cloudformation").describe_stacks(StackName=desk.stack["stack"])["Stacks"][0]["Outputs"]
    table = next(each["OutputValue"] for each in outputs if each["OutputKey"] == "CoreTable")
    _configure(desk, table, undo_send_s)
    boss = admin(desk)
    ana, ben = (_agent(desk, boss, name, "orders") for name in ("Ana", "Ben"))
    return Shop(desk, boss, ana, ben, _agent(desk, boss, "Sue", "support"))


def _configure(desk: Desk, table: str, undo_send_s: int) -> None:
    item = {
        "pk": "CFG",
        "sk": "DESK",
        "teams": TEAMS,
        "categories": CATEGORIES,
        "default_team": "support",
        "undo_send_s": undo_send_s,
    }
    desk.client("dynamodb").put_item(TableName=table, Item=item_to_wire(item))


def _agent(desk: Desk, boss: Client, name: str, team: str) -> Person:
    """Invited, and with a password already: most stories begin later."""
    made = Person(name, f"{name.lower()}@desk.example", anybody(desk))
    made.id = invited(boss, name, {team: "full"})["id"]
    cognito, who = desk.client("cognito-idp"), {"UserPoolId": desk.stack["user_pool"], "Username": made.email}
    cognito.admin_set_user_password(**who, Password=PASSWORD, Permanent=True)
    made.log_in()
    return made


def invited(boss: Client, name: str, teams: dict[str, str]) -> Any:
    wanted = {"email": f"{name.lower()}@desk.example", "name": name, "role": "agent", "teams": teams}
    answer = boss.post("/agents", wanted)
    assert answer.status_code == 201, answer.text
    return answer.json()


def table(shop: Shop) -> tuple[Any, str]:
    """A client of the desk's DynamoDB, and the name of its core table."""
    stacks = shop.desk.client("cloudformation").describe_stacks(StackName=shop.desk.stack["stack"])["Stacks"]
    names = [each["OutputValue"] for each in stacks[0]["Outputs"] if each["OutputKey"] == "CoreTable"]
    return shop.desk.client("dynamodb"), names[0]


def verify(shop: Shop) -> Report:
    """Check the log and every ticket of the desk, as `make verify` does."""
    shop.settle()
    return Verify(*table(shop)).run()
