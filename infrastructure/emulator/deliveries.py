"""Delivery events: ministack accepts emails and reports nothing more, SES sends an event to EventBridge for each step.

Every email is delivered, except those to SES's mailbox simulator, which depend on the beginning of the local part:

    bounce            there is no such mailbox          complaint   delivered, and reported as spam
    suppressionlist   bounced before, SES does not try  reject      SES finds malware in it
    ooto              delivered, and answered by an absence notice, which SES calls a bounce
    full, delay       a full mailbox; one that accepts it at the second try       (these two and `reject` are only here)
"""

import contextvars
import json
import threading
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import eventbridge, ses_v2

SIMULATOR = "@simulator.amazonses.com"
APART_S = 0.3
Detail = dict[str, Any]

NAMES = {
    "Send": "Email Sent",
    "Delivery": "Email Delivered",
    "DeliveryDelay": "Email Delivery Delayed",
    "Bounce": "Email Bounced",
    "Complaint": "Email Complaint Received",
    "Reject": "Email Rejected",
}
WANTED = {"DeliveryDelay": "DELIVERY_DELAY"}
GONE = {"bounceType": "Permanent", "bounceSubType": "General"}
COURSES: dict[str, list[tuple[str, Detail]]] = {
    "bounce": [("Bounce", GONE)],
    "suppressionlist": [("Bounce", {"bounceType": "Permanent", "bounceSubType": "OnAccountSuppressionList"})],
    "ooto": [("Delivery", {}), ("Bounce", {"bounceType": "Transient", "bounceSubType": "General"})],
    "full": [("Bounce", {"bounceType": "Transient", "bounceSubType": "MailboxFull"})],
    "delay": [("DeliveryDelay", {"delayType": "MailboxFull"}), ("Delivery", {})],
    "complaint": [("Delivery", {}), ("Complaint", {"complaintFeedbackType": "abuse"})],
    "reject": [("Reject", {"reason": "Bad content"})],
}
DELIVERED: list[tuple[str, Detail]] = [("Delivery", {})]
RECIPIENTS = {"Bounce": "bouncedRecipients", "Complaint": "complainedRecipients", "DeliveryDelay": "delayedRecipients"}


def send_events(message_id: str, sent: dict[str, Any]) -> None:
    """Send the events of one accepted SendEmail after the caller has got the response; none without a configuration set."""
    wanted = _wanted(sent.get("ConfigurationSetName", ""))
    if not wanted:
        return
    entries = [
        (type_, detail) for type_, detail in details(message_id, sent) if WANTED.get(type_, type_.upper()) in wanted
    ]
    context = contextvars.copy_context()
    threading.Thread(target=lambda: context.run(_send_all, entries), name="desk-deliveries", daemon=True).start()


def details(message_id: str, sent: dict[str, Any]) -> Iterator[tuple[str, Detail]]:
    """Iterate over SES's events for an email, in order: the type and the event's `detail`."""
    to = [address for kind in ("ToAddresses", "CcAddresses") for address in sent.get("Destination", {}).get(kind, [])]
    stamp = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    tags = {tag["Name"]: [tag["Value"]] for tag in sent.get("EmailTags", [])}
    mail = {
        "timestamp": stamp,
        "source": sent.get("FromEmailAddress", ""),
        "sendingAccountId": get_account_id(),
        "messageId": message_id.partition("@")[0],
        "destination": to,
        "headersTruncated": False,
        "headers": [],
        "commonHeaders": {"to": to},
        "tags": {"ses:configuration-set": [sent["ConfigurationSetName"]], **tags},
    }
    for type_, fields in [("Send", {}), *_course(to)]:
        named = type_[0].lower() + type_[1:]
        who = {RECIPIENTS[type_]: [{"emailAddress": address} for address in to]} if type_ in RECIPIENTS else {}
        when = {} if type_ in {"Send", "Reject"} else {"timestamp": stamp}
        yield type_, {"eventType": type_, "mail": mail, named: {**when, **who, **fields}}


def _course(to: list[str]) -> list[tuple[str, Detail]]:
    for address in to:
        local = address.lower().removesuffix(SIMULATOR)
        if local != address.lower():
            return next((course for begins, course in COURSES.items() if local.startswith(begins)), DELIVERED)
    return DELIVERED


def _wanted(configuration_set: str) -> set[str]:
    """Return the event types that a configuration set sends to EventBridge."""
    known = ses_v2._config_sets.get(configuration_set) or {}  # noqa: SLF001
    destinations = (known.get("EventDestinations") or {}).values()
    return {
        type_
        for each in destinations
        if each.get("Enabled") and "EventBridgeDestination" in each
        for type_ in each["MatchingEventTypes"]
    }


def _send_all(entries: list[tuple[str, Detail]]) -> None:
    for type_, detail in entries:
        time.sleep(APART_S)
        eventbridge._dispatch_event(  # noqa: SLF001 - as ministack's S3 does
            {
                "EventId": str(uuid.uuid4()),
                "Source": "aws.ses",
                "DetailType": NAMES[type_],
                "Detail": json.dumps(detail),
                "EventBusName": "default",
                "Time": int(time.time()),
                "Resources": [],
                "Account": get_account_id(),
                "Region": get_region(),
            }
        )
