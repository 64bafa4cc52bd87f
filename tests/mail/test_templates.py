"""Templates: what each kind may speak of, and what admins may make of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail import layout, templates
from chalicelib.mail.model import Kind, Template
from chalicelib.plumbing.errors import Invalid
from chalicelib.plumbing.i18n import languages_of
from tests.mail.makers import ABOUT_TICKETS

LANGUAGES = languages_of("mail")
GOOD = templates.default(Kind.REPLIED, "en")


def wrong(kind: Kind, **changed: str) -> list[tuple[str, str]]:
    """Pointers and sentences of the refusal; nothing where the template is taken."""
    default = templates.default(kind, "en")
    try:
        templates.check(kind, Template(**{"subject": default.subject, "body": default.body, **changed}))
    except Invalid as refusal:
        return [(each["pointer"], each["detail"]) for each in refusal.facts["errors"]]
    return []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", Kind)
def test_every_default_template_passes_the_checks_for_admins(kind: Kind, language: str) -> None:
    default = templates.default(kind, language)
    templates.check(kind, default)
    assert len(default.subject) <= templates.MAX_SUBJECT
    assert len(default.body) <= templates.MAX_BODY / 4, "there is room for more"


@pytest.mark.parametrize("kind", Kind)
def test_templates_of_every_language_use_the_same_placeholders(kind: Kind) -> None:
    english = templates.default(kind, "en")
    for language in LANGUAGES:
        other = templates.default(kind, language)
        for mine, translated in ((english.subject, other.subject), (english.body, other.body)):
            assert sorted(templates.PLACEHOLDER.findall(mine)) == sorted(templates.PLACEHOLDER.findall(translated)), (
                language
            )
        assert len(templates.paragraphs(other.body)) == len(templates.paragraphs(english.body)), language


@pytest.mark.parametrize("kind", Kind)
def test_every_placeholder_there_is_can_be_used(kind: Kind) -> None:
    shape = templates.shape_of(kind)
    body = "\n\n".join(templates.PLACEHOLDERS[name] for name in shape.names)
    subject = " ".join(templates.PLACEHOLDERS[name] for name in shape.values)
    assert wrong(kind, subject=subject, body=body) == []
    assert set(shape.required) <= set(shape.names)
    assert set(shape.required_in_subject) <= set(shape.values)


@pytest.mark.parametrize(
    ("kind", "field", "text", "expected"),
    [
        (Kind.REPLIED, "body", "{{message}}\n\n{{password}}", "no placeholder {{password}}"),
        (Kind.REPLIED, "body", "{{message}}\n\n{{closing}}", "no placeholder {{closing}}"),
        (Kind.REPLIED, "subject", "[#{{number}}] {{message}}", "no placeholder {{message}}"),
        (Kind.REPLIED, "subject", "News", "{{number}} must be in it"),
        (Kind.REPLIED, "body", "Hello", "{{message}} must be in it"),
        (Kind.REMINDER, "body", "Hello", "{{closing_news}} must be in it"),
        (Kind.CLOSING, "body", "Hello", "{{closing_news}} must be in it"),
        (Kind.RATING, "body", "Hello", "{{stars}} must be in it"),
        (Kind.CONFIRMATION, "body", "Hello", "{{confirm}} must be in it"),
        (Kind.CONFIRMATION, "body", "{{confirm}}\n\nHello {{reader}}", "no placeholder {{reader}}"),
        (Kind.CONFIRMATION, "subject", "For {{subject}}", "no placeholder {{subject}}"),
        (Kind.RATING, "body", "Here: {{stars}}", "{{stars}} needs a paragraph to itself"),
        (Kind.RATING, "body", "{{stars}}\nThank you", "{{stars}} needs a paragraph to itself"),
        (Kind.RATING, "body", "{{stars}}\n\n{{link}} {{link}}", "{{link}} needs a paragraph to itself"),
        (Kind.REPLIED, "body", "{{message}}\n\n{number}", "A brace stands alone"),
        (Kind.REPLIED, "body", "{{message}}\n\n{{number", "A brace stands alone"),
        (Kind.REPLIED, "body", "{{message}}\n\n{{{number}}}", "A brace stands alone"),
        (Kind.REPLIED, "body", "{{message}}\n\n{{Number}}", "A brace stands alone"),
        (Kind.REPLIED, "subject", "[#{{number}}] :-}", "A brace stands alone"),
    ],
)
def test_error_in_a_template_names_its_field(kind: Kind, field: str, text: str, expected: str) -> None:
    ((pointer, sentence),) = wrong(kind, **{field: text})
    assert pointer == f"/{field}"
    assert expected in sentence


def test_all_errors_of_a_template_are_reported_at_once() -> None:
    found = wrong(Kind.REPLIED, subject="{{a}} {{b}}", body="{ {{c}}")
    assert [pointer for pointer, _ in found] == ["/subject"] * 3 + ["/body"] * 3


@given(st.lists(st.sampled_from(["{", "}", "{{", "}}", "number", "message", " ", "\n\n", "x", "{{message}}"])))
def test_accepted_template_leaves_no_braces_in_the_email(pieces: list[str]) -> None:
    template = Template("[#{{number}}]", "".join(pieces))
    try:
        templates.check(Kind.REPLIED, template)
    except Invalid:
        return
    values = dict.fromkeys(templates.shape_of(Kind.REPLIED).names, "")
    assert not set("{}") & set(layout.fill(template.body, values).text)


@given(st.text(), st.text())
def test_a_value_is_put_in_once_and_is_never_read_as_a_template(value: str, other: str) -> None:
    filled = layout.fill("{{a}} and {{ b }}.", {"a": value + "{{b}}", "b": other})
    assert filled.text == f"{value}{{{{b}}}} and {other}."


def test_a_placeholder_that_is_no_more_leaves_nothing_behind() -> None:
    assert layout.fill("a{{gone}}b", {}).text == "ab"


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_share_one_subject_and_each_notice_has_its_own(language: str) -> None:
    subjects = {kind: templates.default(kind, language).subject for kind in ABOUT_TICKETS}
    alike = {kind for kind, subject in subjects.items() if subject == "[#{{number}}] {{subject}}"}
    assert alike == {Kind.REPLIED, Kind.CUSTOMER_REPLIED, Kind.FOLLOWED}
    assert len(set(subjects.values())) == len(ABOUT_TICKETS) - 2
    assert all(subject.startswith("[#{{number}}] ") for subject in subjects.values())
    assert all(subject.endswith(" {{subject}}") for subject in subjects.values())
