"""Registration, sign-in, profiles, and person lookups for other slices.

No response reveals whether an address is registered. Each type of request has its own rate limits, by address and by source,
so that requesting codes cannot lock a user out. Requests that send a code are also limited by mailbox, all types together, and
by day, so that an attacker cannot flood another person's mailbox.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from ..plumbing.aws.dynamo import ConditionFailed
from ..plumbing.aws.marshal import Item
from ..plumbing.aws.throttle import admit, admit_mail, forgive, mailbox_limit, mailbox_of, source_limit
from ..plumbing.errors import Conflict, Invalid, NotFound, SignInRequired
from ..plumbing.http.idempotency import IdempotencyKey
from ..plumbing.names import display_name
from ..plumbing.ports import Account, Challenge, SignedIn
from ..plumbing.retries import retry_until_written
from ..plumbing.services import Services
from . import revocations, roster, rules, store, transaction
from .model import AGENTS, Availability, Person, ProfileChange, Role, Slot
from .sign_in import claims_of, is_verified
from .transaction import PersonChanged

SESSION = "session"
CODES = "mailbox:codes"
"""Codes and confirmations share one limit, because they go to the same mailbox."""


def person_by_id(services: Services, person: str) -> Person | None:
    """Load a person, eventually consistent. One round trip, half a read unit."""
    return store.load(services, person)


def person_now(services: Services, person: str) -> Person | None:
    """Load a person with a consistent read. One round trip, one read unit."""
    return store.load(services, person, consistent=True)


def person_with_address(services: Services, email: str) -> Person | None:
    """Find a person by email, consistently. Two round trips, one and a half read units; one and a half if unknown."""
    owner = store.owner_of(services, email)
    return store.load_current(services, owner) if owner else None


def people_by_id(services: Services, ids: Sequence[str], *, consistent: bool = False) -> list[Person]:
    """Load several people in any order; missing ones are left out. No ids cost no read.

    One round trip, half a read unit each, a whole one if `consistent`.
    """
    return store.load_many(services, ids, consistent=consistent) if ids else []


def person_of(item: Item) -> Person | None:
    """Return the person stored in an item of the core table; None for any other item."""
    return Person.model_validate(item) if item["pk"].startswith("P#") and item["sk"] == "#" else None


def list_agents(services: Services, team: str | None, limit: int, after: str | None) -> list[tuple[str, str]]:
    """List (position, id) of agents, active ones first. One round trip, half a read unit per 4 KB."""
    return store.list_agents(services, team, limit, after)


def due_absences(services: Services, now: int, limit: int) -> list[str]:
    """List agents whose absence is due to begin. One round trip, half a read unit per 4 KB."""
    return store.due_absences(services, now, limit)


def person_for_address(services: Services, email: str, name: str | None = None, language: str | None = None) -> Person:
    """Return the owner of an address, creating a customer if it is new. Concurrent calls return the same person.

    Two round trips, one and a half read units; one trip and 4 write units more for a new person.
    """
    return add_person(services, email, name, Role.CUSTOMER, language=language or "en")


def add_customer(services: Services, customer: Person, idempotency_key: IdempotencyKey | None) -> str:
    """Create a customer unless the address has an owner; return the owner's id. 1 RT, 4 WRU; with a key 2 more.

    Raises `ConditionFailed`, with the key as the last write, if the key was used before.
    """
    return store.add(
        services,
        customer,
        [idempotency_key.write(services.core, customer.id, services.clock.real())] if idempotency_key else (),
    )


def add_person(services: Services, email: str, name: str | None, role: Role, **fields: Any) -> Person:
    """Create a person with this address, or return its owner unchanged. Costs as `person_for_address`.

    `fields` are further fields of a `Person`; raises `TypeError` for others. Does not update the user pool: `transaction` or a
    tool does that.
    """
    if unknown := fields.keys() - Person.model_fields.keys():
        raise TypeError(f"a person has no {', '.join(sorted(unknown))}")
    owner = store.owner_of(services, email)
    if owner is None:
        is_agent = role in AGENTS
        known = {"id": services.new_id(), "home": rules.home_of(fields.get("teams", {})) if is_agent else None} | fields
        person = Person(
            email=email.lower(), name=display_name(name, email), role=role, created_at=services.clock.now(), **known
        )
        owner = store.add(services, person, roster.writes(services, None, person) if is_agent else ())
        if owner == person.id:
            return person
    return store.load_current(services, owner)


def change_profile(services: Services, person: str, version: int, change: ProfileChange) -> Person:
    """Change a profile. Raises `PersonChanged` unless it has this version, `NotFound` if there is none. 2 RT, 1 RRU + 1 WRU."""
    before = own_profile(services, person)
    if before.version != version:
        raise PersonChanged(before)
    after = rules.changed(before, change)
    if after is not before:
        transaction.change_person(services, before, after)
    return after


def unsubscribe(services: Services, person: str, notice: str) -> None:
    """Turn off one type of notification, also for people without an account. 2 RT, 1 RRU + 1 WRU.

    This does not count as editing the profile: the person can still set their name at first sign-in (`rules.introduced`).
    """

    def attempt() -> None:
        before = own_profile(services, person)
        if before.wants(notice):
            unheard = before.noted or before.version == 1
            fields = {"notifications": {**before.notifications, notice: False}, "noted": unheard}
            transaction.change_person(services, before, rules.next_version(before, fields))

    retry_until_written(services.clock, attempt, "The profile changes too quickly. Try again.", beaten=PersonChanged)


def own_profile(services: Services, person: str) -> Person:
    """Load a profile with a consistent read. One round trip, one read unit. Raises `NotFound`."""
    found = person_now(services, person)
    if found is None:
        raise NotFound("There is no such person.")
    return found


def set_availability(services: Services, person: str, state: Availability, until: int | None) -> Slot:
    """Set an agent's availability. 2 RT, half a RRU + 1 WRU; 1 RT and 1 WRU more for each team beyond the first.

    Raises `Conflict` if the record says that the person is not an agent.
    """
    known = agent_by_id(services, person)
    try:
        return roster.set_availability(services, known, state, until)
    except ConditionFailed:  # the record that was read is older than the slot
        return roster.set_availability(services, own_profile(services, person), state, until)


def agent_by_id(services: Services, person: str) -> Person:
    """Load an agent. One round trip, half a read unit. Raises `Conflict` if the record says that the person is not an agent."""
    known = store.load(services, person)
    if known is None or not known.is_agent:
        raise Conflict("The desk does not know you as an agent yet. Ask an admin to invite you.")
    return known


def register(services: Services, email: str, password: str, account: Account, source: str) -> None:
    _admit_code(services, "register", email, source)
    services.directory.register(email, password, account)


def resend_code(services: Services, email: str, source: str) -> None:
    _admit_code(services, "resend", email, source)
    services.directory.resend_code(email)


def confirm(services: Services, email: str, code: str, source: str) -> None:
    """Confirm an address and create its owner's person record. Idempotent with the same code for a day.

    The response is the same for a wrong code and for a confirmed, pending or unknown address.
    """
    _throttle(services, "confirm", email, source)
    if services.directory.confirm(email, code):
        store.remember_confirmation(services, email, code)
    elif not store.was_confirmed(services, email, code):
        raise Invalid.field("code", "This code is not right or no longer valid. Ask for a new one.")
    _attach_person(services, email)


def sign_in(services: Services, email: str, password: str, source: str) -> SignedIn | Challenge:
    _throttle(services, SESSION, email, source)
    return _signed_in(services, email, services.directory.sign_in(email, password))


def answer_challenge(
    services: Services, email: str, challenge: Challenge, answer: str, source: str
) -> SignedIn | Challenge:
    _throttle(services, SESSION, email, source)
    return _signed_in(services, email, services.directory.answer_challenge(email, challenge, answer))


def refresh(services: Services, refresh_token: str) -> SignedIn:
    return _with_person(services, services.directory.refresh(refresh_token))


def sign_out(services: Services, refresh_token: str, *, everywhere: bool) -> None:
    """End one session or all of them, including ID tokens. The directory's calls, 1 RT, 1 WRU, a second's wait at most.

    A session that the directory does not know is already signed out.
    """
    directory = services.directory
    owner = (directory.sign_out_everywhere if everywhere else directory.sign_out)(refresh_token)
    person = claims_of(owner.id_token).get("custom:person") if owner else None
    if person:
        revocations.revoke(services, str(person))


def send_reset_code(services: Services, email: str, source: str) -> None:
    _admit_code(services, "reset", email, source)
    services.directory.send_reset_code(email)


def reset_password(services: Services, email: str, code: str, password: str, source: str) -> None:
    _throttle(services, "new-password", email, source)
    services.directory.reset_password(email, code, password)
    if person := store.owner_of(services, email):
        revocations.revoke(services, person)


def _throttle(services: Services, what: str, email: str, source: str) -> None:
    """Apply the rate limits of a request. Two round trips, two write units. Raises `TooManyRequests`."""
    now = services.clock.real()
    admit(services.live, f"source:{what}", source, services.settings.source_limit, now)
    admit(services.live, f"email:{what}", email, services.settings.email_limit, now)


def _admit_code(services: Services, what: str, email: str, source: str) -> None:
    """Apply the rate limits of a request for a code: by source, and by mailbox for all codes.

    2 RT, 2 WRU. Raises `TooManyRequests`.
    """
    now, settings = services.clock.real(), services.settings
    admit_mail(services.live, f"source:{what}", source, source_limit(settings.source_limit), now)
    admit_mail(services.live, CODES, mailbox_of(email), mailbox_limit(settings.email_limit), now)


def _signed_in(services: Services, email: str, outcome: SignedIn | Challenge) -> SignedIn | Challenge:
    if isinstance(outcome, Challenge):
        return outcome
    if services.settings.email_limit:
        forgive(services.live, f"email:{SESSION}", email, services.clock.real())
    return _with_person(services, outcome)


def _with_person(services: Services, signed_in: SignedIn) -> SignedIn:
    """Create the missing person record of an account that was confirmed but whose creation was interrupted."""
    claims = claims_of(signed_in.id_token)
    if claims.get("custom:person"):
        return signed_in
    if not is_verified(claims):
        raise SignInRequired("Confirm your address first, then sign in again.")
    _attach_person(services, str(claims["email"]))
    return services.directory.refresh(signed_in.refresh_token)


def _attach_person(services: Services, email: str) -> None:
    """Create the person record of a confirmed account. Idempotent."""
    account = services.directory.account(email)
    person = person_for_address(services, email, account.name, account.language)
    introduced = rules.introduced(person, account.name, account.language, account.time_zone)
    if introduced is not person:
        with suppress(PersonChanged):  # the same request was sent twice
            transaction.change_person(services, person, introduced)
    services.directory.set_person_id(email, person.id)
