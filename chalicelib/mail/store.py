"""The outbox, and counters and records related to it.

In the table of short-lived items:
    OB#<ticket>#<to>   <rev:06d>#<kind>   an email; earlier ones about the same ticket to the same person come before it
    OW                 <at:013d>#<id>     an email that is not sent yet; the sweep reads these from that time on
    MS#<second>        #                  number of emails sent in this second
    MC#<hour>#<to>     #                  number of emails to this person in this hour, in total and for each ticket
    MC#<hour>          #                  number of emails to all persons
    SES                #                  the latest email that SES has reported as sent
In the table of record:
    SU#<digest>        #                  a suppressed address
    MID#<digest>       #                  the ticket of an email's Message-ID, ours or theirs, which replies reference

All times are real time, except hours.
"""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ..plumbing.aws.dynamo import EXISTS, NOT_EXISTS, UNCONDITIONAL, ConditionFailed, Write
from ..plumbing.aws.marshal import Item
from ..plumbing.aws.throttle import mailbox_of
from ..plumbing.clock import DAY, HOUR, SECOND
from ..plumbing.services import Services
from . import rules
from .lifecycle import rank
from .model import KnownMessageId, MailId, MailState, Notice, OutboxRow, Suppression, SuppressionCause
from .threads import id_key

RETENTION_MS = 30 * DAY  # longer than any queue keeps a message
MESSAGE_ID_RETENTION_MS = 90 * DAY  # how long replies are matched by Message-ID
CLAIMABLE = "attribute_not_exists(#pk) OR #state = :wanted OR #state = :waiting OR #claim = :over"
UNCLAIMED = "-"
LOOKBACK_MAILS = 5  # earlier emails about the same ticket to the same person
WAITING = "OW"
SES_EVENTS = "SES"


@dataclass(frozen=True)
class LateMail:
    """An email that should have been sent by now, and its position among those that wait."""

    notice: Notice
    sort: str
    times: int  # how often it was requested again


def add(services: Services, notice: Notice, delay_s: int) -> OutboxRow:
    """Add an email to the outbox, once. Returns its row, which may already exist. 2 RT, 2 WRU."""
    now = services.clock.real()
    due_at = now + delay_s * SECOND
    row = OutboxRow(state=MailState.WANTED, due_at=due_at, waits_at=due_at)
    item = {**_key(notice), **row.model_dump(), "rank": rank(row.state), "ttl": (now + RETENTION_MS) // SECOND}
    try:
        services.live.write(services.live.put(item, show=True))
    except ConditionFailed as failed:
        row = OutboxRow.model_validate(failed.items[0])
    if row.state is MailState.WANTED:  # the function that added it may have stopped right after
        payload = notice.model_dump(mode="json", exclude={"force"})
        late = {"pk": WAITING, "sk": _late(notice, row), "notice": payload, "times": 0, "ttl": item["ttl"]}
        with suppress(ConditionFailed):
            services.live.write(services.live.put(late))
    return row


def with_earlier(services: Services, mail: MailId) -> tuple[OutboxRow | None, list[OutboxRow]]:
    """Read an email's row and those of the emails before it, the nearest first. 1 RT, 1 RRU."""
    key = _key(mail)
    page = services.live.query(
        "#pk = :pk AND #sk <= :sk",
        pk=key["pk"],
        sk=key["sk"],
        limit=1 + LOOKBACK_MAILS,
        descending=True,
        consistent=True,
    )
    rows = [(item["sk"], OutboxRow.model_validate(item)) for item in page.items]
    own = next((row for sk, row in rows if sk == key["sk"]), None)
    return own, [row for sk, row in rows if sk != key["sk"]]


def find(services: Services, mail: MailId) -> OutboxRow | None:
    """Read an email's row. 1 RT, 1 RRU."""
    item = services.live.get(**_key(mail), consistent=True)
    return OutboxRow.model_validate(item) if item else None


def claim(services: Services, mail: MailId, claim: str, over: str = UNCLAIMED) -> OutboxRow | None:
    """Claim the email for the attempt `claim`, taking over the claim `over` if given.

    Returns None if another attempt has claimed it. 1 RT, 1 WRU.
    """
    now = services.clock.real()
    update = "SET #state = :sending, #rank = :rank, #claim = :claim, #claimed_at = :now, #ttl = :ttl, "
    update += "#due_at = if_not_exists(#due_at, :now) ADD #tries :one"
    change = services.live.change(
        **_key(mail),
        update=update,
        where=CLAIMABLE,
        show=True,
        sending=MailState.SENDING,
        rank=rank(MailState.SENDING),
        claim=claim,
        now=now,
        ttl=(now + RETENTION_MS) // SECOND,
        one=1,
        wanted=MailState.WANTED,
        waiting=MailState.WAITING,
        over=over,
    )
    try:
        return OutboxRow.model_validate(services.live.write(change))
    except ConditionFailed as failed:
        found = OutboxRow.model_validate(failed.items[0])
        return found if found.claim == claim else None  # ours: the response to this very write was lost


def release_claim(
    services: Services, mail: MailId, row: OutboxRow, state: MailState, answer: str, again_at: int = 0
) -> bool:
    """Record how an attempt ended that sent nothing, or may have.

    Returns False if it was reported as sent or another attempt has claimed it. 1 RT, 1 WRU.
    """
    update = "SET #state = :state, #rank = :rank, #answer = :answer, #again_at = :again"
    change = services.live.change(
        **_key(mail),
        update=update,
        where="#claim = :claim AND #rank < :skipped",
        state=state,
        rank=rank(state),
        answer=answer,
        again=again_at,
        claim=row.claim,
        skipped=rank(MailState.SKIPPED),
    )
    return _try_write(services, change)


def skip(services: Services, mail: MailId, row: OutboxRow | None, why: str) -> bool:
    """Record that an email is not to be sent. Returns False if it was claimed meanwhile. 1 RT, 1 WRU."""
    now = services.clock.real()
    update = "SET #state = :state, #rank = :rank, #answer = :why, #ttl = :ttl, #due_at = if_not_exists(#due_at, :now)"
    where = "attribute_not_exists(#pk) OR (#state = :was AND #claim = :claim)"
    was = row or OutboxRow(state=MailState.SKIPPED, claim=UNCLAIMED)
    change = services.live.change(
        **_key(mail),
        update=update,
        where=where,
        state=MailState.SKIPPED,
        rank=rank(MailState.SKIPPED),
        why=why,
        now=now,
        ttl=(now + RETENTION_MS) // SECOND,
        was=was.state,
        claim=was.claim,
    )
    return _try_write(services, change)


def advance_state(services: Services, mail: MailId, state: MailState, answer: str) -> bool:
    """Record that an email was sent, or a later state.

    Returns False if it is in this state or a later one, or not there. 1 RT, 1 WRU.
    """
    update = "SET #state = :state, #rank = :rank, #answer = :answer"
    return _try_write(
        services,
        services.live.change(
            **_key(mail),
            update=update,
            where="#rank < :rank",
            state=state,
            rank=rank(state),
            answer=answer,
        ),
    )


def record_failure(services: Services, mail: MailId) -> Write:
    """Build the write that records an email's failure, once: 2 WRU."""
    where = "attribute_exists(#pk) AND (attribute_not_exists(#failure) OR #failure = :no)"
    return services.live.change(**_key(mail), update="SET #failure = :yes", where=where, yes=True, no=False)


def clear_late(services: Services, mail: MailId, row: OutboxRow) -> None:
    """Take an email off the sweep's list. 1 RT, 1 WRU."""
    services.live.write(services.live.remove(WAITING, _late(mail, row), UNCONDITIONAL))


def find_late(services: Services, until: int, limit: int) -> list[LateMail]:
    """List the emails that were due before a time and are not sent, longest overdue first. 1 RT; half a RRU per 15."""
    page = services.live.query("#pk = :pk AND #sk < :until", pk=WAITING, until=f"{until:013d}", limit=limit)
    return [LateMail(Notice.model_validate(item["notice"]), item["sk"], item["times"]) for item in page.items]


def recheck(services: Services, one: LateMail, at: int | None) -> None:
    """Let the sweep check an email again from a time on, or never. It is not listed again if it is sent. 3 RT, 3 WRU."""
    if at is not None and _try_write(
        services,
        services.live.change(
            **_key(one.notice),
            update="SET #waits_at = :at",
            where="#rank < :skipped",
            at=at,
            skipped=rank(MailState.SKIPPED),
        ),
    ):
        payload = one.notice.model_dump(mode="json", exclude={"force"})
        ttl = (services.clock.real() + RETENTION_MS) // SECOND
        item = {
            "pk": WAITING,
            "sk": f"{at:013d}#{one.notice.id}",
            "notice": payload,
            "times": one.times + 1,
            "ttl": ttl,
        }
        with suppress(ConditionFailed):
            services.live.write(services.live.put(item))
    services.live.write(services.live.remove(WAITING, one.sort, UNCONDITIONAL))


def take_slot(services: Services, limit: int) -> bool:
    """Take one of this second's slots. A limit of 0 means unlimited. 1 RT, 1 WRU."""
    second = services.clock.real() // SECOND
    return not limit or _count(services, f"MS#{second}", second + 60, {"count": limit})


def count_mail(services: Services, mail: MailId, caps: rules.Caps) -> bool:
    """Count one more email in this hour of system time. Returns False if a limit is exceeded. 2 RT, 2 WRU."""
    hour = services.clock.now() // HOUR
    ends = (services.clock.real() + 2 * HOUR) // SECOND
    persons = _count(services, f"MC#{hour}#{mail.to}", ends, {"all": caps.person, f"t{mail.ticket}": caps.ticket})
    return persons and _count(services, f"MC#{hour}", ends, {"all": caps.desk})


def count_acknowledgement(services: Services, email: str, cap: rules.AcknowledgementCap) -> bool:
    """Count one more acknowledgement to a mailbox in this day of system time.

    Returns False if it exceeds the limit. 1 RT, 1 WRU.
    """
    now = services.clock.now()
    change = services.live.change(
        f"MA#{now // DAY}#{_digest(mailbox_of(email))}",
        "#",
        "SET #ttl = :ttl, #at = :now ADD #count :one",
        "attribute_not_exists(#count) OR #count < :few OR (#count < :many AND #at <= :before)",
        ttl=(services.clock.real() + 2 * DAY) // SECOND,
        now=now,
        one=1,
        few=cap.few,
        many=cap.many,
        before=now - cap.pace_ms,
    )
    return _try_write(services, change)


def record_ses_event(services: Services, sent_at: int) -> None:
    """Record that SES has reported an email that it accepted at this time. 1 RT, 1 WRU."""
    where = "attribute_not_exists(#pk) OR #at < :at"
    _try_write(services, services.live.change(SES_EVENTS, "#", "SET #at = :at", where, at=sent_at))


def last_ses_event_at(services: Services) -> int:
    """Read when SES accepted the latest email that it has reported. 1 RT, half a RRU."""
    item = services.live.get(SES_EVENTS)
    return int(item["at"]) if item else 0


def find_suppression(services: Services, email: str) -> Suppression | None:
    """Read whether an address is suppressed. 1 RT, half a RRU."""
    return find_suppression_by_id(services, _digest(email))


def find_suppression_by_id(services: Services, id_: str) -> Suppression | None:
    item = services.core.get(f"SU#{id_}")
    return Suppression.model_validate(item) if item else None


def suppress_address(services: Services, email: str, cause: SuppressionCause, reason: str) -> None:
    """Suppress all emails to an address. A complaint is not replaced by another cause. 1 RT, 1 WRU."""
    one = Suppression(id=_digest(email), cause=cause, reason=reason, at=services.clock.real())
    where = f"{NOT_EXISTS} OR #cause <> :complaint"
    with suppress(ConditionFailed):
        item = {"pk": f"SU#{one.id}", "sk": "#", **one.model_dump()}
        services.core.write(services.core.put(item, where, complaint=SuppressionCause.COMPLAINT))


def remove_suppression(services: Services, one: Suppression) -> Write:
    """Build the write that removes a suppression: 2 WRU."""
    return services.core.remove(f"SU#{one.id}", "#", f"{EXISTS} AND #at = :at", at=one.at)


def remember(services: Services, mail: MailId, message_id: str) -> None:
    """Remember which of our emails has this Message-ID. 1 RT, 1 WRU."""
    _remember(services, message_id, mail.model_dump(include={"ticket", "rev", "kind", "to"}))


def remember_answer(services: Services, ticket: int, message_id: str) -> None:
    """Remember the ticket of a received email's Message-ID. An id that is already known is not replaced. 1 RT, 1 WRU."""
    _remember(services, message_id, {"ticket": ticket})


def _remember(services: Services, message_id: str, fields: Item) -> None:
    ttl = (services.clock.real() + MESSAGE_ID_RETENTION_MS) // SECOND
    item = {"pk": f"MID#{id_key(message_id)}", "sk": "#", **fields, "ttl": ttl}
    with suppress(ConditionFailed):
        services.core.write(services.core.put(item))


def find_known(services: Services, message_ids: Iterable[str]) -> dict[str, KnownMessageId]:
    """Read what is known about each Message-ID. 1 RT per 100; half a RRU each; no reads if there are none."""
    keys = {message_id: f"MID#{id_key(message_id)}" for message_id in message_ids}
    if not keys:
        return {}
    found = services.dynamo.get_many([(services.core, key, "#") for key in keys.values()])
    now = services.clock.real() // SECOND
    return {
        message_id: KnownMessageId(ticket=item["ticket"], mail=MailId.model_validate(item) if "to" in item else None)
        for message_id, key in keys.items()
        if (item := found.get((key, "#"))) and item["ttl"] > now
    }


def _count(services: Services, pk: str, ends: int, limits: dict[str, int]) -> bool:
    """Increase each counter by one, unless one has reached its limit."""
    added = ", ".join(f"#{name} :one" for name in limits)
    where = " AND ".join(f"(attribute_not_exists(#{name}) OR #{name} < :{name})" for name in limits)
    values: dict[str, Any] = {**limits, "one": 1, "ttl": ends}
    return _try_write(services, services.live.change(pk, "#", f"SET #ttl = :ttl ADD {added}", where, **values))


def _try_write(services: Services, write: Write) -> bool:
    try:
        services.live.write(write)
    except ConditionFailed:
        return False
    return True


def _key(mail: MailId) -> Item:
    return {"pk": f"OB#{mail.ticket}#{mail.to}", "sk": f"{mail.rev:06d}#{mail.kind}"}


def _late(mail: MailId, row: OutboxRow) -> str:
    return f"{row.waits_at:013d}#{mail.id}"


def _digest(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()
