"""The index in the bucket: of two writers one wins, a crash changes nothing, readers see one state or the next."""

import itertools
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from chalicelib.plumbing.aws.objects import Missing
from chalicelib.plumbing.clock import DAY, HOUR
from chalicelib.search import manifest, packs
from chalicelib.search.engine import Engine, Writer
from chalicelib.search.index import MANIFEST, Index, IndexContended
from chalicelib.search.manifest import Manifest, PackRange
from chalicelib.search.model import Document
from chalicelib.search.sqlite_engine import SqliteEngine
from chalicelib.search.tantivy_engine import TantivyEngine
from tests.doubles import FrozenClock, MemoryBucket
from tests.search.probes import a_document, question

ENGINES: dict[str, Engine] = {"tantivy": TantivyEngine(), "sqlite": SqliteEngine()}


class Crash(Exception):  # noqa: N818 - not a fault, an end
    """The process is gone."""


@dataclass(eq=False)
class Hooked(MemoryBucket):
    """A bucket in which something happens just before an object is replaced, or a part is read."""

    before_replace: list[Callable[[], object]] = field(default_factory=list)
    before_part: list[Callable[[], object]] = field(default_factory=list)

    def replace(self, key: str, body: bytes, known: str) -> str:
        if self.before_replace:
            self.before_replace.pop(0)()
        return super().replace(key, body, known)

    def read_part(self, key: str, start: int, size: int) -> bytes:
        if self.before_part:
            self.before_part.pop(0)()
        return super().read_part(key, start, size)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def bucket(clock: FrozenClock) -> Hooked:
    return Hooked(clock)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return ENGINES[request.param]


def put(index: Index, *documents: Document) -> Manifest:
    return index.change(lambda writer: writer.put(documents), changed)


def changed(before: Manifest, files: Mapping[str, PackRange]) -> Manifest:
    return manifest.with_change(before, files, ["en"], [], 0)


def found(index: Index, text: str = "lamp") -> list[str]:
    index.refresh()
    reader = index.reader()
    return sorted(hit.key for hit in reader.search(question(text), 1_000)) if reader else []


def stored(bucket: MemoryBucket) -> int:
    return sum(packs.FOLDER in key for key in bucket.objects)


def crash() -> None:
    raise Crash


def test_an_index_that_is_not_there_is_empty(bucket: Hooked, engine: Engine) -> None:
    assert found(Index(bucket, engine)) == []
    assert bucket.objects == {}


def test_changes_of_one_process_are_found_by_another(bucket: Hooked, engine: Engine) -> None:
    writer, reader = Index(bucket, engine), Index(bucket, engine)

    for number in range(1, 13):
        put(writer, a_document(number, "lamp"))
        assert len(found(reader)) == number

    assert found(Index(bucket, engine)) == found(reader)


def test_a_change_is_one_new_object_and_the_manifest(bucket: Hooked, engine: Engine) -> None:
    index = Index(bucket, engine)
    put(index, a_document(1, "lamp"))
    before = set(bucket.objects)

    put(index, a_document(2, "lamp"))

    assert len(set(bucket.objects) - before) == 1


def test_a_question_reads_one_object_when_nothing_is_new(bucket: Hooked, engine: Engine) -> None:
    index = Index(bucket, engine)
    put(index, a_document(1, "lamp"))
    found(index)
    bucket.reads = 0

    found(index)

    assert bucket.reads == 1


def test_a_reader_fetches_only_what_it_lacks(bucket: Hooked) -> None:
    writer, reader = Index(bucket, ENGINES["tantivy"]), Index(bucket, ENGINES["tantivy"])
    put(writer, *(a_document(number, f"lamp {number} and others") for number in range(1, 300)))
    found(reader)
    fetched: list[int] = []
    bucket.before_part = [lambda: fetched.append(1) for _ in range(100)]

    put(writer, a_document(999, "lamp"))
    found(reader)

    assert len(fetched) == 1


def test_overtaken_writer_starts_again(bucket: Hooked, engine: Engine) -> None:
    one, two = Index(bucket, engine), Index(bucket, engine)
    put(one, a_document(1, "lamp"))
    bucket.before_replace = [lambda: put(two, a_document(2, "lamp"))]

    put(one, a_document(3, "lamp"))

    assert found(one) == found(two) == ["1-1", "2-1", "3-1"]


def test_overtaken_writer_reads_the_data_again(bucket: Hooked, engine: Engine) -> None:
    """What it read before it lost may be older than what the winner wrote."""
    truth = {"text": "lamp"}
    one, two = Index(bucket, engine), Index(bucket, engine)

    def write(index: Index) -> None:
        index.change(lambda writer: writer.put([a_document(1, truth["text"])]), changed)

    def meanwhile() -> None:
        truth["text"] = "chair"
        write(two)

    bucket.before_replace = [meanwhile]
    write(one)

    assert found(one, "lamp") == []
    assert found(one, "chair") == ["1-1"]


@pytest.mark.parametrize("seed", range(3))
def test_many_writers_lose_nothing(clock: FrozenClock, engine: Engine, seed: int) -> None:
    """Interleaved at the only place where they can meet."""
    dice = random.Random(seed)  # noqa: S311 - a schedule, not a secret
    bucket = Hooked(clock)
    writers = [Index(bucket, engine) for _ in range(3)]
    numbers = itertools.count(1)
    written: list[int] = []

    def write(depth: int = 0) -> None:
        number = next(numbers)
        if depth < 3 and dice.random() < 0.5:
            bucket.before_replace = [lambda: write(depth + 1)]
        put(writers[(number + depth) % 3] if depth else writers[0], a_document(number, "lamp"))
        written.append(number)

    for _ in range(6):
        write()

    assert found(Index(bucket, engine)) == sorted(f"{number}-1" for number in written)


def test_writer_that_is_always_overtaken_gives_up(bucket: Hooked, engine: Engine) -> None:
    one, two = Index(bucket, engine), Index(bucket, engine)
    numbers = itertools.count(100)

    def always() -> None:
        put(two, a_document(next(numbers), "chair"))
        bucket.before_replace.append(always)

    bucket.before_replace = [always]
    with pytest.raises(IndexContended):
        put(one, a_document(1, "lamp"))


def test_a_crash_between_upload_and_manifest_changes_nothing(bucket: Hooked, engine: Engine) -> None:
    index = Index(bucket, engine)
    put(index, a_document(1, "lamp"))
    bucket.before_replace = [crash]

    with pytest.raises(Crash):
        put(Index(bucket, engine), a_document(2, "lamp"))

    assert found(Index(bucket, engine)) == ["1-1"]
    assert put(Index(bucket, engine), a_document(2, "lamp")).generation == 2
    assert found(index) == ["1-1", "2-1"]


def test_a_crash_while_writing_leaves_the_process_as_it_was(bucket: Hooked, engine: Engine) -> None:
    index = Index(bucket, engine)
    put(index, a_document(1, "lamp"))

    def edit(writer: Writer) -> None:
        writer.put([a_document(2, "lamp")])
        raise Crash

    with pytest.raises(Crash):
        index.change(edit, changed)

    assert found(index) == ["1-1"]
    put(index, a_document(3, "lamp"))
    assert found(index) == ["1-1", "3-1"]


def test_readers_keep_working_during_a_change(bucket: Hooked, engine: Engine) -> None:
    writer, reader = Index(bucket, engine), Index(bucket, engine)
    put(writer, a_document(1, "lamp"))
    found(reader)
    seen: list[list[str]] = []
    bucket.before_replace = [lambda: seen.append(found(reader))]

    put(writer, a_document(2, "lamp"))

    assert seen == [["1-1"]]
    assert found(reader) == ["1-1", "2-1"]


def test_unreferenced_files_are_removed_after_a_while(bucket: Hooked, clock: FrozenClock) -> None:
    index = Index(bucket, ENGINES["sqlite"])
    put(index, a_document(1, "lamp"))
    clock.advance(ms=HOUR)
    bucket.before_replace = [crash]
    with pytest.raises(Crash):
        put(Index(bucket, ENGINES["sqlite"]), a_document(9, "orphan"))
    latest = put(index, a_document(2, "lamp"))
    assert stored(bucket) == 3

    assert index.storage.clean_up(latest, clock.real()) == 0
    clock.advance(ms=1)
    assert (
        index.storage.clean_up(latest, clock.real()) == 1
    )  # the first one, an hour old; the orphan may still be on its way
    clock.advance(ms=HOUR)
    assert index.storage.clean_up(latest, clock.real()) == 1

    assert stored(bucket) == 1
    assert found(Index(bucket, ENGINES["sqlite"])) == ["1-1", "2-1"]


def test_an_index_of_another_form_is_left_alone_for_a_day(bucket: Hooked, clock: FrozenClock) -> None:
    old, new = Index(bucket, ENGINES["sqlite"]), Index(bucket, ENGINES["tantivy"])
    put(old, a_document(1, "lamp"))
    latest = put(new, a_document(2, "lamp"))
    assert (found(old), found(new)) == (["1-1"], ["2-1"])

    clock.advance(ms=DAY)
    new.storage.clean_up(latest, clock.real())
    assert found(Index(bucket, ENGINES["sqlite"])) == ["1-1"]
    clock.advance(ms=1)
    new.storage.clean_up(latest, clock.real())

    assert {key.partition("/")[0] for key in bucket.objects} == {ENGINES["tantivy"].form}


def test_pack_deleted_while_being_fetched_is_no_error(bucket: Hooked, clock: FrozenClock) -> None:
    """The reader was slower than the grace; the newer manifest names what is there."""
    engine = ENGINES["sqlite"]
    writer, reader = Index(bucket, engine), Index(bucket, engine)
    put(writer, a_document(1, "lamp"))

    def meanwhile() -> None:
        latest = put(writer, a_document(2, "lamp"))
        clock.advance(ms=2 * HOUR)
        writer.storage.clean_up(latest, clock.real())

    bucket.before_part = [meanwhile]

    assert found(reader) == ["1-1", "2-1"]


def test_index_with_missing_packs_raises_missing(bucket: Hooked, engine: Engine) -> None:
    put(Index(bucket, engine), a_document(1, "lamp"))
    bucket.remove([key for key in bucket.objects if packs.FOLDER in key])

    with pytest.raises(Missing):
        Index(bucket, engine).refresh()


def test_a_bucket_that_was_emptied_is_an_empty_index(bucket: Hooked, engine: Engine) -> None:
    index = Index(bucket, engine)
    put(index, a_document(1, "lamp"))
    bucket.remove(list(bucket.objects))

    assert found(index) == []
    put(index, a_document(2, "lamp"))
    assert found(Index(bucket, engine)) == ["2-1"]


def test_manifest_is_stored_under_the_form_of_its_engine(bucket: Hooked, engine: Engine) -> None:
    put(Index(bucket, engine), a_document(1, "lamp"))

    assert f"{engine.form}/{MANIFEST}" in bucket.objects


class TestPacks:
    @pytest.mark.parametrize("seed", range(20))
    def test_files_are_fetched_from_packs_unchanged(
        self, bucket: Hooked, tmp_path_factory: pytest.TempPathFactory, seed: int
    ) -> None:
        dice = random.Random(seed)  # noqa: S311 - files, not secrets
        folder, back = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
        places: dict[str, PackRange] = {}
        for _ in range(3):
            names = [f"file-{dice.randrange(1_000)}" for _ in range(dice.randrange(1, 6))]
            for name in names:
                (folder / name).write_bytes(dice.randbytes(dice.choice([0, 1, 6, 7, 8, 40])))
            places |= packs.upload(bucket, "x/", [folder / name for name in dict.fromkeys(names)])
        wanted = dict(dice.sample(sorted(places.items()), dice.randrange(1, len(places) + 1)))

        packs.fetch(bucket, wanted, back, max_part=7)

        assert {file.name: file.read_bytes() for file in back.iterdir()} == {
            name: (folder / name).read_bytes() for name in wanted
        }

    def test_upload_of_no_files_writes_no_pack(self, bucket: Hooked) -> None:
        assert packs.upload(bucket, "x/", []) == {}
        assert bucket.objects == {}

    def test_neighbours_are_fetched_together(self, bucket: Hooked, tmp_path_factory: pytest.TempPathFactory) -> None:
        folder, back = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
        for name in "abcde":
            (folder / name).write_text(name * 10)
        places = packs.upload(bucket, "x/", sorted(folder.iterdir()))
        bucket.reads = 0

        packs.fetch(bucket, {name: places[name] for name in "abde"}, back)

        assert bucket.reads == 2


class TestManifests:
    files = {"a": PackRange(pack="p", start=0, size=1)}

    def test_changes_are_not_noted_without_a_rebuild(self) -> None:
        after = manifest.with_change(Manifest(languages=("de",)), self.files, ["en"], ["1"], now=0)

        assert (after.generation, after.languages, after.touched) == (1, ("de", "en"), ())

    def test_changes_are_noted_during_a_rebuild(self) -> None:
        before = manifest.rebuild_begun(Manifest(), "r", now=0)

        after = manifest.with_change(manifest.with_change(before, {}, [], ["2"], 1), {}, [], ["1", "2"], 2)

        assert after.touched == ("1", "2")
        assert after.rebuild == before.rebuild

    def test_rebuild_with_an_expired_lease_is_dropped(self) -> None:
        before = replaced(manifest.rebuild_begun(Manifest(), "r", now=0), touched=("1",))

        after = manifest.with_change(before, {}, [], ["2"], manifest.LEASE_MS)

        assert (after.rebuild, after.touched) == (None, ())

    def test_renewed_lease_keeps_noted_changes_and_a_new_rebuild_clears_them(self) -> None:
        before = replaced(manifest.rebuild_begun(Manifest(), "r", now=0), touched=("1",))

        assert manifest.rebuild_begun(before, "r", 5).touched == ("1",)
        assert manifest.rebuild_begun(before, "s", 5).touched == ()

    def test_rebuilt_index_is_complete_and_continues_the_generation(self) -> None:
        after = manifest.rebuilt(Manifest(generation=7, languages=("de",), touched=("1",)), self.files, ["en"])

        assert (after.generation, after.complete, after.languages, after.touched) == (8, True, ("en",), ())

    def test_no_two_states_are_alike(self) -> None:
        """A tag is made of the content: one that came back would let an old writer through."""
        first = manifest.rebuild_begun(Manifest(), "r", 0)

        assert len({each.model_dump_json() for each in states(first, self.files)}) == 5


def replaced(before: Manifest, **more: Any) -> Manifest:
    return before.model_copy(update=more)


def states(first: Manifest, files: Mapping[str, PackRange]) -> Iterable[Manifest]:
    yield Manifest()
    yield first
    yield manifest.rebuild_begun(first, "r", 1)
    yield manifest.with_change(first, files, [], [], 0)
    yield manifest.rebuilt(first, files, [])
