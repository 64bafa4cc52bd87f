"""Names that server and pages share: a new one on the server fails here until the pages have a text for it."""

import re
from collections.abc import Iterable

import pytest

from chalicelib import reactions
from chalicelib.attachments import forms as attachments_forms
from chalicelib.audit.model import AuditAction
from chalicelib.configuration.model import FieldKind
from chalicelib.inbox.model import QuarantineReason
from chalicelib.mail import templates
from chalicelib.mail.kind_specs import SPECS, Audience
from chalicelib.mail.model import Kind, MailState, SkipReason
from chalicelib.people.model import Availability, Right, Role
from chalicelib.queues.model import Filter, Sort
from chalicelib.replies import rules as replies_rules
from chalicelib.search.specs import DOCUMENTS
from chalicelib.tickets import forms as tickets_forms
from chalicelib.tickets.event import ActorRole
from chalicelib.tickets.event_specs import EVENT_SPECS
from chalicelib.tickets.model import OPEN_STATUSES, TRACKED_FIELDS, LinkKind, Priority, Status
from tests.site.test_site import IDS, SITE

SETTABLE = set(Status) - {Status.NEW, Status.CLOSED}
TYPED = set(FieldKind) - {FieldKind.CHOICE, FieldKind.CHECKBOX}
"""Fields with an input of a type; the other two have elements of their own."""

WITH_EVENTS_OF_THEIR_OWN = {"status", "assignee_name", "followers", "spam", "snoozed_until"}
UNSENT = {MailState.WANTED, MailState.WAITING, MailState.SENDING, MailState.SKIPPED}


def notices(audience: Audience) -> set[str]:
    """The kinds of email that these readers can switch off."""
    return {kind.value for kind, spec in SPECS.items() if spec.audience is audience and spec.can_be_switched_off}


TABLES: list[tuple[str, str, Iterable[str]]] = [
    ("parts/basics.js", "STATUS_TEXTS", Status),
    ("parts/basics.js", "PRIORITY_TEXTS", Priority),
    ("parts/timeline.js", "SIDE_TEXTS", ActorRole),
    ("parts/timeline.js", "FIELD_TEXTS", set(TRACKED_FIELDS) - WITH_EVENTS_OF_THEIR_OWN),
    ("portal/profile.js", "NOTICE_TEXTS", notices(Audience.CUSTOMER)),
    ("portal/profile.js", "AGENT_NOTICE_TEXTS", notices(Audience.AGENT)),
    ("portal/ticket-form.js", "MISSING_TEXTS", FieldKind),
    ("links/link.js", "KIND_TEXTS", notices(Audience.CUSTOMER)),
    ("console/actions.js", "FIELD_TEXTS", tickets_forms.TicketChange.model_fields.keys() - {"fields"}),
    ("console/actions.js", "MAIL_TEXTS", set(MailState) - UNSENT),
    ("console/actions.js", "SKIPPED_TEXTS", set(SkipReason) - {SkipReason.WITHDRAWN}),
    ("console/dialogs.js", "KIND_TEXTS", set(LinkKind) - {LinkKind.FOLLOW_UP, LinkKind.FOLLOW_UP_OF}),
    ("console/sidebar.js", "LINK_TEXTS", LinkKind),
    ("console/sidebar.js", "FIELD_TYPES", TYPED),
    ("console/queue.js", "SORT_TEXTS", Sort),
    ("console/reply.js", "STATUS_CHOICE_TEXTS", SETTABLE),
    ("console/reply.js", "STATUS_SEND_TEXTS", SETTABLE),
    ("console/main.js", "STATE_TEXTS", Availability),
    ("console/main.js", "MEANING_TEXTS", Availability),
    ("console/lists/naming.js", "MEMBER_TEXTS", Filter.model_fields),
    ("console/lists/new-form.js", "FIELD_TYPES", TYPED),
    ("console/lists/results.js", "KIND_TEXTS", DOCUMENTS),
    ("console/lists/results.js", "ROLE_TEXTS", Role),
    ("admin/shared.js", "ROLE_TEXTS", Role),
    ("admin/fields.js", "RIGHT_TEXTS", Right),
    ("admin/agents.js", "STATE_TEXTS", Availability),
    ("admin/category-form.js", "KIND_TEXTS", FieldKind),
    ("admin/customer.js", "NOTICE_TEXTS", notices(Audience.CUSTOMER)),
    ("admin/inbox.js", "REASON_TEXTS", QuarantineReason),
    ("admin/log.js", "ACTION_TEXTS", AuditAction),
    ("admin/mail-placeholders.js", "PLACEHOLDER_TEXTS", templates.PLACEHOLDERS),
    ("admin/mails.js", "KIND_TEXTS", Kind),
    ("admin/mails.js", "GROUP_TEXTS", Audience),
    ("admin/preview.js", "TYPES", TYPED),
    ("admin/reply.js", "VARIABLE_TEXTS", replies_rules.ALWAYS),
]
"""The script, its table of texts, and the names that the server has for it."""


@pytest.mark.parametrize(("file", "table", "names"), TABLES, ids=lambda each: each if isinstance(each, str) else "")
def test_pages_have_a_text_for_every_name_of_the_server(file: str, table: str, names: Iterable[str]) -> None:
    (body,) = re.findall(rf"const {table} = \{{(.*?)\}};", (SITE / file).read_text(), re.DOTALL)
    assert set(re.findall(r"(?:^|[\s,])'?([\w.]+)'?:", body)) == {str(name) for name in names}


@pytest.mark.parametrize(
    ("file", "list_", "statuses"),
    [
        ("console/lists/editor.js", r"const STATUSES = \[(.*?)\]", OPEN_STATUSES),
        ("console/lists/bulk.js", r"const STATUSES = \[(.*?)\]", SETTABLE),
        ("console/state.js", r"const all = .*?\[(.*?)\]", OPEN_STATUSES),
        ("console/queue.js", r"const STATUS = \{(.*?)\}", OPEN_STATUSES),
        ("admin/customer.js", r"const SHOW = \{(.*?)\}", Status),
    ],
)
def test_lists_of_the_pages_have_every_status(file: str, list_: str, statuses: Iterable[Status]) -> None:
    (body,) = re.findall(list_, (SITE / file).read_text(), re.DOTALL)
    assert set(re.findall(r"'(\w+)'", body)) == {str(status) for status in statuses}


def test_every_status_has_a_colour() -> None:
    sheet = (SITE / "css" / "parts.css").read_text()
    assert [status.value for status in Status if f".badge.{status}" not in sheet] == []


def test_every_type_of_event_has_a_text_and_an_icon() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (SITE / "vendor" / "icons.svg").read_text()))
    specs = [EVENT_SPECS[type_] for type_ in reactions.REACTIONS]
    assert {spec.text for spec in specs} - IDS["common.ftl"] == set()
    assert {spec.icon for spec in specs} - sprite == set()


def test_pages_attach_as_many_files_as_a_message_may_have() -> None:
    (limit,) = re.findall(r"MAX_FILES = (\d+);", (SITE / "lib" / "uploads.js").read_text())
    assert int(limit) == attachments_forms.MAX_ATTACHED
