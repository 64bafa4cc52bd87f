"""What the front door reads from the template."""

import pytest

from infrastructure.front_door import rules
from infrastructure.guards import Template

FILES = "http://127.0.0.1:8701"
SITE = rules.SiteRules((("/console", "/console/index.html"),), "/404.html", frozenset({"/index.html", "/new.html"}))


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/", "/index.html"),
        ("/new", "/new.html"),
        ("/console", "/console/index.html"),
        ("/console/tickets/7", "/console/index.html"),
        ("/consoles", "/404.html"),
        ("/nothing", "/404.html"),
        ("/_v/1/app.js", "/_v/1/app.js"),
        ("/folder/", "/404.html"),
    ],
)
def test_an_address_shows_the_page_the_rules_name(path: str, page: str) -> None:
    known = rules.SiteRules(SITE.rewrites, SITE.missing, SITE.pages | {"/console/index.html"})
    assert known.page_at(path) == page


def test_the_most_special_behaviour_is_in_force(template: Template) -> None:
    found = rules.read(template, FILES)
    assert found.behaviour("/api/v1/health").origin == rules.API
    assert found.behaviour("/index.html").origin == rules.SITE
    assert "POST" in found.behaviour("/api/v1/tickets").methods
    assert found.behaviour("/").methods == rules.READING


def test_the_headers_are_those_of_the_policy(template: Template) -> None:
    headers = rules.read(template, FILES).behaviour("/").set_headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    assert headers["Permissions-Policy"].startswith("camera=()")


def test_a_header_that_does_not_override_is_only_a_default(template: Template) -> None:
    policy = template["Resources"]["SiteHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    gentle = {**policy, "CustomHeadersConfig": {"Items": [{"Header": "X-A", "Value": "1", "Override": False}]}}
    changed = {
        **template,
        "Resources": {**template["Resources"], "SiteHeaders": {"Properties": {"ResponseHeadersPolicyConfig": gentle}}},
    }
    behaviour = rules.read(changed, FILES).behaviour("/")
    assert behaviour.default_headers == {"X-A": "1"}
    assert "X-A" not in behaviour.set_headers


def test_a_page_may_show_and_send_files_at_their_own_origin_and_no_other(template: Template) -> None:
    policy = rules.read(template, FILES).behaviour("/").set_headers["Content-Security-Policy"]
    fields = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert fields["img-src"] == f"'self' data: blob: {FILES}"
    assert fields["connect-src"] == f"'self' {FILES}"
    assert "${" not in policy
