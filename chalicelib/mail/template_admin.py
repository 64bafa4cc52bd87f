"""Admins' changes to the texts of emails. Each change adds an entry to the audit log, in the same transaction."""

from dataclasses import dataclass

from ..audit import actions as audit_actions
from ..audit.model import AuditAction, AuditTarget, differences
from ..people.model import Caller
from ..plumbing import versions
from ..plumbing.aws.dynamo import ConditionFailed
from ..plumbing.errors import NotFound
from ..plumbing.i18n import languages_of
from ..plumbing.services import Services
from . import overrides, templates
from .model import Kind, Override, SenderIdentity, Template

LANGUAGES = languages_of("mail")
KINDS = frozenset(map(str, Kind))


@dataclass(frozen=True)
class TemplateSlot:
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


def list_templates(services: Services) -> list[TemplateSlot]:
    """List every kind in every language. 1 RT, 1 RRU per started 4 KB of overrides."""
    there = {(each.kind, each.language): each for each in overrides.list_overrides(services)}
    return [TemplateSlot(kind, language, there.get((kind, language))) for kind in Kind for language in LANGUAGES]


def find_template(services: Services, kind: str, language: str) -> TemplateSlot:
    """Read the text for a kind and language that the caller passed. 1 RT, 1 RRU per started 4 KB. Raises `NotFound`."""
    known = _known(kind, language)
    return TemplateSlot(known, language, overrides.find(services, known, language, consistent=True))


def save(
    services: Services, caller: Caller, place: TemplateSlot, wanted: Template, expected: int | None
) -> TemplateSlot:
    """Replace the default text; other warm functions use it within a minute.

    2 RT, 1 RRU + 4 WRU, and 2 WRU per KB of the text and of the audit entry. Writes nothing if nothing differs. Raises
    `Invalid`, `VersionRequired`, `VersionMismatch`.
    """
    templates.check(place.kind, wanted)
    if wanted == templates.default(place.kind, place.language):
        return reset(services, caller, place, expected)
    return _write(services, caller, place, wanted, expected, AuditAction.MAIL_TEXT_CHANGED)


def reset(services: Services, caller: Caller, place: TemplateSlot, expected: int | None) -> TemplateSlot:
    """Restore the default text. Same cost and errors as `save`."""
    return _write(services, caller, place, None, expected, AuditAction.MAIL_TEXT_RESET)


def preview(services: Services, kind: str, language: str, wanted: Template) -> Preview:
    """Render an email with this text. No reads or writes. Raises `NotFound`, `Invalid`."""
    from . import examples, layout  # only previews load these

    known = _known(kind, language)
    templates.check(known, wanted)
    settings = services.settings
    desk = SenderIdentity(settings.desk_name, settings.from_address, settings.portal_url)
    mail = examples.example(desk, known, language, wanted, services.clock.now())
    return Preview(mail.subject, layout.text_of(mail), layout.html_of(mail))


def _known(kind: str, language: str) -> Kind:
    if kind not in KINDS or language not in LANGUAGES:
        raise NotFound("There is no such kind of mail, or the desk does not write in that language.")
    return Kind(kind)


def _write(
    services: Services,
    caller: Caller,
    place: TemplateSlot,
    wanted: Template | None,
    expected: int | None,
    action: AuditAction,
) -> TemplateSlot:
    versions.check(expected, place.version, "text", current=place)
    after = Override(
        kind=place.kind,
        language=place.language,
        subject=wanted.subject if wanted else None,
        body=wanted.body if wanted else None,
        updated_at=services.clock.now(),
        version=place.version + 1,
    )
    changed = TemplateSlot(place.kind, place.language, after)
    changes = differences(_texts(place), _texts(changed))
    if not changes:
        return place
    target = AuditTarget(kind="mail_text", id=f"{place.kind}#{place.language}", name=f"{place.kind} ({place.language})")
    try:
        audit_actions.record(
            services, caller, action, target, changes, [overrides.write(services, place.override, after)]
        )
    except ConditionFailed:
        now = find_template(services, place.kind, place.language)
        raise versions.out_of_date("text", version=now.version, current=now) from None
    return changed


def _texts(place: TemplateSlot) -> dict[str, str]:
    return {"subject": place.template.subject, "body": place.template.body}
