"""The story of a customer who only ever writes mails, through the deployed desk: any mail program will do."""

import re
import smtplib
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

import pytest
import requests
from rich.console import Console

from infrastructure import cloudformation
from infrastructure.aws import stack_name
from infrastructure.reconcile import reconcile
from infrastructure.services import services_of
from tests.attachments.samples import png
from tests.journeys.cast import PATIENCE_S, Shop, until
from tests.journeys.mailed import pressed, tokens_in

pytestmark = pytest.mark.stack

UMA = "Uma Meyer <uma@customer.example>"


def writes(
    shop: Shop,
    text: str,
    *,
    to: str | None = None,
    sender: str = UMA,
    subject: str = "Broken fern",
    verdicts: str = "",
    answers: str = "",
    attached: bytes = b"",
) -> str:
    """Send a mail as a mail program does; its Message-ID."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to or str(shop.desk.stack["address"]), subject
    mail["Message-ID"] = make_msgid(domain="customer.example")
    if verdicts:
        mail["X-Desk-Verdicts"] = verdicts
    if answers:
        mail["In-Reply-To"] = mail["References"] = answers
    mail.set_content(text)
    if attached:
        mail.add_attachment(attached, maintype="image", subtype="png", filename="fern.png")
    host, _, port = str(shop.desk.stack["smtp"]).partition(":")
    with smtplib.SMTP(host, int(port), timeout=PATIENCE_S) as server:
        assert server.send_message(mail) == {}
    return str(mail["Message-ID"])


def tickets_of(shop: Shop, subject: str) -> list[Any]:
    found: list[Any] = shop.ana.get("/tickets?limit=100")["items"]
    return [each for each in found if each["subject"] == subject]


def mails_to(shop: Shop, address: str, words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = requests.get(shop.desk.stack["mail_json"], timeout=PATIENCE_S).json()
    return [mail for mail in found if address in mail["to"][0] and words in mail["subject"]]


def reply_to(mail: dict[str, Any]) -> str:
    (address,) = re.findall(r"reply\+[a-z2-7]+@[a-z.-]+", mail["headers"]["Reply-To"])
    return str(address)


def test_a_mail_becomes_a_ticket_the_answer_comes_back_threaded_and_the_reply_lands_in_it(shop: Shop) -> None:
    shop.ana.go("online")
    first = writes(shop, "Two of three fronds are snapped.")
    (ticket,) = until(lambda: tickets_of(shop, "Broken fern"))
    number = ticket["id"]
    received = until(lambda: mails_to(shop, "uma@customer.example", f"#{number}"))[0]
    assert received["headers"]["References"].split()[-1] == received["headers"]["In-Reply-To"] == first

    shop.settle()
    answer = shop.ana.reply(number, "A new one leaves today.", shop.ana.ticket(number)["version"])
    assert answer.status_code == 201, answer.text
    (answered,) = until(
        lambda: [mail for mail in mails_to(shop, "uma@customer.example", f"#{number}") if mail != received]
    )
    assert "A new one leaves today." in answered["text"]
    assert received["headers"]["References"].split()[0] == answered["headers"]["References"].split()[0]

    writes(shop, "Thank you. When will it be here?", to=reply_to(answered), subject=f"Re: {answered['subject']}")
    replies = until(lambda: [e for e in shop.ana.events(number) if e["type"] == "CustomerReplied"])
    assert [(each["body"], each["by"]["name"], each["sender"]) for each in replies] == [
        ("Thank you. When will it be here?", "Uma Meyer", None)
    ]

    shop.ana.reply(number, "On Monday.", shop.ana.ticket(number)["version"], status="solved")
    shop.advance("26h")
    (question,) = until(lambda: mails_to(shop, "uma@customer.example", "Your opinion counts"))
    assert pressed(shop, "rate", tokens_in(question)[0], score=5, comment="Quick and kind")["applied"] is True
    rating = shop.ana.ticket(number)["rating"]
    assert (rating["score"], rating["agent"]["name"]) == (5, "Ana")


def test_agent_replies_by_email_and_another_sender_cannot_in_their_name(shop: Shop) -> None:
    shop.ana.go("online")
    carla = shop.new_customer("Clara")
    number = carla.raise_ticket("Which soil?", "For an orchid.")
    payload = until(lambda: mails_to(shop, shop.ana.email, f"#{number}"))[0]
    writes(
        shop,
        "Buy my soil.",
        to=reply_to(payload),
        sender="Eve <eve@elsewhere.example>",
        subject=f"Re: {payload['subject']}",
    )
    writes(
        shop,
        "Bark, not soil.",
        to=reply_to(payload),
        sender=f"Ana <{shop.ana.email}>",
        subject=f"Re: {payload['subject']}",
    )
    (answer,) = until(lambda: [e for e in shop.ana.events(number) if e["type"] == "AgentReplied"])
    assert (answer["body"], answer["by"]["name"]) == ("Bark, not soil.", "Ana")
    waiting = until(lambda: [m for m in shop.ana.get("/mail/quarantine")["items"] if m["reason"] == "agent"])
    assert [mail["sender"]["email"] for mail in waiting] == ["eve@elsewhere.example"]
    until(lambda: [mail for mail in shop.mails(carla) if "Bark, not soil." in mail["text"]])


def test_forged_sender_creates_an_unverified_ticket_and_no_email(shop: Shop) -> None:
    writes(shop, "I am Uma.", subject="Give me her data", verdicts="dmarc=fail spf=fail dkim=fail")
    (ticket,) = until(lambda: tickets_of(shop, "Give me her data"))
    shop.settle()
    assert shop.ana.ticket(ticket["id"])["unverified"] is True
    assert mails_to(shop, "uma@customer.example", f"#{ticket['id']}") == []


def test_spam_is_held_until_an_agent_releases_it(shop: Shop) -> None:
    writes(shop, "Cheap ferns.", subject="An offer", verdicts="spam=fail")
    (mail,) = until(lambda: [m for m in shop.ana.get("/mail/quarantine")["items"] if m["subject"] == "An offer"])
    assert (mail["reason"], tickets_of(shop, "An offer")) == ("spam", [])
    preview = shop.ana.get(f"/mail/quarantine/{mail['id']}")
    assert "Cheap ferns." in preview["html"]
    answer = shop.ana.client.call("POST", f"/mail/quarantine/{mail['id']}/release")
    assert answer.status_code == 200, answer.text
    (ticket,) = tickets_of(shop, "An offer")
    assert ticket["id"] == answer.json()["ticket"]


def test_a_file_comes_along_and_the_original_can_be_fetched_by_agents(shop: Shop) -> None:
    carla = shop.new_customer("Carla")
    writes(shop, "Look.", subject="A picture", attached=png())
    (ticket,) = until(lambda: tickets_of(shop, "A picture"))
    event = until(
        lambda: [
            e for e in shop.ana.events(ticket["id"]) if e["attachments"] and e["attachments"][0]["state"] == "clean"
        ]
    )[0]
    link = shop.ana.get(f"/tickets/{ticket['id']}/mails/{event['mail']}")["url"]
    assert b"Subject: A picture" in requests.get(link, timeout=PATIENCE_S).content
    assert carla.client.call("GET", f"/tickets/{ticket['id']}/mails/{event['mail']}").status_code == 403


def test_mail_for_others_is_not_taken(shop: Shop) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        writes(shop, "Relay this.", to="somebody@elsewhere.example")


def test_every_mail_is_accounted_for(shop: Shop) -> None:
    shop.settle()
    report = shop.boss.call("GET", "/mail/reconciliation?days=2").json()
    assert report["gap"] == 0
    assert sum(day["raw"] for day in report["days"]) >= 1
    stack = cloudformation.describe(shop.desk.aws, stack_name("dev"))
    assert stack is not None
    assert reconcile(services_of(shop.desk.aws, cloudformation.outputs(stack)), Console(quiet=True)) == 0
