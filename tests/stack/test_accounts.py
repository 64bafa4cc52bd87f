"""The local user pool keeps accounts as Cognito does, where the desk relies on it; through the desk's own adapter."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from chalicelib.people.sign_in import claims_of
from chalicelib.plumbing.aws.cognito import CognitoDirectory
from chalicelib.plumbing.errors import Conflict, SignInRequired
from chalicelib.plumbing.ports import Account, Challenge, DirectoryAccount, SignedIn
from infrastructure.aws import Aws
from infrastructure.front_door.sent_mails import MailFolder
from infrastructure.local.ministack import LocalAws
from infrastructure.local.places import Places
from tests.desk import free_ports

pytestmark = pytest.mark.stack

OWN = "words of their own"
GROUPS = ("agents", "leads", "admins")
LENGTH_ALONE = {"MinimumLength": 12} | dict.fromkeys(
    ("RequireLowercase", "RequireUppercase", "RequireNumbers", "RequireSymbols"), False
)
_people = count(1)


class House:
    """A pool without the rest of the desk."""

    def __init__(self, local: LocalAws) -> None:
        self.cognito = Aws(local.places.aws, "us-east-1").client("cognito-idp")
        self.folder = MailFolder(local.places.mails)
        schema = [{"Name": name, "AttributeDataType": "String", "Mutable": True} for name in ("person", "teams")]
        words = {"EmailSubject": "Come in", "EmailMessage": "You are {username}: {####}"}
        self.pool = self.cognito.create_user_pool(
            PoolName="p",
            UsernameAttributes=["email"],
            AutoVerifiedAttributes=["email"],
            Schema=schema,
            AdminCreateUserConfig={"InviteMessageTemplate": words},
            Policies={"PasswordPolicy": LENGTH_ALONE},
        )["UserPool"]["Id"]
        client = self.cognito.create_user_pool_client(
            UserPoolId=self.pool,
            ClientName="api",
            GenerateSecret=True,
            ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        )
        for group in GROUPS:
            self.cognito.create_group(UserPoolId=self.pool, GroupName=group)
        self.directory = CognitoDirectory(lambda: self.cognito, self.pool, client["UserPoolClient"]["ClientId"])

    def first_password(self, email: str) -> str:
        """As the newest mail to the address says it."""
        return [mail for mail in self.folder.mails() if email in mail.to][-1].text.split(": ")[1]

    def mails(self, email: str) -> int:
        return sum(email in mail.to for mail in self.folder.mails())

    def moved_in(self, email: str) -> SignedIn:
        """Invited, with a password of their own."""
        assert self.directory.sync_account(standing(email)) is True
        step = self.directory.sign_in(email, self.first_password(email))
        assert isinstance(step, Challenge)
        result = self.directory.answer_challenge(email, step, OWN)
        assert isinstance(result, SignedIn)
        return result


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Without IAM enforced, as on a laptop: that must not make accounts looser."""
    local = LocalAws(Places(port=free_ports(), home=tmp_path_factory.mktemp("aws")), enforce_iam=False)
    local.start()
    yield House(local)
    local.stop()


@pytest.fixture
def email() -> str:
    return f"agent-{next(_people)}@desk.example"


def standing(
    email: str, group: str | None = "agents", teams: str = "orders:full", *, active: bool = True
) -> DirectoryAccount:
    groups = {each: each == group for each in GROUPS}
    return DirectoryAccount(email, f"person of {email}", "Ana", "en", "UTC", groups, teams, active)


def claims(signed_in: SignedIn) -> dict[str, Any]:
    return claims_of(signed_in.id_token)


def refused(action: Callable[[], object]) -> bool:
    try:
        action()
    except SignInRequired:
        return True
    return False


def test_invited_agent_logs_in_with_the_emailed_password_and_chooses_another(house: House, email: str) -> None:
    payload = claims(house.moved_in(email))

    assert (payload["custom:person"], payload["custom:teams"]) == (f"person of {email}", "orders:full")
    assert (payload["cognito:groups"], payload["email_verified"]) == (["agents"], True)
    assert refused(lambda: house.directory.sign_in(email, house.first_password(email)))
    assert house.mails(email) == 1


def test_second_invitation_invalidates_the_first_until_the_account_is_in_use(house: House, email: str) -> None:
    house.directory.sync_account(standing(email))
    first = house.first_password(email)

    house.directory.invite_again(email)

    assert house.first_password(email) != first
    assert refused(lambda: house.directory.sign_in(email, first))
    step = house.directory.sign_in(email, house.first_password(email))
    assert isinstance(step, Challenge)
    house.directory.answer_challenge(email, step, OWN)
    with pytest.raises(Conflict):
        house.directory.invite_again(email)


def test_changed_rights_apply_at_the_next_refresh(house: House, email: str) -> None:
    session = house.moved_in(email)

    for _ in range(2):
        assert house.directory.sync_account(standing(email, "leads", "")) is False

    payload = claims(house.directory.refresh(session.refresh_token))
    assert (payload["cognito:groups"], payload.get("custom:teams", "")) == (["leads"], "")


def test_deactivated_agent_is_locked_out_and_returns_with_the_same_password(house: House, email: str) -> None:
    session = house.moved_in(email)
    house.directory.sync_account(standing(email, None, "", active=False))

    assert refused(lambda: house.directory.refresh(session.refresh_token))
    assert refused(lambda: house.directory.sign_in(email, OWN))

    house.directory.sync_account(standing(email))
    assert refused(lambda: house.directory.refresh(session.refresh_token))
    assert isinstance(house.directory.sign_in(email, OWN), SignedIn)


def test_agent_deactivated_while_choosing_a_password_cannot_log_in(house: House, email: str) -> None:
    house.directory.sync_account(standing(email))
    step = house.directory.sign_in(email, house.first_password(email))
    assert isinstance(step, Challenge)
    house.directory.sync_account(standing(email, None, "", active=False))

    assert refused(lambda: house.directory.answer_challenge(email, step, OWN))


def test_invitation_discards_a_self_registered_account_and_its_password(house: House, email: str) -> None:
    house.directory.register(email, "a stranger's password", Account("Mallory", "en", "UTC"))

    assert house.directory.sync_account(standing(email)) is True

    assert refused(lambda: house.directory.sign_in(email, "a stranger's password"))
    assert isinstance(house.directory.sign_in(email, house.first_password(email)), Challenge)
