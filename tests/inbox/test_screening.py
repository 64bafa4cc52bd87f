"""Which mails are let in, and why others wait."""

from typing import Any

import pytest

from chalicelib.inbox import screening
from chalicelib.inbox.model import QuarantineReason
from chalicelib.inbox.parsing.model import Address, AuthFinding, AuthVerdicts, Bounce, Origin, ParsedMail, Sender
from chalicelib.inbox.screening import CHECKS, Facts
from tests.inbox.makers import DESK_ADDRESS, a_mail


def facts(mail: ParsedMail, **more: Any) -> Facts:
    known: dict[str, Any] = {
        "mail": mail,
        "own_addresses": frozenset({DESK_ADDRESS}),
        "domain": "desk.example",
        "written_here": False,
        "belongs": False,
    }
    return Facts(**(known | more))


def reason(mail: ParsedMail, **more: Any) -> QuarantineReason | None:
    found = screening.refusal(facts(mail, **more))
    return found.reason if found else None


def test_email_of_a_person_passes_screening() -> None:
    assert reason(a_mail()) is None


@pytest.mark.parametrize(
    ("mail", "wanted"),
    [
        (a_mail(sender=Sender(why="no From")), QuarantineReason.UNREADABLE),
        (a_mail(DESK_ADDRESS), QuarantineReason.OWN_ADDRESS),
        (a_mail("reply+abc@desk.example"), QuarantineReason.OWN_ADDRESS),
        (a_mail(verdicts=AuthVerdicts(virus=AuthFinding.FAIL)), QuarantineReason.VIRUS),
        (a_mail(verdicts=AuthVerdicts(spam=AuthFinding.FAIL)), QuarantineReason.SPAM),
        (a_mail(origin=Origin.BOUNCE, bounce=Bounce(permanent=True)), QuarantineReason.BOUNCE),
        (a_mail(origin=Origin.AUTOMATIC, origin_why="Auto-Submitted: auto-replied"), QuarantineReason.AUTOMATIC),
    ],
    ids=lambda each: each if isinstance(each, QuarantineReason) else "",
)
def test_each_reason_holds_an_email(mail: ParsedMail, wanted: QuarantineReason) -> None:
    assert reason(mail) is wanted


def test_own_email_that_comes_back_is_recognised_by_its_id() -> None:
    assert reason(a_mail(), written_here=True) is QuarantineReason.OWN_ADDRESS


def test_blocked_address_or_domain_is_held() -> None:
    assert reason(a_mail(), blocklist=lambda: frozenset({"carla@example.com"})) is QuarantineReason.BLOCKED
    assert reason(a_mail(), blocklist=lambda: frozenset({"@example.com"})) is QuarantineReason.BLOCKED
    assert reason(a_mail(), blocklist=lambda: frozenset({"@ample.com", "arla@example.com"})) is None


def test_sender_over_the_limit_is_held() -> None:
    assert reason(a_mail(), over_limit=lambda: True) is QuarantineReason.RATE_LIMIT


def test_automatic_email_about_a_ticket_passes_screening() -> None:
    assert reason(a_mail(origin=Origin.AUTOMATIC), belongs=True) is None


def test_email_of_a_mailing_list_passes_screening() -> None:
    assert reason(a_mail(list_mail=True)) is None


@pytest.mark.parametrize(
    "finding", [AuthFinding.GRAY, AuthFinding.PROCESSING_FAILED, AuthFinding.MISSING, AuthFinding.PASS]
)
def test_only_a_failed_check_holds_an_email(finding: AuthFinding) -> None:
    assert reason(a_mail(verdicts=AuthVerdicts(spam=finding, virus=finding))) is None


def test_checks_that_cost_a_read_run_last() -> None:
    asked: list[str] = []

    def blocklist() -> frozenset[str]:
        asked.append("blocklist")
        return frozenset()

    def over_limit() -> bool:
        asked.append("rate")
        return False

    for mail in (
        a_mail(DESK_ADDRESS),
        a_mail(verdicts=AuthVerdicts(spam=AuthFinding.FAIL)),
        a_mail(origin=Origin.BOUNCE),
    ):
        screening.refusal(facts(mail, blocklist=blocklist, over_limit=over_limit))
    assert asked == []
    screening.refusal(facts(a_mail(), blocklist=blocklist, over_limit=over_limit))
    assert asked == ["blocklist", "rate"]


@pytest.mark.parametrize("check", CHECKS)
def test_every_refusal_has_an_explanation(check: screening.Check) -> None:
    worst = a_mail(
        origin=Origin.BOUNCE,
        verdicts=AuthVerdicts(spam=AuthFinding.FAIL, virus=AuthFinding.FAIL),
        sender=Sender(address=None, why=""),
    )
    machine = a_mail(DESK_ADDRESS, origin=Origin.AUTOMATIC)
    refusals = (
        check(facts(mail, blocklist=lambda: frozenset({DESK_ADDRESS}), over_limit=lambda: True))
        for mail in (worst, machine)
    )
    assert any(found and found.why for found in refusals)


def test_own_address_is_recognised_in_any_case() -> None:
    assert (
        reason(a_mail(sender=Sender(address=Address(name="", email="care@desk.example"), clean=True)))
        is QuarantineReason.OWN_ADDRESS
    )
