"""What people start from: Chalice, ten models, one client. Packaged as `chalice package` does it, it is S1's yardstick."""

from datetime import datetime
from typing import Any, Literal

import boto3
from chalice import Chalice
from pydantic import BaseModel, Field

app = Chalice(app_name="hello")
dynamodb = boto3.client("dynamodb")


class Person(BaseModel):
    id: str
    email: str = Field(max_length=254)
    name: str = Field(min_length=1, max_length=100)


class Tag(BaseModel):
    name: str = Field(min_length=1, max_length=40)


class Team(BaseModel):
    id: str
    name: str
    members: list[Person] = []


class Category(BaseModel):
    id: str
    team: Team
    names: dict[str, str]


class NewTicket(BaseModel):
    subject: str = Field(min_length=1, max_length=200)
    body: str = Field(min_length=1, max_length=10_000)
    priority: Literal["low", "normal", "high"] = "normal"


class Ticket(NewTicket):
    number: int
    requester: Person
    assignee: Person | None = None
    category: Category
    tags: list[Tag] = []
    created_at: datetime


class Message(BaseModel):
    body: str = Field(min_length=1, max_length=10_000)
    by: Person
    at: datetime


class Change(BaseModel):
    name: str
    before: str | None
    after: str | None


class Event(BaseModel):
    type: Literal["created", "replied", "changed"]
    message: Message | None = None
    changes: list[Change] = []


class Page(BaseModel):
    items: list[Ticket]
    events: list[Event]
    next: str | None


@app.route("/tickets", methods=["POST"])  # type: ignore[untyped-decorator]  # Chalice carries no types
def create_ticket() -> dict[str, Any]:
    new = NewTicket.model_validate(app.current_request.json_body)
    dynamodb.put_item(TableName="tickets", Item={"pk": {"S": new.subject}, "body": {"S": new.body}})
    return new.model_dump()


@app.route("/tickets/{number}")  # type: ignore[untyped-decorator]
def read_ticket(number: str) -> dict[str, Any]:
    answer = dynamodb.get_item(TableName="tickets", Key={"pk": {"S": number}})
    return {"found": "Item" in answer}
