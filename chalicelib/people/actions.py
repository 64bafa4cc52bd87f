"""Registering, signing in, one's own profile, and how other slices find people.

No answer here shows whether an address is known. Each kind of request is counted for itself, by address and by source,
so that asking for codes does not lock anybody out of signing in.
"""

from collections.abc import Sequence
from contextlib import suppress

from ..plumbing.dynamo import ConditionFailed
from ..plumbing.errors import Invalid, NotFound, SignInAgain
from ..plumbing.marshal import Item
from ..plumbing.services import Account, Challenge, Services, SignedIn
from ..plumbing.throttle import admit, forgive
from . import rules, store
from .model import Person, ProfileChange, Role
from .sign_in import claims_of, is_verified

SESSION = "session"


class Stale(Exception):  # noqa: N818 - an answer, not a fault
    """The profile changed meanwhile; `person` is how it is now."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.id)
        self.person = person


def person_by_id(services: Services, person: str) -> Person | None:
    """One round trip, half a read unit."""
    return store.load(services, person)


def persons_by_id(services: Services, ids: Sequence[str], *, consistent: bool = False) -> list[Person]:
    """Those there are, in any order; nobody asked for, nothing read.

    One round trip, half a read unit each, a whole one if `consistent`.
    """
    return store.load_many(services, ids, consistent=consistent) if ids else []


def person_of(item: Item) -> Person | None:
    """The person that an item of the core table holds; None for anything else."""
    return Person.model_validate(item) if item["pk"].startswith("P#") else None


def person_for_address(services: Services, email: str, name: str | None = None, language: str | None = None) -> Person:
    """The person an address belongs to; a new customer if nobody. Two at once get the same one.

    Two round trips, one and a half read units; one trip and 4 write units more for somebody new.
    """
    return add_person(services, email, name or email, Role.CUSTOMER, language=language or "en")


def add_person(
    services: Services,
    email: str,
    name: str,
    role: Role,
    *,
    team: str | None = None,
    language: str = "en",
    time_zone: str = "UTC",
    id: str | None = None,  # noqa: A002 - the field's name
) -> Person:
    """A new person with this address, or unchanged whoever has it already. Costs as `person_for_address`."""
    owner = store.owner_of(services, email)
    if owner is None:
        person = Person(
            id=id or services.new_id(), email=email.lower(), name=name, role=role, team=team, language=language,
            time_zone=time_zone, created_at=services.clock.now(),
        )  # fmt: skip
        owner = store.add(services, person)
        if owner == person.id:
            return person
    return _existing(services, owner)


def change_profile(services: Services, person: str, version: int, change: ProfileChange) -> Person:
    """Raises `Stale` unless the profile has this version, `NotFound` without one.

    The directory hears a new name first: whatever breaks off after that, the same request can be sent again.
    """
    before = own_profile(services, person)
    if before.version != version:
        raise Stale(before)
    after = rules.changed(before, change)
    if after is before:
        return before
    if after.name != before.name:
        services.directory.rename(after.email, after.name)
    try:
        store.replace(services, before, after)
    except ConditionFailed:
        raise Stale(_existing(services, person)) from None
    return after


def own_profile(services: Services, person: str) -> Person:
    """As it is now, not as it was a moment ago. Raises `NotFound`."""
    found = store.load(services, person, consistent=True)
    if found is None:
        raise NotFound("There is no such person.")
    return found


def register(services: Services, email: str, password: str, account: Account, source: str) -> None:
    _admit(services, "register", email, source)
    services.directory.register(email, password, account)


def resend_code(services: Services, email: str, source: str) -> None:
    _admit(services, "resend", email, source)
    services.directory.resend_code(email)


def confirm(services: Services, email: str, code: str, source: str) -> None:
    """Confirms the address and gives its owner a person. May be repeated with the same code for a day.

    To a code that was not the one, a confirmed address, one that waits and one nobody knows answer alike.
    """
    _admit(services, "confirm", email, source)
    if services.directory.confirm(email, code):
        store.remember_confirmation(services, email, code)
    elif not store.was_confirmed(services, email, code):
        raise Invalid.field("code", "This code is not right or no longer valid. Ask for a new one.")
    _join(services, email)


def sign_in(services: Services, email: str, password: str, source: str) -> SignedIn | Challenge:
    _admit(services, SESSION, email, source)
    return _arrived(services, email, services.directory.sign_in(email, password))


def answer_challenge(
    services: Services, email: str, challenge: Challenge, answer: str, source: str
) -> SignedIn | Challenge:
    _admit(services, SESSION, email, source)
    return _arrived(services, email, services.directory.answer_challenge(email, challenge, answer))


def refresh(services: Services, refresh_token: str) -> SignedIn:
    return _with_person(services, services.directory.refresh(refresh_token))


def sign_out(services: Services, refresh_token: str, *, everywhere: bool) -> None:
    """A session nobody knows is signed out already."""
    if everywhere:
        services.directory.sign_out_everywhere(refresh_token)
    else:
        services.directory.sign_out(refresh_token)


def send_reset_code(services: Services, email: str, source: str) -> None:
    _admit(services, "reset", email, source)
    services.directory.send_reset_code(email)


def reset_password(services: Services, email: str, code: str, password: str, source: str) -> None:
    _admit(services, "new-password", email, source)
    services.directory.reset_password(email, code, password)


def _admit(services: Services, what: str, email: str, source: str) -> None:
    """Two round trips, two write units. Raises `TooMany`."""
    now = services.clock.real()
    admit(services.live, f"source:{what}", source, services.settings.source_limit, now)
    admit(services.live, f"email:{what}", email, services.settings.email_limit, now)


def _arrived(services: Services, email: str, outcome: SignedIn | Challenge) -> SignedIn | Challenge:
    if isinstance(outcome, Challenge):
        return outcome
    if services.settings.email_limit:
        forgive(services.live, f"email:{SESSION}", email, services.clock.real())
    return _with_person(services, outcome)


def _with_person(services: Services, signed_in: SignedIn) -> SignedIn:
    """An account that was confirmed, but lost the step that gives it a person, gets it now."""
    claims = claims_of(signed_in.id_token)
    if claims.get("custom:person"):
        return signed_in
    if not is_verified(claims):
        raise SignInAgain("Confirm your address first, then sign in again.")
    _join(services, str(claims["email"]))
    return services.directory.refresh(signed_in.refresh_token)


def _join(services: Services, email: str) -> None:
    """Every step may be repeated: nothing is made or said twice."""
    account = services.directory.account(email)
    person = person_for_address(services, email, account.name, account.language)
    introduced = rules.introduced(person, account.name, account.language, account.time_zone)
    if introduced is not person:
        with suppress(ConditionFailed):  # said already, by the same request sent twice
            store.replace(services, person, introduced)
    services.directory.join_person(email, person.id)


def _existing(services: Services, person: str) -> Person:
    found = store.load(services, person, consistent=True)
    if found is None:
        raise LookupError(f"person {person} has an address but no profile")
    return found
