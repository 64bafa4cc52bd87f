"""A function starts with every setting it needs, or names what is wrong with its environment."""

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from chalicelib.plumbing.settings import Settings, SettingsError, read

ROOT = Path(__file__).parent.parent.parent
GIVEN = {
    "CORE_TABLE": "core",
    "STATS_TABLE": "stats",
    "LIVE_TABLE": "live",
    "MAIL_QUEUE_URL": "https://sqs/mail",
    "ROUTING_QUEUE_URL": "https://sqs/routing",
    "INDEX_QUEUE_URL": "https://sqs/index",
    "FILES_BUCKET": "files",
    "MAIL_BUCKET": "mails",
    "PORTAL_URL": "https://desk.example",
    "FROM_ADDRESS": "care@desk.example",
}


def test_function_reads_each_setting_from_the_variable_with_its_name() -> None:
    found = read(GIVEN | {"EMAIL_LIMIT": "7", "DESK_NAME": "Corner Shop", "UNRELATED": "x"})

    assert (found.core_table, found.email_limit, found.desk_name) == ("core", 7, "Corner Shop")


def test_settings_that_are_not_given_have_their_defaults() -> None:
    assert read(GIVEN) == Settings(
        **{name.lower(): value for name, value in GIVEN.items()}, inbound_domain="desk.example"
    )


@pytest.mark.parametrize("name", sorted(GIVEN))
@pytest.mark.parametrize("value", [None, ""])
def test_missing_variable_is_refused_by_its_name(name: str, value: str | None) -> None:
    environment = {key: each for key, each in GIVEN.items() if key != name} | ({} if value is None else {name: value})

    with pytest.raises(SettingsError, match=f"^{name} is missing$"):
        read(environment)


@pytest.mark.parametrize(
    ("handler", "name"),
    [
        ("app.app", "USER_POOL_ID"),
        ("app.app", "USER_POOL_CLIENT_ID"),
        ("app.app", "FIND_FUNCTION"),
        ("app.app", "READ_MAIL_FUNCTION"),
        ("app.send_mail", "CONFIGURATION_SET"),
        ("app.index_search", "INDEX_BUCKET"),
        ("app.find", "INDEX_BUCKET"),
        ("app.on_due", "AUDIT_BUCKET"),
    ],
)
def test_missing_variable_is_refused_only_by_the_function_that_needs_it(handler: str, name: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} is missing"):
        read(GIVEN | {"_HANDLER": handler})

    assert read(GIVEN | {"_HANDLER": "app.on_agent_free"}).core_table == "core"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EMAIL_LIMIT", "five"),
        ("EMAIL_LIMIT", "-1"),
        ("MAILS_PER_SECOND", "0"),
        ("QUEUE_SHARDS", "0"),
        ("DUE_SHARDS", "1.5"),
        ("PORTAL_URL", "desk.example"),
        ("PORTAL_URL", "https://desk.example/portal"),
        ("FROM_ADDRESS", "care"),
    ],
)
def test_malformed_variable_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} is malformed"):
        read(GIVEN | {name: value})


def test_all_bad_variables_are_named_at_once() -> None:
    with pytest.raises(
        SettingsError, match=r"^LIVE_TABLE is missing; EMAIL_LIMIT is malformed: .*; SOURCE_LIMIT is malformed: "
    ):
        read(
            {key: value for key, value in GIVEN.items() if key != "LIVE_TABLE"}
            | {"EMAIL_LIMIT": "x", "SOURCE_LIMIT": "y"}
        )


@pytest.mark.parametrize(
    ("given", "domain"),
    [
        ({}, "desk.example"),
        ({"INBOUND_DOMAIN": ""}, "desk.example"),
        ({"INBOUND_DOMAIN": "in.example"}, "in.example"),
    ],
)
def test_replies_go_to_the_senders_domain_where_no_other_is_given(given: dict[str, str], domain: str) -> None:
    assert read(GIVEN | given).inbound_domain == domain


def test_slash_at_the_end_of_the_portals_address_is_dropped() -> None:
    assert read(GIVEN | {"PORTAL_URL": "https://desk.example/"}).portal_url == "https://desk.example"


def test_unknown_setting_is_refused() -> None:
    with pytest.raises(ValidationError):
        Settings(core_tabel="core")  # type: ignore[call-arg]


def test_function_on_aws_fails_when_it_starts_and_names_the_missing_variable() -> None:
    process = _import_app({"AWS_LAMBDA_FUNCTION_NAME": "desk-dev-api", **GIVEN, "CORE_TABLE": ""})

    assert process.returncode == 1
    assert "SettingsError: CORE_TABLE is missing" in process.stderr


def test_packaging_imports_the_app_without_an_environment() -> None:
    assert _import_app({}).returncode == 0


def _import_app(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "import app"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
