"""Writers and readers of the index at the same time, on the local AWS's S3: nothing is lost, no reader sees half a state."""

import itertools
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from chalicelib.plumbing.aws.objects import Bucket, Overtaken
from chalicelib.search import manifest
from chalicelib.search.engine import Engine
from chalicelib.search.index import Index, IndexContended
from chalicelib.search.sqlite_engine import SqliteEngine
from chalicelib.search.tantivy_engine import TantivyEngine
from infrastructure.aws import Aws
from infrastructure.local.ministack import LocalAws
from infrastructure.local.places import Places
from tests.desk import free_ports
from tests.search.probes import a_document, question

pytestmark = pytest.mark.stack
_names = itertools.count(1)


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    home: Path = tmp_path_factory.mktemp("aws")
    local = LocalAws(Places(port=free_ports(), home=home), enforce_iam=False)
    local.start()
    yield Aws(local.places.aws, "us-east-1").client("s3")
    local.stop()


@pytest.fixture
def bucket(s3: Any) -> Bucket:
    name = f"index-{next(_names)}"
    s3.create_bucket(Bucket=name)
    return Bucket(lambda: s3, name)


def put(index: Index, number: int) -> None:
    """As the queue does: what was beaten too often comes again."""
    while True:
        try:
            index.change(
                lambda writer: writer.put([a_document(number, "lamp")]),
                lambda before, files: manifest.with_change(before, files, [], [], 0),
            )
        except IndexContended:
            continue
        return


def found(index: Index) -> set[str]:
    index.refresh()
    reader = index.reader()
    return {hit.key for hit in reader.search(question("lamp"), 1_000)} if reader else set()


@pytest.mark.parametrize("engine", [TantivyEngine(), SqliteEngine()], ids=["tantivy", "sqlite"])
def test_four_concurrent_writers_lose_nothing_and_readers_see_it_grow(bucket: Bucket, engine: Engine) -> None:
    seen: list[set[str]] = [set()]
    finished = threading.Event()

    def write(person: int) -> None:
        index = Index(bucket, engine)
        for n in range(8):
            put(index, person * 100 + n)

    def read() -> None:
        index = Index(bucket, engine)
        while not finished.is_set():
            seen.append(found(index))

    with ThreadPoolExecutor(6) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for future in [pool.submit(write, person) for person in range(1, 5)]:
            future.result()
        finished.set()
        for future in readers:
            future.result()

    assert found(Index(bucket, engine)) == {f"{person * 100 + n}-1" for person in range(1, 5) for n in range(8)}
    assert len(seen) > 2


def test_one_of_eight_concurrent_replacements_succeeds(bucket: Bucket) -> None:
    tag = bucket.replace("manifest", b"first", "")

    def replace(n: int) -> bool:
        try:
            bucket.replace("manifest", f"by {n}".encode(), tag)
        except Overtaken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(replace, range(8))) == 1
