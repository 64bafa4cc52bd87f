"""Admins' changes to the texts of emails. Each change adds an entry to the audit log, in the same transaction."""

from dataclasses import dataclass

from ..audit import actions as audit
from ..audit.model import About, Act, differences
from ..people.model import Caller
from ..plumbing import versions
from ..plumbing.dynamo import ConditionFailed
from ..plumbing.errors import NotFound
from ..plumbing.services import Services
from ..plumbing.texts import languages_of
from . import overrides, templates
from .model import Desk, Kind, Override, Template

LANGUAGES = languages_of("mail")
KINDS = frozenset(map(str, Kind))


@dataclass(frozen=True)
class Place:
    """A text by kind and language, with the admin's override if there is one."""

    kind: Kind
    language: str
    override: Override | None

    @property
    def version(self) -> int:
        return self.override.version if self.override else 0

    @property
    def template(self) -> Template:
        return (self.override and self.override.template) or templates.default(self.kind, self.language)


@dataclass(frozen=True)
class Preview:
    subject: str
    text: str
    html: str


def places(services: Services) -> list[Place]:
    """List every kind in every language. 1 RT, 1 RRU per started 4 KB of overrides."""
    there = {(each.kind, each.language): each for each in overrides.listed(services)}
    return [Place(kind, language, there.get((kind, language))) for kind in Kind for language in LANGUAGES]


def place_for(services: Services, kind: str, language: str) -> Place:
    """Read the text for a kind and language that the caller passed. 1 RT, 1 RRU per started 4 KB. Raises `NotFound`."""
    known = _known(kind, language)
    return Place(known, language, overrides.find(services, known, language, consistent=True))


def save(services: Services, caller: Caller, place: Place, wanted: Template, expected: int | None) -> Place:
    """Replace the default text; other warm functions use it within a minute.

    2 RT, 1 RRU + 4 WRU, and 2 WRU per KB of the text and of the audit entry. Writes nothing if nothing differs. Raises
    `Invalid`, `VersionNeeded`, `OutOfDate`.
    """
    templates.check(place.kind, wanted)
    if wanted == templates.default(place.kind, place.language):
        return reset(services, caller, place, expected)
    return _write(services, caller, place, wanted, expected, Act.MAIL_TEXT_CHANGED)


def reset(services: Services, caller: Caller, place: Place, expected: int | None) -> Place:
    """Restore the default text. Same cost and errors as `save`."""
    return _write(services, caller, place, None, expected, Act.MAIL_TEXT_RESET)


def preview(services: Services, kind: str, language: str, wanted: Template) -> Preview:
    """Render an email with this text. No reads or writes. Raises `NotFound`, `Invalid`."""
    from . import examples, layout  # only previews load these

    known = _known(kind, language)
    templates.check(known, wanted)
    settings = services.settings
    desk = Desk(settings.desk_name, settings.from_address, settings.portal_url)
    letter = examples.example(desk, known, language, wanted, services.clock.now())
    return Preview(letter.subject, layout.text_of(letter), layout.html_of(letter))


def _known(kind: str, language: str) -> Kind:
    if kind not in KINDS or language not in LANGUAGES:
        raise NotFound("There is no such kind of mail, or the desk does not write in that language.")
    return Kind(kind)


def _write(
    services: Services, caller: Caller, place: Place, wanted: Template | None, expected: int | None, act: Act
) -> Place:
    versions.check(expected, place.version, "text", current=place)
    after = Override(
        kind=place.kind, language=place.language, subject=wanted.subject if wanted else None,
        body=wanted.body if wanted else None, updated_at=services.clock.now(), version=place.version + 1,
    )  # fmt: skip
    done = Place(place.kind, place.language, after)
    told = differences(_told(place), _told(done))
    if not told:
        return place
    about = About(kind="mail_text", id=f"{place.kind}#{place.language}", name=f"{place.kind} ({place.language})")
    try:
        audit.record(services, caller, act, about, told, [overrides.write(services, place.override, after)])
    except ConditionFailed:
        now = place_for(services, place.kind, place.language)
        raise versions.out_of_date("text", version=now.version, current=now) from None
    return done


def _told(place: Place) -> dict[str, str]:
    return {"subject": place.template.subject, "body": place.template.body}
