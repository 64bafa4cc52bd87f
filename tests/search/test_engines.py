"""One suite for both engines: what is put is found, what is put again replaces, what is removed is gone, and rights narrow."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.search import stems, tantivy_engine
from chalicelib.search.engine import Engine, best_engine
from chalicelib.search.model import Document, DocumentKind, Question, Term, person_key, subject_key
from chalicelib.search.sqlite_engine import SqliteEngine
from chalicelib.search.tantivy_engine import TantivyEngine
from tests.search.probes import PROBES, SLIPS, a_document, question, texts

ENGINES: dict[str, Engine] = {"tantivy": TantivyEngine(), "sqlite": SqliteEngine()}


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return ENGINES[request.param]


def put(engine: Engine, folder: Path, *documents: Document) -> None:
    writer = engine.writer(folder)
    writer.put(documents)
    writer.close()


def found(engine: Engine, folder: Path, asked: Question, limit: int = 100) -> list[str]:
    reader = engine.reader(folder)
    keys = [hit.key for hit in reader.search(asked, limit)]
    reader.close()
    return keys


@pytest.mark.parametrize("probe", PROBES)
def test_search_matches_inflections_accents_and_typos(engine: Engine, tmp_path: Path, probe: str) -> None:
    put(engine, tmp_path, *texts())
    text, number = PROBES[probe]

    expected = engine.form.startswith("tantivy") or probe not in SLIPS

    assert (f"{number}-1" in found(engine, tmp_path, question(text))) is expected


def test_result_holds_every_search_term(engine: Engine, tmp_path: Path) -> None:
    put(engine, tmp_path, a_document(1, "a green lamp"), a_document(2, "a blue lamp"), a_document(3, "a green chair"))

    assert found(engine, tmp_path, question("green lamp")) == ["1-1"]
    assert sorted(found(engine, tmp_path, question("lamp"))) == ["1-1", "2-1"]
    assert found(engine, tmp_path, question("red lamp")) == []


def test_last_term_matches_as_a_prefix(engine: Engine, tmp_path: Path) -> None:
    put(engine, tmp_path, a_document(1, "Zephyrine asked"), a_document(2, "返金してください"))

    assert found(engine, tmp_path, question("zeph")) == ["1-1"]
    assert found(engine, tmp_path, question("zeph asked")) == []
    assert found(engine, tmp_path, question("返")) == ["2-1"]


def test_exact_match_ranks_before_inflected_and_prefix_matches(engine: Engine, tmp_path: Path) -> None:
    texts = ("parcelling", "parcels", "parcel")
    put(engine, tmp_path, *(a_document(number, text) for number, text in enumerate(texts, 1)))

    assert found(engine, tmp_path, question("parcel"))[0] == "3-1"


def test_newer_of_equal_matches_comes_first(engine: Engine, tmp_path: Path) -> None:
    newest_last = [a_document(number, "a lamp", at=1_600_000_000_000 + number * 10**10) for number in range(1, 6)]
    put(engine, tmp_path, *newest_last)

    assert found(engine, tmp_path, question("lamp")) == ["5-1", "4-1", "3-1", "2-1", "1-1"]


def test_putting_a_document_again_replaces_it(engine: Engine, tmp_path: Path) -> None:
    for text in ("first words", "second words", "second words"):
        put(engine, tmp_path, a_document(1, text), a_document(2, "others"))

    assert found(engine, tmp_path, question("second")) == ["1-1"]
    assert found(engine, tmp_path, question("first")) == []
    assert found(engine, tmp_path, question("others")) == ["2-1"]


def test_last_of_two_documents_with_one_key_is_stored(engine: Engine, tmp_path: Path) -> None:
    put(engine, tmp_path, a_document(1, "first words"), a_document(1, "second words"))

    assert found(engine, tmp_path, question("words")) == ["1-1"]
    assert found(engine, tmp_path, question("first")) == []


def test_documents_are_removed_by_key_or_with_their_ticket(engine: Engine, tmp_path: Path) -> None:
    put(
        engine,
        tmp_path,
        a_document(1, "lamp"),
        a_document(1, "lamp", rev=2),
        a_document(11, "lamp"),
        a_document(2, "lamp"),
    )

    writer = engine.writer(tmp_path)
    writer.remove_groups(["1", "99"])
    writer.remove(["2-1", "2-9"])
    writer.close()

    assert found(engine, tmp_path, question("lamp")) == ["11-1"]


def test_a_ticket_can_be_emptied_and_filled_again_in_one_change(engine: Engine, tmp_path: Path) -> None:
    put(engine, tmp_path, a_document(1, "lamp"), a_document(1, "lamp", rev=2))

    writer = engine.writer(tmp_path)
    writer.remove_groups(["1"])
    writer.put([a_document(1, "lamp", rev=2)])
    writer.close()

    assert found(engine, tmp_path, question("lamp")) == ["1-2"]


def test_customers_find_only_public_messages_of_their_own_tickets(engine: Engine, tmp_path: Path) -> None:
    put(
        engine,
        tmp_path,
        a_document(1, "lamp"),
        a_document(1, "lamp", rev=2, internal=True),
        a_document(2, "lamp", requester="mallory"),
        a_document(3, "lamp", requester="carla2"),
    )

    assert found(engine, tmp_path, question("lamp", requester="carla")) == ["1-1"]
    assert found(engine, tmp_path, question("lamp", requester="car")) == []
    assert len(found(engine, tmp_path, question("lamp"))) == 4


def test_hit_shows_whether_it_is_internal(engine: Engine, tmp_path: Path) -> None:
    put(engine, tmp_path, a_document(1, "lamp"), a_document(2, "lamp", internal=True))

    hits = engine.reader(tmp_path).search(question("lamp"), 10)

    assert {hit.ticket: hit.internal for hit in hits} == {1: False, 2: True}


def test_people_and_tickets_are_searched_separately(engine: Engine, tmp_path: Path) -> None:
    person = Document(person_key("carla"), DocumentKind.PERSON, stems.plain_terms("Carla Romero carla@example.com"))
    subject = Document(
        subject_key(7), DocumentKind.SUBJECT, stems.document_terms("Carla's lamp"), group="7", requester="carla"
    )
    put(engine, tmp_path, person, subject, a_document(8, "carla"))

    assert found(engine, tmp_path, question("carla", people=True)) == ["P-carla"]
    assert found(engine, tmp_path, question("carla@exam", people=True)) == ["P-carla"]
    assert sorted(found(engine, tmp_path, question("carla"))) == ["7-0", "8-1"]


def test_number_of_hits_is_limited(engine: Engine, tmp_path: Path) -> None:
    put(engine, tmp_path, *(a_document(number, "lamp") for number in range(1, 30)))

    assert len(found(engine, tmp_path, question("lamp"), 7)) == 7


def test_reader_sees_the_state_when_it_was_opened(engine: Engine, tmp_path: Path) -> None:
    put(engine, tmp_path, a_document(1, "lamp"))
    reader = engine.reader(tmp_path)

    for file in tmp_path.iterdir():
        file.unlink()

    assert [hit.key for hit in reader.search(question("lamp"), 10)] == ["1-1"]


def test_files_that_lie_there_are_replaced_and_never_written_into(engine: Engine, tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    put(engine, old, a_document(1, "lamp"))
    before = {file.name: file.read_bytes() for file in old.iterdir()}
    for file in old.iterdir():
        (new / file.name).hardlink_to(file)

    put(engine, new, a_document(1, "chair"), a_document(2, "lamp"))

    assert {file.name: file.read_bytes() for file in old.iterdir()} == before
    assert found(engine, old, question("lamp")) == ["1-1"]
    assert found(engine, new, question("lamp")) == ["2-1"]


def test_after_many_changes_the_folder_holds_the_index_and_nothing_else(engine: Engine, tmp_path: Path) -> None:
    for number in range(1, 40):
        put(engine, tmp_path, a_document(number, f"lamp {number}"), a_document(1, f"chair {number}"))

    names = {file.name for file in tmp_path.iterdir() if file.suffix != ".lock"}

    assert len(found(engine, tmp_path, question("lamp"))) == 38
    assert found(engine, tmp_path, question("chair")) == ["1-1"]
    assert len(names) < 9 * 7 + 2  # segments of tantivy are merged when there are eight


@given(text=st.text(max_size=60), about=st.text(max_size=60))
def test_no_text_is_interpreted_as_a_query(tmp_path_factory: pytest.TempPathFactory, text: str, about: str) -> None:
    for engine in ENGINES.values():
        folder = tmp_path_factory.mktemp("index")
        put(engine, folder, a_document(1, about), a_document(2, "nothing of the kind"))
        asked = question(text)
        if asked.terms:
            found(engine, folder, asked)


HOSTILE = [
    '" OR words MATCH "x',
    "words:lamp",
    "NEAR(a b)",
    "lamp* chair*",
    "-lamp chair",
    "kind:person",
    "a^2",
    "[a TO z]",
    "lamp OR chair",
    "internal:true requester:carla",
    "'; DROP TABLE documents; --",
    "{x} lamp",
    "AND AND AND",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_query_operators_are_searched_literally(engine: Engine, tmp_path: Path, text: str) -> None:
    put(engine, tmp_path, a_document(1, "a lamp"), a_document(2, "a chair", requester="mallory"), a_document(3, text))

    assert found(engine, tmp_path, question(text)) == ["3-1"]
    assert found(engine, tmp_path, question(text, requester="mallory")) == []


@pytest.mark.parametrize("sign", list("(){}[]\"'*?^~:+-/\\|&!@"))
def test_punctuation_beside_a_term_changes_nothing(engine: Engine, tmp_path: Path, sign: str) -> None:
    put(engine, tmp_path, a_document(1, "a lamp"), a_document(2, "a chair"))

    assert found(engine, tmp_path, question(f"{sign}lamp{sign}")) == ["1-1"]


def test_a_short_stem_is_not_taken_for_a_slip_of_something_else(tmp_path: Path) -> None:
    """Late is `lat` by its stem, and `at` is one letter away from that."""
    engine = ENGINES["tantivy"]
    put(engine, tmp_path, a_document(1, "found at the delivery hub"), a_document(2, "a lete delivery"))

    assert found(engine, tmp_path, Question((Term(("delivery",)), Term(("late", "lat"), near=1)))) == ["2-1"]


def test_typo_pattern_matches_terms_with_exactly_one_typo() -> None:
    pattern = re.compile(f"(?:{tantivy_engine.one_slip('parcel')})")

    for word in ("parcel", "parcell", "pacel", "prcel", "pracel", "xarcel", "parcels", "aprcel"):
        assert pattern.fullmatch(word), word
    for word in ("parc", "marcell", "lamp", "parcelxx"):
        assert not pattern.fullmatch(word), word


def test_typo_pattern_of_the_longest_term_is_accepted(tmp_path: Path) -> None:
    engine = ENGINES["tantivy"]
    put(engine, tmp_path, a_document(1, "lamp"))

    assert found(engine, tmp_path, Question((Term(("abcdefghijklmnopqrs",), near=1),))) == []
    assert found(engine, tmp_path, Question((Term(("सब" * 9,), near=1),))) == []


@pytest.mark.parametrize(("installed", "form"), [({"tantivy", "sqlite3"}, "tantivy"), ({"sqlite3"}, "sqlite")])
def test_best_installed_engine_is_chosen(installed: set[str], form: str) -> None:
    chosen = best_engine(lambda module: module if module in installed else None)

    assert chosen.form.startswith(form)


def test_the_form_of_the_index_is_that_of_the_pinned_tantivy() -> None:
    """Another form cannot be read: a new one needs a new name here, so that the index is made anew beside the old one."""
    import tantivy

    assert tantivy.__version__ == "tantivy v0.27.0, index_format v7"
    assert tantivy_engine.FORM.startswith("tantivy-7-")


def test_other_kind_is_found_by_its_name_and_its_internal_texts_are_for_agents(engine: Engine, tmp_path: Path) -> None:
    def article(part: str, *, internal: bool = False) -> Document:
        terms = stems.document_terms("lamp", "en")
        return Document(f"articles-1#{part}", "articles", terms, group="articles-1", internal=internal)

    put(engine, tmp_path, a_document(1, "lamp"), article("en"), article("note", internal=True))

    assert sorted(found(engine, tmp_path, question("lamp", kinds=("articles",)))) == [
        "articles-1#en",
        "articles-1#note",
    ]
    assert found(engine, tmp_path, question("lamp", kinds=("articles",), public=True)) == ["articles-1#en"]
    assert found(engine, tmp_path, question("lamp")) == ["1-1"]
    writer = engine.writer(tmp_path)
    writer.remove_groups(["articles-1"])
    writer.close()
    assert found(engine, tmp_path, question("lamp", kinds=("articles",))) == []
