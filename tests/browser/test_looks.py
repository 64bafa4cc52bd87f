"""Every page in light, dark and Arabic: nothing for axe to find, nothing over the edge of a small phone, and pictures."""

from collections.abc import Iterator

import pytest

from tests.browser.looks import over_the_edge, picture, resize, violations
from tests.browser.views import VIEWS, Scene, View, build
from tests.browser.visits import NARROW, WIDE, House, Visit, Visits
from tests.journeys.cast import Person, Shop

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def scene(shop: Shop, root: Person) -> Scene:
    shop.ana.client.post("/saved-replies", {"name": "On its way", "body": "Hello {{customer.name}}, it is on its way."})
    root.client.post(
        "/saved-replies", {"name": "مرحبا", "body": "أهلًا {{customer.first_name}}", "shared": True, "language": "ar"}
    )
    return build(shop, shop.new_customer("Carlotta"), shop.new_customer("Nils"))


@pytest.fixture(scope="module")
def windows(house: House) -> Iterator[Visits]:
    with house.visits() as visits:
        yield visits


@pytest.fixture(scope="module")
def by_role(windows: Visits, scene: Scene, shop: Shop, root: Person) -> dict[str, Visit]:
    """One window for each role, kept from page to page; what moves stands still."""
    people: dict[str, Person] = {
        "customer": scene.carla,
        "newcomer": scene.unregistered,
        "agent": shop.ana,
        "admin": root,
    }
    slots = {who: windows.of(person, reduced_motion="reduce") for who, person in people.items()}
    return {"visitor": windows.visitor(reduced_motion="reduce"), **slots}


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_a_page_is_accessible_and_fits_in_light_dark_and_arabic(
    view: View, by_role: dict[str, Visit], windows: Visits, scene: Scene
) -> None:
    visit, found = by_role[view.who], []
    page = visit.page
    for language in view.languages:
        resize(page, WIDE)
        page.emulate_media(color_scheme="light")
        view.show(visit, scene, language)
        for scheme in ("light", "dark") if language == "en" else ("light",):
            page.emulate_media(color_scheme=scheme)
            for size in (NARROW, WIDE):
                resize(page, size)
                name = f"{view.name}-{language}-{scheme}-{size['width']}"
                picture(page, name)
                found += [f"{name}: {each}" for each in over_the_edge(page)]
                if (scheme == "dark") == (size is NARROW):
                    found += [f"{name}: {each}" for each in violations(page)]
    assert page.evaluate("() => document.documentElement.dir || 'ltr'") == ("rtl" if "ar" in view.languages else "ltr")
    assert not found, "\n".join(found)
    assert windows.wrong == []
