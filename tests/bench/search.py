"""S9: searching a hundred thousand messages and five thousand articles in twelve languages; how soon something said is found."""

import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.search import lookup, manifest, stems
from chalicelib.search.engine import Engine
from chalicelib.search.index import Index, LocalCopy
from chalicelib.search.manifest import Manifest
from chalicelib.search.model import Document, DocumentKind, IndexQuestion, message_key
from chalicelib.search.sqlite_engine import SqliteEngine
from chalicelib.search.tantivy_engine import TantivyEngine
from tests.bench import corpus
from tests.bench.packages import Workshop
from tests.bench.table import Figure, Table, block, median
from tests.doubles import FrozenClock, MemoryBucket
from tests.search.probes import LANGUAGES, PROBES, TEXTS, a_document, question

MAX_MS = 50
ARTICLES, ARTICLE_CHARACTERS = 5_000, 2_500
MESSAGES, MESSAGE_CHARACTERS = 100_000, 600
FEW = 10_000  # messages of the desk that SQLite is for
CHUNK = 2_500
EACH = 60  # questions of a kind
COMMITS, COMMITTED = 40, 60
TIMED_MESSAGES = 12  # messages whose way to the index is timed


@dataclass(frozen=True)
class Chunk:
    first: int
    count: int
    characters: int


@dataclass(frozen=True)
class Built:
    """An index of the corpus, with what it was made of."""

    index: Index
    bucket: MemoryBucket
    text_mb: float
    documents: int
    built_s: float
    tokenised_s: float

    @property
    def index_mb(self) -> float:
        return sum(place.size for place in self.index.manifest.files.values()) / 1e6


def measure(workshop: Workshop) -> Table:
    workshop.report(f"writing {MESSAGES:,} messages and {ARTICLES:,} articles, and cutting them into words")
    chunks = [*_chunks(MESSAGES, MESSAGE_CHARACTERS), *_chunks(ARTICLES, ARTICLE_CHARACTERS)]
    with ProcessPoolExecutor(2) as pool:
        made = list(pool.map(_documents, chunks))
    workshop.report("building the index")
    large = _built(TantivyEngine(), made)
    workshop.report("asking tantivy")
    asked = {kind: _asked(large.index, questions) for kind, questions in _questions().items()}
    committed = list(_committed(large, _documents(Chunk(1, COMMITS * COMMITTED, MESSAGE_CHARACTERS))[0]))
    workshop.report("the same with SQLite, for a small desk")
    small = _built(SqliteEngine(), made[: FEW // CHUNK])
    asked_small = {kind: _asked(small.index, questions) for kind, questions in _questions().items()}
    workshop.report("starting a desk to see how soon what is said is found")
    fresh = _freshness(workshop.folder / "fresh")
    figures = [
        Figure(f"tantivy: p95 of all questions, {large.documents:,} documents", _p95(_all(asked)), "ms", MAX_MS),
        *(Figure(f"tantivy: p95, {kind}", _p95(times), "ms", MAX_MS) for kind, times in asked.items()),
        Figure("tantivy: probes of 21 not found", _missed(TantivyEngine()), "", 0),
        Figure("SQLite: probes of 21 not found", _missed(SqliteEngine()), "", 2),
        Figure(f"SQLite: p95 of all questions, {small.documents:,} documents", _p95(_all(asked_small)), "ms"),
        Figure("tantivy: index / text", round(large.index_mb / large.text_mb, 2), ""),
        Figure("tantivy: index", round(large.index_mb, 1), "MB"),
        Figure("SQLite: index / text", round(small.index_mb / small.text_mb, 2), ""),
        Figure("tantivy: from the bucket to the first answer", _cold(large), "ms"),
        *committed,
        Figure("said and found on the local desk: median", round(statistics.median(fresh), 2), "s"),
        Figure("said and found on the local desk: longest", round(max(fresh), 2), "s"),
    ]
    return Table(
        "S9", "Search", "python -m tests.bench S9", tuple(figures), tuple(_notes(large, asked, asked_small, fresh))
    )


def _chunks(texts: int, mails: int) -> list[Chunk]:
    return [Chunk(first, CHUNK, mails) for first in range(mails * 1_000_000, mails * 1_000_000 + texts, CHUNK)]


def _documents(chunk: Chunk) -> tuple[list[Document], int, float]:
    """The documents of some texts, how many bytes those had, and how long cutting them took."""
    written = list(corpus.texts(chunk.count, chunk.characters, chunk.first))
    started = time.process_time()
    found = [
        Document(
            key=message_key(number, 1),
            kind=DocumentKind.MESSAGE,
            terms=stems.document_terms(each.text, each.language),
            group=str(number),
            requester=f"customer-{number % 997}",
            internal=number % 5 == 0,
        )
        for number, each in enumerate(written, chunk.first)
    ]
    return found, sum(len(each.text.encode()) for each in written), time.process_time() - started


def _built(engine: Engine, made: Sequence[tuple[list[Document], int, float]]) -> Built:
    bucket = MemoryBucket(FrozenClock())
    index = Index(bucket, engine)
    started = time.perf_counter()
    empty = LocalCopy(index.storage.new_folder())
    copy = index.storage.edit(
        empty, lambda writer: writer.put(document for part in made for document in part[0]), roomy=True
    )
    languages = filter(None, map(stems.language_of, corpus.SHARES))
    index.storage.replace(manifest.rebuilt(Manifest(), copy.files, languages), "")
    built_s = time.perf_counter() - started
    index.refresh()
    return Built(
        index,
        bucket,
        sum(part[1] for part in made) / 1e6,
        sum(len(part[0]) for part in made),
        built_s,
        sum(part[2] for part in made),
    )


def _questions() -> dict[str, list[IndexQuestion]]:
    dice = random.Random(3)  # noqa: S311 - questions, not secrets

    def word(first: int, end: int, language: str = "") -> str:
        return corpus.vocabulary(language or dice.choice(list(corpus.SHARES)))[0][dice.randrange(first, end)]

    def slip() -> str:
        right = word(500, 6_000, "en")
        cut = dice.randrange(1, len(right) - 1)
        return right[:cut] + right[cut + 1 :]

    kinds: dict[str, Callable[[], IndexQuestion]] = {
        "a common word": lambda: IndexQuestion(text=word(0, 5)),
        "a rarer word": lambda: IndexQuestion(text=word(200, 3_000)),
        "three common words": lambda: IndexQuestion(text=" ".join(word(0, 8, "en") for _ in range(3))),
        "a common and a rarer word": lambda: IndexQuestion(text=f"{word(0, 3, 'en')} {word(200, 2_000, 'en')}"),
        "eight words of a sentence": lambda: IndexQuestion(text=" ".join(word(0, 500, "en") for _ in range(8))),
        "the beginning of a word": lambda: IndexQuestion(text=word(200, 3_000)[:3]),
        "a slip of the keyboard": lambda: IndexQuestion(text=slip()),
        "an order's number": lambda: IndexQuestion(text=f"ORD-{dice.randrange(10_000_000):07}"),
        "a customer's own, a common word": lambda: IndexQuestion(
            text=word(0, 5), requester=f"customer-{dice.randrange(997)}"
        ),
    }
    return {kind: [make() for _ in range(EACH)] for kind, make in kinds.items()}


def _asked(index: Index, questions: Sequence[IndexQuestion]) -> list[float]:
    """Milliseconds of each, from the question to the answer that leaves the function."""
    for each in questions[:3]:
        lookup.answer(index, each)
    return [_ms(lambda each=each: lookup.answer(index, each).model_dump(mode="json")) for each in questions]  # type: ignore[misc]


def _ms(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _all(asked: Mapping[str, list[float]]) -> list[float]:
    return [each for times in asked.values() for each in times]


def _p95(times: Sequence[float]) -> float:
    return round(sorted(times)[round(len(times) * 0.95) - 1], 1)


def _missed(engine: Engine, language: str = "") -> int:
    """Probes that do not find their text. `language`: what all tickets are said to be in, right or wrong."""
    with tempfile.TemporaryDirectory() as folder:
        writer = engine.writer(Path(folder))
        writer.put(a_document(number, text, language=language or spoken) for number, (spoken, text) in TEXTS.items())
        writer.close()
        reader = engine.reader(Path(folder))
        found = [
            number in {hit.ticket for hit in reader.search(question(text), 20)} for text, number in PROBES.values()
        ]
        reader.close()
    return found.count(False)


def _cold(built: Built) -> float:
    """A process that has nothing yet: everything is fetched, opened and asked. The bucket is in memory here."""

    def first() -> None:
        lookup.answer(Index(built.bucket, built.index.storage.engine), IndexQuestion(text="lamp"))

    return round(median([_ms(first) for _ in range(3)]), 0)


def _committed(built: Built, documents: Sequence[Document]) -> Iterator[Figure]:
    """What small changes of the large index take, and how much of it they upload."""
    before = len(built.bucket.objects)
    held = sum(len(body) for body, *_ in built.bucket.objects.values())
    times, text = [], 0
    for n in range(COMMITS):
        some = documents[n * COMMITTED : (n + 1) * COMMITTED]
        text += sum(len(" ".join(each.terms).encode()) for each in some)
        times.append(
            _ms(
                lambda some=some: built.index.change(  # type: ignore[misc]
                    lambda writer: writer.put(some), lambda was, files: manifest.with_change(was, files, [], [], 0)
                )
            )
        )
    uploaded = sum(len(body) for body, *_ in built.bucket.objects.values()) - held
    yield Figure(f"tantivy: a change of {COMMITTED} documents, median", round(median(times), 0), "ms")
    yield Figure(f"tantivy: a change of {COMMITTED} documents, longest", round(max(times), 0), "ms")
    yield Figure("tantivy: objects written for a change", (len(built.bucket.objects) - before) / COMMITS + 1, "", 2)
    yield Figure("tantivy: uploaded / terms", round(uploaded / text, 1), "")


def _freshness(home: Path) -> list[float]:
    """Seconds from the answer to a customer's message until an agent finds it, on a desk of its own."""
    from tests.desk import new_desk
    from tests.journeys.cast import set_up

    home.mkdir()
    with new_desk(home) as desk:
        shop = set_up(desk)
        number = shop.new_customer("Carla").raise_ticket("A question", "Words.")
        times = []
        for n in range(TIMED_MESSAGES + 1):
            word = f"zephyr{n}"
            assert shop.customers[0].reply(number, f"The {word} blows.").status_code == 201
            started = time.perf_counter()
            while not shop.ana.get(f"/search?q={word}")["items"]:
                time.sleep(0.02)
            times.append(time.perf_counter() - started)
    shutil.rmtree(home, ignore_errors=True)
    return times[1:]  # the first one waits for functions to start


def _notes(
    large: Built, asked: Mapping[str, list[float]], small: Mapping[str, list[float]], fresh: Sequence[float]
) -> Iterator[str]:
    yield (
        f"{large.text_mb:.0f} MB of text; cutting it into words {large.text_mb / large.tokenised_s:.1f} MB/s of one core, "
        f"putting them into the index {large.text_mb / large.built_s:.1f} MB/s. Times are those of the function that answers, "
        "without the network; the bucket is in memory."
    )
    wrong = _missed(TantivyEngine(), "en"), _missed(SqliteEngine(), "en")
    yield (
        f"Where every ticket is said to be in English, whatever it is in, {wrong[0]} of the {len(PROBES)} probes are not found "
        f"by tantivy and {wrong[1]} by SQLite. Stems are looked for in {len(LANGUAGES)} languages."
    )
    head = f"{'':34}{'tantivy':>10}{'p95':>8}   {'SQLite':>10}{'p95':>8}"
    rows = [
        f"{kind:34}{median(times):>10.1f}{_p95(times):>8.1f}   {median(small[kind]):>10.1f}{_p95(small[kind]):>8.1f}"
        for kind, times in asked.items()
    ]
    yield block(f"Milliseconds, median and p95 of {EACH} questions; SQLite over {FEW:,} messages:", [head, *rows])
    yield (
        f"Said and found: {len(fresh)} messages, one after the other, {min(fresh):.2f} to {max(fresh):.2f} s. On AWS the queue "
        "waits up to 2 s more for company."
    )
