"""The adapter: what Cognito is asked, to the letter, and what becomes of its refusals."""

import base64
import dataclasses
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.session import get_session
from botocore.stub import ANY, Stubber

from chalicelib.plumbing.aws.cognito import CognitoDirectory, _invitation
from chalicelib.plumbing.errors import Conflict, Invalid, Refused, SignInRequired, TooManyRequests, Unavailable
from chalicelib.plumbing.ports import Account, Challenge, DirectoryAccount, SignedIn

POOL, CLIENT, SECRET = "eu-central-1_desk", "client", "a secret of the desk alone"
EMAIL, PASSWORD = "maya@example.com", "correct horse battery"
MAYA = Account("Maya", "ar", "Asia/Dubai")
SUB = "11111111-2222"
TOKEN = "cognito.refresh.token"
DirectoryCall = Callable[[CognitoDirectory], Any]


@pytest.fixture(scope="module")
def client() -> Any:
    """Never connected: every answer comes from a stub."""
    return get_session().create_client(
        "cognito-idp", region_name="eu-central-1", aws_access_key_id="a", aws_secret_access_key="b"
    )


class Cognito:
    """A directory whose every call is foreseen."""

    def __init__(self, client: Any) -> None:
        self.stub = Stubber(client)
        self.directory = CognitoDirectory(lambda: client, POOL, CLIENT)
        payload = {"UserPoolClient": {"ClientSecret": SECRET}}
        self.answers("describe_user_pool_client", payload, UserPoolId=POOL, ClientId=CLIENT)

    def answers(self, operation: str, answer: dict[str, Any], **expected: Any) -> None:
        self.stub.add_response(operation, answer, expected)

    def refuses(self, operation: str, code: str) -> None:
        self.stub.add_client_error(operation, service_error_code=code)


@pytest.fixture
def cognito(client: Any) -> Iterator[Cognito]:
    made = Cognito(client)
    with made.stub:
        yield made
        made.stub.assert_no_pending_responses()


def proof(username: str) -> str:
    return base64.b64encode(hmac.digest(SECRET.encode(), (username + CLIENT).encode(), hashlib.sha256)).decode()


def outcome(refresh_token: str | None = TOKEN) -> dict[str, Any]:
    claims = base64.urlsafe_b64encode(json.dumps({"cognito:username": SUB}).encode()).decode().rstrip("=")
    result: dict[str, Any] = {"IdToken": f"head.{claims}.seal", "ExpiresIn": 900}
    return {"AuthenticationResult": result | ({"RefreshToken": refresh_token} if refresh_token else {})}


def initiated(flow: str, **parameters: str) -> dict[str, Any]:
    return {"ClientId": CLIENT, "AuthFlow": flow, "AuthParameters": parameters}


def test_the_secret_is_fetched_once_and_proves_every_call(cognito: Cognito) -> None:
    for _ in range(2):
        cognito.answers("resend_confirmation_code", {}, ClientId=CLIENT, Username=EMAIL, SecretHash=proof(EMAIL))
        cognito.directory.resend_code(EMAIL)


def test_registration_stores_the_submitted_attributes(cognito: Cognito) -> None:
    fields = {"email": EMAIL, "name": "Maya", "locale": "ar", "zoneinfo": "Asia/Dubai"}
    attributes = [{"Name": name, "Value": value} for name, value in fields.items()]
    cognito.answers(
        "sign_up",
        {"UserConfirmed": False, "UserSub": SUB},
        ClientId=CLIENT,
        SecretHash=proof(EMAIL),
        Username=EMAIL,
        Password=PASSWORD,
        UserAttributes=attributes,
    )
    cognito.directory.register(EMAIL, PASSWORD, MAYA)


def test_registering_a_confirmed_address_does_nothing_and_shows_nothing(cognito: Cognito) -> None:
    cognito.refuses("sign_up", "UsernameExistsException")
    cognito.answers("admin_get_user", {"Username": SUB, "UserStatus": "CONFIRMED"}, UserPoolId=POOL, Username=EMAIL)
    cognito.directory.register(EMAIL, PASSWORD, MAYA)


def test_registering_an_unconfirmed_address_forgets_the_password_set_before(cognito: Cognito) -> None:
    cognito.refuses("sign_up", "UsernameExistsException")
    cognito.answers("admin_get_user", {"Username": SUB, "UserStatus": "UNCONFIRMED"}, UserPoolId=POOL, Username=EMAIL)
    cognito.answers("admin_delete_user", {}, UserPoolId=POOL, Username=EMAIL)
    cognito.answers(
        "sign_up",
        {"UserConfirmed": False, "UserSub": SUB},
        ClientId=CLIENT,
        SecretHash=ANY,
        Username=EMAIL,
        Password=PASSWORD,
        UserAttributes=ANY,
    )
    cognito.directory.register(EMAIL, PASSWORD, MAYA)


def test_an_account_that_waits_for_no_code_is_not_confirmed_by_one(cognito: Cognito) -> None:
    cognito.refuses("confirm_sign_up", "NotAuthorizedException")
    assert cognito.directory.confirm(EMAIL, "123456") is False


def test_account_holds_the_registered_attributes(cognito: Cognito) -> None:
    attributes = [{"Name": "name", "Value": "Maya"}, {"Name": "locale", "Value": "ar"}, {"Name": "sub", "Value": SUB}]
    payload = {"Username": SUB, "UserAttributes": attributes}
    cognito.answers("admin_get_user", payload, UserPoolId=POOL, Username=EMAIL)
    assert without_secret(cognito).account(EMAIL) == Account("Maya", "ar", "")


def without_secret(cognito: Cognito) -> CognitoDirectory:
    """Calls of an administrator need no proof: the secret is fetched beforehand, as the first call foreseen."""
    assert cognito.directory._proof("x")
    return cognito.directory


def test_person_and_name_are_written_by_the_admin_call(cognito: Cognito) -> None:
    for attribute, value in (("custom:person", "p1"), ("name", "Maya B.")):
        written = [{"Name": attribute, "Value": value}]
        cognito.answers("admin_update_user_attributes", {}, UserPoolId=POOL, Username=EMAIL, UserAttributes=written)
    without_secret(cognito).set_person_id(EMAIL, "p1")
    cognito.directory.rename(EMAIL, "Maya B.")


def test_the_refresh_token_given_out_names_its_owner(cognito: Cognito) -> None:
    expected = initiated("USER_PASSWORD_AUTH", USERNAME=EMAIL, PASSWORD=PASSWORD, SECRET_HASH=proof(EMAIL))
    cognito.answers("initiate_auth", outcome(), **expected)
    signed_in = cognito.directory.sign_in(EMAIL, PASSWORD)
    assert isinstance(signed_in, SignedIn)
    assert (signed_in.expires_in, signed_in.refresh_token) == (900, f"{SUB}.{TOKEN}")


@pytest.mark.parametrize(("new", "token"), [(None, "old.token"), ("new.token", "new.token")])
def test_refreshing_proves_the_owners_name_and_keeps_the_token_unless_it_changes(
    cognito: Cognito, new: str | None, token: str
) -> None:
    expected = initiated("REFRESH_TOKEN_AUTH", REFRESH_TOKEN="old.token", SECRET_HASH=proof(SUB))
    cognito.answers("initiate_auth", outcome(new), **expected)
    assert cognito.directory.refresh(f"{SUB}.old.token").refresh_token == f"{SUB}.{token}"


@pytest.mark.parametrize(("new", "revoked"), [(None, "the.token"), ("new.token", "new.token")])
def test_logging_out_revokes_the_session_and_returns_its_owner(cognito: Cognito, new: str | None, revoked: str) -> None:
    expected = initiated("REFRESH_TOKEN_AUTH", REFRESH_TOKEN="the.token", SECRET_HASH=proof(SUB))
    cognito.answers("initiate_auth", outcome(new), **expected)
    cognito.answers("revoke_token", {}, Token=revoked, ClientId=CLIENT, ClientSecret=SECRET)
    owner = cognito.directory.sign_out(f"{SUB}.the.token")
    assert owner is not None
    assert owner.refresh_token == f"{SUB}.{revoked}"


def test_logging_out_everywhere_ends_the_sessions_of_the_tokens_owner(cognito: Cognito) -> None:
    expected = initiated("REFRESH_TOKEN_AUTH", REFRESH_TOKEN="the.token", SECRET_HASH=proof("somebody-else"))
    cognito.answers("initiate_auth", outcome(None), **expected)
    cognito.answers("admin_user_global_sign_out", {}, UserPoolId=POOL, Username=SUB)
    cognito.directory.sign_out_everywhere("somebody-else.the.token")


def test_invalid_token_does_not_log_out(cognito: Cognito) -> None:
    cognito.refuses("initiate_auth", "NotAuthorizedException")
    cognito.refuses("initiate_auth", "NotAuthorizedException")
    cognito.refuses("revoke_token", "NotAuthorizedException")
    assert cognito.directory.sign_out_everywhere(f"{SUB}.junk") is None
    assert cognito.directory.sign_out(f"{SUB}.junk") is None
    for junk in ("", ".", "name.", ".token", "nodot", f"{SUB}.\u2603"):
        assert cognito.directory.sign_out(junk) is None
        assert cognito.directory.sign_out_everywhere(junk) is None
        with pytest.raises(SignInRequired):
            cognito.directory.refresh(junk)


def test_resetting_the_password_ends_all_sessions(cognito: Cognito) -> None:
    cognito.answers(
        "confirm_forgot_password",
        {},
        ClientId=CLIENT,
        SecretHash=proof(EMAIL),
        Username=EMAIL,
        ConfirmationCode="123456",
        Password=PASSWORD,
    )
    cognito.answers("admin_user_global_sign_out", {}, UserPoolId=POOL, Username=EMAIL)
    cognito.directory.reset_password(EMAIL, "123456", PASSWORD)


def challenged(cognito: Cognito, name: str = "NEW_PASSWORD_REQUIRED") -> Challenge:
    answer = {"ChallengeName": name, "Session": "s" * 24, "ChallengeParameters": {"USER_ID_FOR_SRP": SUB}}
    cognito.answers("initiate_auth", answer, ClientId=CLIENT, AuthFlow=ANY, AuthParameters=ANY)
    step = cognito.directory.sign_in(EMAIL, "temporary words")
    assert isinstance(step, Challenge)
    assert step.name == name
    return step


@pytest.mark.parametrize(
    ("name", "answer_name"),
    [("NEW_PASSWORD_REQUIRED", "NEW_PASSWORD"), ("SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA_CODE")],
)
def test_a_challenge_is_answered_in_the_owners_name(cognito: Cognito, name: str, answer_name: str) -> None:
    step = challenged(cognito, name)
    responses = {"USERNAME": SUB, answer_name: "the answer", "SECRET_HASH": proof(SUB)}
    expected = {"ClientId": CLIENT, "ChallengeName": name, "Session": "s" * 24, "ChallengeResponses": responses}
    cognito.answers("respond_to_auth_challenge", outcome(), **expected)
    assert isinstance(cognito.directory.answer_challenge(EMAIL, step, "the answer"), SignedIn)


def test_unsupported_challenge_is_refused(cognito: Cognito) -> None:
    step = challenged(cognito, "DEVICE_SRP_AUTH")
    with pytest.raises(Invalid) as refused:
        cognito.directory.answer_challenge(EMAIL, step, "the answer")
    assert refused.value.facts["errors"][0]["pointer"] == "/challenge"


def test_challenge_is_valid_only_for_its_person_and_kind(cognito: Cognito) -> None:
    step = challenged(cognito)
    held = step.session.partition(".")[0]
    forged = [
        ("ana@example.com", step),
        (EMAIL, Challenge("SMS_MFA", step.session)),
        (EMAIL, Challenge(step.name, held)),
        (EMAIL, Challenge(step.name, f"{held}.\u2603")),
        (EMAIL, Challenge(step.name, "s" * 24)),
        (EMAIL, Challenge(step.name, "x" + step.session)),
    ]
    for email, challenge in forged:
        with pytest.raises(SignInRequired):
            cognito.directory.answer_challenge(email, challenge, PASSWORD)


def register(directory: CognitoDirectory) -> None:
    directory.register(EMAIL, PASSWORD, MAYA)


def sign_in(directory: CognitoDirectory) -> None:
    directory.sign_in(EMAIL, PASSWORD)


def confirm(directory: CognitoDirectory) -> None:
    directory.confirm(EMAIL, "123456")


def reset(directory: CognitoDirectory) -> None:
    directory.reset_password(EMAIL, "123456", PASSWORD)


def send_reset_code(directory: CognitoDirectory) -> None:
    directory.send_reset_code(EMAIL)


def resend(directory: CognitoDirectory) -> None:
    directory.resend_code(EMAIL)


@pytest.mark.parametrize(
    "code",
    ["NotAuthorizedException", "UserNotFoundException", "UserNotConfirmedException", "PasswordResetRequiredException"],
)
def test_every_login_failure_has_the_same_message(cognito: Cognito, code: str) -> None:
    cognito.refuses("initiate_auth", code)
    with pytest.raises(SignInRequired) as refused:
        sign_in(cognito.directory)
    assert refused.value.detail == "The address or the password is not right, or the address is not confirmed yet."


@pytest.mark.parametrize(("operation", "call"), [("confirm_sign_up", confirm), ("confirm_forgot_password", reset)])
@pytest.mark.parametrize(
    "code",
    [
        "CodeMismatchException",
        "ExpiredCodeException",
        "UserNotFoundException",
        "TooManyFailedAttemptsException",
        "LimitExceededException",
        "UserNotConfirmedException",
    ],
)
def test_every_invalid_code_has_the_same_message(
    cognito: Cognito, operation: str, call: DirectoryCall, code: str
) -> None:
    cognito.refuses(operation, code)
    with pytest.raises(Invalid) as refused:
        call(cognito.directory)
    assert [each["pointer"] for each in refused.value.facts["errors"]] == ["/code"]


@pytest.mark.parametrize(
    ("operation", "call"), [("forgot_password", send_reset_code), ("resend_confirmation_code", resend)]
)
@pytest.mark.parametrize(
    "code",
    ["UserNotFoundException", "InvalidParameterException", "NotAuthorizedException", "LimitExceededException"],
)
def test_code_that_could_not_be_sent_is_not_revealed(
    cognito: Cognito, operation: str, call: DirectoryCall, code: str
) -> None:
    cognito.refuses(operation, code)
    call(cognito.directory)


@pytest.mark.parametrize(("operation", "call"), [("sign_up", register), ("confirm_forgot_password", reset)])
def test_invalid_password_is_refused_with_the_rule(cognito: Cognito, operation: str, call: DirectoryCall) -> None:
    cognito.refuses(operation, "InvalidPasswordException")
    with pytest.raises(Invalid) as refused:
        call(cognito.directory)
    (error,) = refused.value.facts["errors"]
    assert error["pointer"] == "/password"
    assert "12" in error["detail"]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("TooManyRequestsException", TooManyRequests),
        ("LimitExceededException", TooManyRequests),
        ("InternalErrorException", Unavailable),
    ],
)
def test_a_pool_that_is_busy_or_ill_is_worth_another_try(cognito: Cognito, code: str, kind: type[Refused]) -> None:
    cognito.refuses("initiate_auth", code)
    with pytest.raises(kind) as refused:
        sign_in(cognito.directory)
    assert refused.value.facts["retry_after"] > 0


def test_configuration_error_is_not_reported_as_a_caller_error(cognito: Cognito) -> None:
    cognito.refuses("initiate_auth", "ResourceNotFoundException")
    with pytest.raises(Exception, match="ResourceNotFoundException"):
        sign_in(cognito.directory)


ANA = DirectoryAccount(
    email=EMAIL,
    person="p1",
    name="Ana",
    language="ar",
    time_zone="Asia/Dubai",
    groups={"agents": True, "leads": False, "admins": False},
    teams="orders:full",
    active=True,
)
WHO = {"UserPoolId": POOL, "Username": EMAIL}
ATTRIBUTES = [{"Name": "name", "Value": "Ana"}, {"Name": "custom:person", "Value": "p1"}]


class Staffing:
    """Calls about an agent's account, in the order in which they are foreseen."""

    def __init__(self, cognito: Cognito) -> None:
        self.cognito = cognito
        self.directory = without_secret(cognito)

    def account(self, status: str = "CONFIRMED", verified: str = "true", *, enabled: bool = True) -> None:
        attributes = [{"Name": "email", "Value": EMAIL}, {"Name": "email_verified", "Value": verified}]
        payload = {"Username": SUB, "UserAttributes": attributes, "UserStatus": status, "Enabled": enabled}
        self.cognito.answers("admin_get_user", payload, **WHO)

    def created(self, **more: Any) -> None:
        payload = {"name": "Ana", "custom:person": "p1", "email": EMAIL, "email_verified": "true", "locale": "ar"}
        payload |= {"zoneinfo": "Asia/Dubai", "custom:teams": "orders:full"}
        attributes = [{"Name": name, "Value": value} for name, value in payload.items()]
        self.cognito.answers(
            "admin_create_user",
            {},
            **WHO,
            UserAttributes=attributes,
            DesiredDeliveryMediums=["EMAIL"],
            TemporaryPassword=ANY,
            **more,
        )

    def written(self, teams: str = "orders:full") -> None:
        attributes = [*ATTRIBUTES, {"Name": "custom:teams", "Value": teams}]
        self.cognito.answers("admin_update_user_attributes", {}, **WHO, UserAttributes=attributes)

    def grouped(self, *, out: tuple[str, ...] = ("leads", "admins"), into: tuple[str, ...] = ("agents",)) -> None:
        for group in out:
            self.cognito.answers("admin_remove_user_from_group", {}, **WHO, GroupName=group)
        for group in into:
            self.cognito.answers("admin_add_user_to_group", {}, **WHO, GroupName=group)

    def calls(self, *operations: str) -> None:
        for operation in operations:
            self.cognito.answers(operation, {}, **WHO)


@pytest.fixture
def staffing(cognito: Cognito) -> Staffing:
    return Staffing(cognito)


def test_agent_without_an_account_is_invited_with_all_attributes(staffing: Staffing) -> None:
    staffing.cognito.refuses("admin_get_user", "UserNotFoundException")
    staffing.created()
    staffing.grouped()
    assert staffing.directory.sync_account(ANA) is True


@pytest.mark.parametrize(
    ("status", "verified"), [("UNCONFIRMED", "false"), ("UNCONFIRMED", "true"), ("CONFIRMED", "false")]
)
def test_unverified_account_is_replaced_by_an_invitation(staffing: Staffing, status: str, verified: str) -> None:
    staffing.account(status, verified)
    staffing.calls("admin_delete_user")
    staffing.created()
    staffing.grouped()
    assert staffing.directory.sync_account(ANA) is True


def test_existing_account_is_retained_and_old_rights_are_removed_first(staffing: Staffing) -> None:
    staffing.account()
    staffing.written("")
    staffing.grouped(out=("admins", "agents"), into=("leads",))
    groups = {"admins": False, "leads": True, "agents": False}
    assert staffing.directory.sync_account(dataclasses.replace(ANA, teams="", groups=groups)) is False


def test_deactivated_agent_is_disabled_first_and_logged_out_last(staffing: Staffing) -> None:
    staffing.account()
    staffing.calls("admin_disable_user")
    staffing.written("")
    staffing.grouped(out=("agents", "leads", "admins"), into=())
    staffing.calls("admin_user_global_sign_out")
    gone = dataclasses.replace(ANA, active=False, teams="", groups=dict.fromkeys(ANA.groups, False))
    assert staffing.directory.sync_account(gone) is False


def test_reactivated_agent_is_enabled_last(staffing: Staffing) -> None:
    staffing.account(enabled=False)
    staffing.written()
    staffing.grouped()
    staffing.calls("admin_enable_user")
    assert staffing.directory.sync_account(ANA) is False


def test_deactivated_agent_without_an_account_gets_none(staffing: Staffing) -> None:
    staffing.cognito.refuses("admin_get_user", "UserNotFoundException")
    assert staffing.directory.sync_account(dataclasses.replace(ANA, active=False)) is False


def test_an_account_made_at_the_same_moment_is_worth_another_try(staffing: Staffing) -> None:
    staffing.cognito.refuses("admin_get_user", "UserNotFoundException")
    staffing.cognito.refuses("admin_create_user", "UsernameExistsException")
    with pytest.raises(Unavailable):
        staffing.directory.sync_account(ANA)


def test_repeated_invitation_has_another_password(staffing: Staffing) -> None:
    staffing.cognito.answers(
        "admin_create_user", {}, **WHO, MessageAction="RESEND", DesiredDeliveryMediums=["EMAIL"], TemporaryPassword=ANY
    )
    staffing.directory.invite_again(EMAIL)


@pytest.mark.parametrize("code", ["UnsupportedUserStateException", "UserNotFoundException"])
def test_invitation_is_not_repeated_after_login_or_without_an_account(staffing: Staffing, code: str) -> None:
    staffing.cognito.refuses("admin_create_user", code)
    with pytest.raises(Conflict):
        staffing.directory.invite_again(EMAIL)


def test_first_passwords_do_not_repeat_are_long_and_need_no_escaping() -> None:
    made = [_invitation()["TemporaryPassword"] for _ in range(10_000)]

    assert len(set(made)) == len(made)
    assert min(map(len, made)) >= 22  # 128 bits
    assert not set("".join(made)) & set("<>&\"'")


def test_renaming_a_person_without_an_account_is_no_error(staffing: Staffing) -> None:
    staffing.cognito.refuses("admin_update_user_attributes", "UserNotFoundException")
    staffing.directory.rename(EMAIL, "Maya B.")
