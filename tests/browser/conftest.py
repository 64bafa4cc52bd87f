"""A desk and a browser for all browser tests; windows of its own for each."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from infrastructure.setup import find_browser
from tests.browser.forms import ask_for_more
from tests.browser.visits import House, Visits
from tests.calls import anybody
from tests.desk import new_desk
from tests.journeys.cast import PASSWORD, Person, Shop, set_up

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The browser of the machine: nothing is downloaded."""
    return {"executable_path": find_browser(), "args": list(ARGUMENTS)}


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The desk with IAM enforced; Ana is online and takes many, so that tickets about orders are hers."""
    with new_desk(tmp_path_factory.mktemp("browser")) as desk:
        shop = set_up(desk)
        ask_for_more(shop)
        ana = shop.ana.get(f"/agents/{shop.ana.id}")
        plenty = shop.boss.call("PATCH", f"/agents/{shop.ana.id}", {"cap": 100}, If_Match=f'"{ana["version"]}"')
        assert plenty.status_code == 200, plenty.text
        shop.ana.go("online")
        yield shop


@pytest.fixture(scope="module", autouse=True)
def _room_for_more(shop: Shop) -> None:
    """What earlier tests left with Ana is solved, so that her lists are short."""
    for ticket in shop.ana.get("/tickets?assignee=me&status=new&status=open&limit=100")["items"]:
        assert shop.ana.change(ticket["id"], status="solved").status_code == 200


@pytest.fixture(scope="session")
def house(shop: Shop, browser: Browser) -> House:
    return House(str(shop.desk.stack["portal"]).rstrip("/"), browser, shop.desk.places.files)


@pytest.fixture(scope="session")
def carla(shop: Shop) -> Person:
    return shop.new_customer("Carla")


@pytest.fixture(scope="session")
def root(shop: Shop) -> Person:
    """An admin with a log-in like everybody's."""
    wanted: dict[str, Any] = {
        "email": "root@desk.example",
        "name": "Root",
        "role": "admin",
        "teams": {"support": "read"},
    }
    answer = shop.boss.post("/agents", wanted)
    assert answer.status_code == 201, answer.text
    root = Person("Root", wanted["email"], anybody(shop.desk), answer.json()["id"])
    who = {"UserPoolId": shop.desk.stack["user_pool"], "Username": root.email}
    shop.desk.client("cognito-idp").admin_set_user_password(**who, Password=PASSWORD, Permanent=True)
    root.log_in()
    return root


@pytest.fixture
def visits(house: House) -> Iterator[Visits]:
    """No line in the console, no error, no broken policy, no other host asked: for every test."""
    with house.visits() as visits:
        yield visits
