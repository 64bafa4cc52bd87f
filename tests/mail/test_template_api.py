"""The texts of mails over HTTP: read, changed, previewed and put back, by admins."""

from typing import Any

import pytest

from chalicelib.audit import actions as audit_actions
from chalicelib.mail.model import Kind
from chalicelib.plumbing.i18n import RIGHT_TO_LEFT, languages_of
from tests.cast import ADA, LENA, ROOT
from tests.client import Answer, call, get, post
from tests.conftest import Desk
from tests.mail.makers import FOR_AGENTS

PATH = "/v1/mail/templates"
REPLIED = f"{PATH}/replied/de"
OWN = {"subject": "[#{{number}}] Neues", "body": "Hallo {{reader}},\n\n{{message}}\n\nIhr Team"}
NINE = "2026-01-05T09:00:00.000Z"


def put(body: Any, version: int | None, path: str = REPLIED) -> Answer:
    return call(ROOT, "PUT", path, body, headers={} if version is None else {"If-Match": f'"{version}"'})


def reset(version: int | None, path: str = REPLIED) -> Answer:
    return call(ROOT, "DELETE", path, headers={} if version is None else {"If-Match": f'"{version}"'})


def entries(desk: Desk) -> list[Any]:
    return audit_actions.recent(desk.services, 50, None, lambda _: True).entries


def test_every_kind_is_listed_in_every_language(desk: Desk) -> None:
    put(OWN, 0)
    desk.meter.reset()
    answer = get(ROOT, PATH)
    items = answer.json["items"]
    assert [(each["kind"], each["language"]) for each in items] == [
        (kind, language) for kind in Kind for language in languages_of("mail")
    ]
    assert [each for each in items if each["changed"]] == [
        {"kind": "replied", "language": "de", "audience": "customer", "changed": True, "version": 1, "updated_at": NINE}
    ]
    assert {each["kind"]: each["audience"] for each in items if each["audience"] != "customer"} == {
        "confirmation": "guest",
        **dict.fromkeys(map(str, FOR_AGENTS), "agent"),
    }
    assert (desk.meter.spent.trips, desk.meter.spent.reads) == (1, 1)


def test_unchanged_template_shows_the_default_text(desk: Desk) -> None:  # noqa: ARG001
    answer = get(ROOT, REPLIED)
    answered = answer.json
    assert (answer.status, answer.headers["ETag"], answered["version"], answered["changed"]) == (200, '"0"', 0, False)
    assert answered["default"] == {"subject": answered["subject"], "body": answered["body"]}
    assert answered["placeholders"]["blocks"] == ["message", "link"]
    assert answered["placeholders"]["required"] == ["message"]
    assert answered["placeholders"]["required_in_subject"] == ["number"]


def test_changed_template_applies_until_it_is_reset_and_both_are_logged(desk: Desk) -> None:
    default = get(ROOT, REPLIED).json["default"]
    desk.meter.reset()
    saved = put(OWN, 0)
    assert (desk.meter.spent.trips, desk.meter.spent.reads, desk.meter.spent.writes) == (3, 2, 6)
    assert (saved.status, saved.headers["ETag"], saved.json["changed"]) == (200, '"1"', True)
    assert {name: saved.json[name] for name in OWN} == OWN
    assert saved.json["default"] == default
    assert get(ROOT, REPLIED).json == saved.json

    back = reset(1)
    assert (back.status, back.headers["ETag"], back.json["changed"]) == (200, '"2"', False)
    assert {name: back.json[name] for name in OWN} == default
    second, first = entries(desk)
    assert (first.action, first.target.id, first.target.name) == ("MailTextChanged", "replied#de", "replied (de)")
    assert first.changes["subject"] == ("[#{{number}}] {{subject}}", OWN["subject"])
    assert (second.action, second.changes["body"]) == ("MailTextReset", (OWN["body"], default["body"]))


def test_saving_an_unchanged_template_writes_nothing(desk: Desk) -> None:
    put(OWN, 0)
    assert put(OWN, 1).json["version"] == 1
    assert reset(0, f"{PATH}/replied/fr").json["version"] == 0
    default = get(ROOT, f"{PATH}/replied/fr").json["default"]
    assert put(default, 0, f"{PATH}/replied/fr").json["changed"] is False
    assert len(entries(desk)) == 1


def test_saving_the_default_text_resets_the_template(desk: Desk) -> None:
    put(OWN, 0)
    answer = put(get(ROOT, REPLIED).json["default"], 1)
    assert (answer.json["changed"], answer.json["version"]) == (False, 2)
    assert entries(desk)[0].action == "MailTextReset"


@pytest.mark.parametrize("change", [lambda version: put({**OWN, "subject": "[#{{number}}]"}, version), reset])
def test_outdated_change_of_a_template_returns_the_current_one(desk: Desk, change: Any) -> None:
    put(OWN, 0)
    before = entries(desk)
    late, unsaid, starred = change(0), change(None), change(7)
    assert (late.status, late.json["template"]["subject"], late.json["template"]["version"]) == (412, OWN["subject"], 1)
    assert (unsaid.status, starred.status) == (428, 412)
    assert entries(desk) == before


@pytest.mark.parametrize(
    ("changed", "pointers"),
    [
        ({"subject": ""}, ["/subject"]),
        ({"subject": "x" * 201}, ["/subject"]),
        ({"body": " \n "}, ["/body"]),
        ({"body": "x" * 4_001}, ["/body"]),
        ({"body": 3}, ["/body"]),
        ({"kind": "closed"}, ["/kind"]),
        ({"subject": "{{nobody}}"}, ["/subject", "/subject"]),
        ({"body": "{{message}} {"}, ["/body", "/body"]),
    ],
)
def test_invalid_template_is_refused_on_save_and_preview(
    desk: Desk, changed: dict[str, Any], pointers: list[str]
) -> None:
    for answer in (put(OWN | changed, 0), post(ROOT, f"{REPLIED}/preview", OWN | changed)):
        assert (answer.status, answer.pointers) == (422, pointers)
    assert entries(desk) == []


def test_control_and_direction_characters_of_a_template_are_removed(desk: Desk) -> None:  # noqa: ARG001
    saved = put({"subject": "[#{{number}}]\r\nBcc: v@example.net \u202e", "body": "{{message}}\x00\r\n\r\n\u2066x"}, 0)
    assert saved.json["subject"] == "[#{{number}}] Bcc: v@example.net"
    assert saved.json["body"] == "{{message}}\n\nx"


@pytest.mark.parametrize("path", ["nothing/en", "replied/tlh", "replied/de-AT", "replied%23de/en", "REPLIED/en"])
def test_unknown_template_is_not_found(desk: Desk, path: str) -> None:  # noqa: ARG001
    assert get(ROOT, f"{PATH}/{path}").status == 404
    assert post(ROOT, f"{PATH}/{path}/preview", OWN).status == 404
    assert put(OWN, 0, f"{PATH}/{path}").status == 404


@pytest.mark.parametrize("language", languages_of("mail"))
@pytest.mark.parametrize("kind", Kind)
def test_preview_shows_the_whole_email_and_stores_nothing(desk: Desk, kind: Kind, language: str) -> None:
    words = get(ROOT, f"{PATH}/{kind}/{language}").json["default"]
    desk.meter.reset()
    answer = post(ROOT, f"{PATH}/{kind}/{language}/preview", words)
    assert answer.status == 200, answer.text
    answered = answer.json
    assert "{{" not in answered["subject"] + answered["text"] + answered["html"]
    assert f'<html lang="{language}" dir="{"rtl" if language in RIGHT_TO_LEFT else "ltr"}">' in answered["html"]
    assert "<script" not in answered["html"]
    assert desk.meter.spent.trips == 0


def test_preview_shows_html_as_text(desk: Desk) -> None:  # noqa: ARG001
    body = "{{message}}\n\n<img src=x onerror=alert(1)> & <b>"
    answered = post(ROOT, f"{REPLIED}/preview", OWN | {"body": body}).json
    assert "<img" not in answered["html"]
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; &lt;b&gt;" in answered["html"]
    assert "<img src=x onerror=alert(1)> & <b>" in answered["text"]


@pytest.mark.parametrize("who", [ADA, LENA])
def test_only_admins_see_and_change_templates(desk: Desk, who: Any) -> None:  # noqa: ARG001
    assert get(who, PATH).status == 403
    assert call(who, "PUT", REPLIED, OWN, headers={"If-Match": '"0"'}).status == 403
