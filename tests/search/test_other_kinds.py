"""A kind of thing that the search has never heard of: it is indexed, found, filtered, updated and rebuilt by one row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from chalicelib.people.model import Caller
from chalicelib.plumbing.aws.marshal import Item, item_from_wire
from chalicelib.plumbing.http import openapi
from chalicelib.plumbing.services import Services
from chalicelib.search import jobs as search_jobs
from chalicelib.search import outbox as search_outbox
from chalicelib.search import records, specs
from chalicelib.search.engine import engine
from chalicelib.search.model import IndexTask, task_about
from chalicelib.search.rebuild import Rebuilding
from chalicelib.search.records import Heading, RecordSpec, RecordText
from tests import makers
from tests.cast import ADA, CARLA
from tests.client import Answer, get
from tests.search.conftest import SearchDesk

KIND = "articles"


@dataclass(frozen=True)
class Article:
    """`texts`: by language; `draft`: for agents only."""

    title: str
    texts: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    draft: bool = False


def load(services: Services, ids: Sequence[str]) -> dict[str, Article]:
    found = services.dynamo.get_many([(services.core, f"K#{each}", "#") for each in ids], consistent=True)
    return {pk[2:]: article_from(item) for (pk, _), item in found.items()}


def read_item(item: Item) -> tuple[str, Article] | None:
    return (item["pk"][2:], article_from(item)) if item["pk"].startswith("K#") else None


def article_from(item: Item) -> Article:
    return Article(item["title"], item.get("texts") or {}, item.get("note", ""), item.get("draft", False))


def texts_of(article: Article) -> Iterator[RecordText]:
    for language, text in article.texts.items():
        yield RecordText(language, f"{article.title} {text}", language)
    if article.note:
        yield RecordText("note", article.note, internal=True)


def may_see(_services: Services, caller: Caller, article: Article) -> bool:
    return caller.is_agent or not article.draft


def heading(article: Article, text: RecordText) -> Heading:
    return Heading(article.title, f"/help/{text.part}")


@pytest.fixture(scope="module", autouse=True)
def _articles() -> Iterator[None]:
    """The row that a slice of articles would add; taken away again for the modules after this one."""
    records.register(KIND, RecordSpec(load, read_item, texts_of, may_see, heading))
    yield
    del specs.DOCUMENTS._rows[KIND]
    del specs.DOCUMENTS._places[KIND]


def write(searching: SearchDesk, record: str, article: Article) -> None:
    core = searching.services.core
    core.write(core.put({"pk": f"K#{record}", "sk": "#", **vars(article)}, "#pk <> :none", none=""))
    search_outbox.index_record(searching.services, KIND, record)
    searching.settle()


def remove(searching: SearchDesk, record: str) -> None:
    searching.services.core.write(searching.services.core.remove(f"K#{record}", "#"))
    search_outbox.index_record(searching.services, KIND, record)
    searching.settle()


def search(who: Caller, q: str, **more: Any) -> Answer:
    return get(
        who, "/v1/search?" + "&".join(f"{name}={value}" for name, value in {"kind": KIND, "q": q, **more}.items())
    )


def ids(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.json
    return sorted(item["id"] for item in answer.json["items"])


RETURNS = Article("Returns", {"en": "Parcels are collected.", "de": "Pakete werden abgeholt."}, note="Zephyr refunds.")


def rebuild(searching: SearchDesk, *, upside_down: bool = False) -> None:
    client: Any = searching.desk.meter._client
    stored = [item_from_wire(wire) for wire in client.tables[searching.services.core.name].items.values()]
    work = Rebuilding(searching.services, engine())
    work.begin()
    work.run(reversed(stored) if upside_down else stored)


def test_record_is_found_and_shown_with_its_heading_and_snippet(searching: SearchDesk) -> None:
    write(searching, "returns", RETURNS)

    answer = search(CARLA, "paket")

    assert answer.json == {
        "kind": "articles",
        "next": None,
        "complete": False,
        "items": [
            {
                "id": "returns",
                "title": "Returns",
                "path": "/help/de",
                "at": "2020-01-01T00:00:00.000Z",
                "snippet": [
                    {"text": "Returns ", "hit": False},
                    {"text": "Pakete", "hit": True},
                    {"text": " werden abgeholt.", "hit": False},
                ],
            }
        ],
    }


def test_record_is_found_once_when_several_of_its_texts_match(searching: SearchDesk) -> None:
    write(searching, "returns", RETURNS)

    assert ids(search(CARLA, "returns")) == ["returns"]


def test_kinds_do_not_find_each_other(searching: SearchDesk) -> None:
    ticket = makers.a_ticket(searching.services, subject="Returns", body="Parcels")
    write(searching, "returns", RETURNS)

    assert searching.found(ADA, "returns") == [ticket.id]
    assert searching.people_found(ADA, "returns") == []
    assert ids(search(ADA, "returns")) == ["returns"]


def test_customers_find_neither_internal_texts_nor_records_that_are_not_for_them(searching: SearchDesk) -> None:
    write(searching, "returns", RETURNS)
    write(searching, "draft", Article("Mistral", {"en": "Not yet."}, draft=True))

    assert [ids(search(CARLA, word)) for word in ("zephyr", "mistral")] == [[], []]
    assert [ids(search(ADA, word)) for word in ("zephyr", "mistral")] == [["returns"], ["draft"]]


def test_page_is_filled_past_records_that_the_reader_may_not_see(searching: SearchDesk) -> None:
    for n in range(4):
        write(searching, f"a{n}", Article("Lamp", {"en": "Lamp lamp lamp."}, draft=True))
    for n in range(3):
        write(searching, f"b{n}", Article("Lamp", {"en": f"A lamp, {n}."}))

    first = search(CARLA, "lamp", limit=2)
    cursor, seen = first.json["next"], ids(first)
    while cursor:
        more = search(CARLA, "lamp", limit=2, cursor=cursor)
        cursor, seen = more.json["next"], seen + ids(more)

    assert sorted(seen) == ["b0", "b1", "b2"]


def test_changed_record_is_found_by_its_new_text_only(searching: SearchDesk) -> None:
    write(searching, "returns", RETURNS)
    write(searching, "returns", Article("Refunds", {"en": "Money comes back."}))

    assert ids(search(ADA, "parcels")) == ids(search(ADA, "pakete")) == ids(search(ADA, "zephyr")) == []
    assert ids(search(ADA, "refunds")) == ["returns"]


def test_removed_record_is_found_no_more(searching: SearchDesk) -> None:
    write(searching, "returns", RETURNS)
    remove(searching, "returns")

    assert ids(search(ADA, "returns")) == []


@pytest.mark.parametrize("upside_down", [False, True])
def test_rebuild_finds_records_tickets_and_people_again(searching: SearchDesk, *, upside_down: bool) -> None:
    ticket = makers.a_ticket(searching.services, subject="Lamp", body="Zephyr.")
    write(searching, "returns", RETURNS)
    searching.bucket.objects.clear()

    rebuild(searching, upside_down=upside_down)

    assert ids(search(ADA, "paket")) == ["returns"]
    assert searching.found(ADA, "zephyr") == [ticket.id]
    assert searching.people_found(ADA, "carla") == ["carla"]


def test_record_that_changes_during_a_rebuild_is_read_again(searching: SearchDesk) -> None:
    write(searching, "returns", RETURNS)
    work = Rebuilding(searching.services, engine())
    work.begin()

    def items() -> Iterator[Item]:
        yield {"pk": "K#returns", "sk": "#", **vars(RETURNS)}
        write(searching, "returns", Article("Refunds", {"en": "Money."}))

    work.run(items())

    assert ids(search(ADA, "parcels")) == []
    assert ids(search(ADA, "refunds")) == ["returns"]


def test_message_about_an_unregistered_kind_is_returned_alone(searching: SearchDesk) -> None:
    write(searching, "returns", RETURNS)

    assert search_jobs.index(
        searching.services, [{"kind": "videos", "record": "1"}, {"kind": KIND, "record": "returns"}]
    ) == {0}


def test_index_message_about_a_record_can_be_repeated() -> None:
    assert task_about(IndexTask(kind=KIND, record="a-b").about) == IndexTask(kind=KIND, record="a-b")


def test_kind_is_offered_by_the_api_and_others_are_refused() -> None:
    from app import app

    operation = openapi.document(openapi.endpoints(app.routes), "t", "1")["paths"]["/v1/search"]["get"]
    (kind,) = [each["schema"] for each in operation["parameters"] if each["name"] == "kind"]
    refused = search(ADA, "lamp", kind="videos")

    assert kind["enum"] == ["tickets", "people", "articles"]
    assert refused.json["errors"][0]["detail"] == "This must be 'tickets', 'people' or 'articles'."


def test_kind_that_is_registered_twice_is_refused_with_both_places() -> None:
    with pytest.raises(ValueError, match=r"articles is registered twice: at .+ and at .+test_other_kinds\.py:\d+\."):
        records.register(KIND, RecordSpec(load, read_item, texts_of, may_see, heading))


@pytest.mark.parametrize("kind", ["", "Articles", "a-b", "P", "10"])
def test_kind_that_could_be_taken_for_a_ticket_or_person_is_refused(kind: str) -> None:
    with pytest.raises(ValueError, match="small letters"):
        specs.register(kind, specs.DOCUMENTS[KIND])
