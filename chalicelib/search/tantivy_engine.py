"""Full-text search with tantivy: immutable segments that are merged occasionally. Terms are tokenised before."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from .model import Document, Hit, Question, Term

FORM = "tantivy-7-1"  # tantivy's own index format, and the fields below, of which `ticket` holds the group
HEAP, ROOMY_HEAP = 15_000_000, 200_000_000  # bytes for buffered documents; the first is tantivy's minimum
ONE_THREAD, ROOMY_THREADS = 1, 2

STEM_WEIGHT = 0.8  # weight of a stem relative to the word itself
BEGINS, NEARLY = 0.01, 0.001  # always less than any exact word
MAX_BEGINNINGS = 64  # words that a prefix expands to, the most frequent ones
ENOUGH = 5  # documents; with fewer, near matches are included
LARGEST_PATTERN = 300  # letters times bytes of a word; tantivy refuses patterns of more than a thousand states
MAX_FORMS = 3  # forms of a word that are searched with typos
INTERNAL, PUBLIC = "I", "C"


class TantivyEngine:
    form = FORM

    def writer(self, folder: Path, *, roomy: bool = False) -> "TantivyWriter":
        return TantivyWriter(folder, roomy=roomy)

    def reader(self, folder: Path) -> "TantivyReader":
        return TantivyReader(folder)


@lru_cache
def _schema() -> tantivy.Schema:
    fields = tantivy.SchemaBuilder()
    for name in ("key", "ticket", "kind", "requester", "side"):
        fields.add_text_field(name, tokenizer_name="raw", index_option="basic")
    fields.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    fields.add_float_field("weight", fast=True, indexed=False)
    fields.add_text_field("hit", stored=True, tokenizer_name="raw", index_option="basic")
    return fields.build()


class TantivyWriter:
    def __init__(self, folder: Path, *, roomy: bool) -> None:
        heap, threads = (ROOMY_HEAP, ROOMY_THREADS) if roomy else (HEAP, ONE_THREAD)
        self._writer = tantivy.Index(_schema(), path=str(folder)).writer(heap, threads)

    def put(self, documents: Iterable[Document]) -> None:
        for document in documents:
            self._writer.delete_documents_by_term("key", document.key)
            self._writer.add_document(_document(document))

    def remove(self, keys: Iterable[str]) -> None:
        for key in keys:
            self._writer.delete_documents_by_term("key", key)

    def remove_groups(self, groups: Iterable[str]) -> None:
        for group in groups:
            self._writer.delete_documents_by_term("ticket", group)

    def close(self) -> None:
        self._writer.commit()
        self._writer.wait_merging_threads()


def _document(document: Document) -> tantivy.Document:
    side = INTERNAL if document.internal else PUBLIC
    made = tantivy.Document()
    made.add_text("key", document.key)
    made.add_text("ticket", document.group)
    made.add_text("kind", document.kind)
    made.add_text("requester", document.requester)
    made.add_text("side", side)
    made.add_text("words", " ".join(document.terms))
    made.add_float("weight", document.weight)
    made.add_text("hit", f"{side}{document.key}")
    return made


class TantivyReader:
    def __init__(self, folder: Path) -> None:
        index = tantivy.Index.open(str(folder))
        index.config_reader(reload_policy="manual")
        index.reload()
        self._schema = index.schema
        self._searcher = index.searcher()

    def search(self, question: Question, limit: int) -> list[Hit]:
        """Find exact matches first. If there are few, treat rare words of the query as typos."""
        found = self._best(self._query(question, {}), limit)
        if len(found) < ENOUGH:
            slips = [term for term in question.terms if self._is_slip(term)]
            for forgiven in range(1, max((term.near for term in slips), default=0) + 1):
                found = self._best(self._query(question, {term: min(term.near, forgiven) for term in slips}), limit)
                if found:
                    break
        return [_hit(str(self._searcher.doc(address).get_first("hit"))) for address in found]

    def _best(self, query: Query, limit: int) -> list[tantivy.DocAddress]:
        return [
            address for _, address in self._searcher.search(query, limit, count=False, weight_by_field="weight").hits
        ]

    def close(self) -> None:
        del self._searcher

    def _is_slip(self, term: Term) -> bool:
        return term.near > 0 and sum(self._searcher.doc_freq("words", word) for word in term.words) < ENOUGH

    def _query(self, question: Question, slips: Mapping[Term, int]) -> Query:
        words = [(Occur.Must, self._any_of(term, slips.get(term, 0))) for term in question.terms]
        return Query.boolean_query([*words, *((Occur.Must, each) for each in self._within(question))])

    def _within(self, question: Question) -> Iterator[Query]:
        """Return the filters of the search, which do not affect the ranking."""
        kinds = [self._exactly("kind", kind) for kind in question.kinds]
        alternatives = Query.boolean_query([(Occur.Should, kind) for kind in kinds])
        yield kinds[0] if len(kinds) == 1 else Query.const_score_query(alternatives, 0)
        if question.requester is not None:
            yield self._exactly("requester", question.requester)
        if question.public_only:
            yield self._exactly("side", PUBLIC)

    def _exactly(self, field: str, value: str) -> Query:
        return Query.const_score_query(Query.term_query(self._schema, field, value, "basic"), 0)

    def _any_of(self, term: Term, slips: int) -> Query:
        typed, *stems = term.words
        ways = [self._word(typed), *(Query.boost_query(self._word(stem), STEM_WEIGHT) for stem in stems)]
        if term.starts and (longer := self._beginning_with(typed)):
            ways.append(Query.const_score_query(Query.term_set_query(self._schema, "words", longer), BEGINS))
        if slips:
            forms = term.long_words[: MAX_FORMS if slips == 1 else 1]
            ways += [Query.const_score_query(self._nearly(form, slips), NEARLY) for form in forms]
        return Query.disjunction_max_query(ways)

    def _beginning_with(self, typed: str) -> list[str]:
        found = self._searcher.terms_with_prefix("words", typed)
        return [word for word, _ in sorted(found, key=lambda pair: -pair[1])[:MAX_BEGINNINGS]]

    def _word(self, word: str) -> Query:
        return Query.term_query(self._schema, "words", word, "freq")

    def _nearly(self, word: str, slips: int) -> Query:
        """Match one typo by a pattern: tantivy scans all words for its own automaton, but only matching ones for a pattern."""
        if slips == 1 and len(word) * len(word.encode()) <= LARGEST_PATTERN:
            return Query.regex_query(self._schema, "words", one_slip(word))
        return Query.fuzzy_term_query(self._schema, "words", word, slips, transposition_cost_one=True)


def _hit(stored: str) -> Hit:
    return Hit(stored[1:], internal=stored[0] == INTERNAL)


def one_slip(word: str) -> str:
    """Return a pattern of all words with one typo: a letter wrong, missing, added, or two swapped.

    Words contain only letters, digits and marks, so nothing needs escaping.
    """
    cuts = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    wrong_or_missing = [f"{left}.?{right[1:]}" for left, right in cuts if right]
    too_many = [f"{left}.{right}" for left, right in cuts]
    swapped = [f"{left}{right[1]}{right[0]}{right[2:]}" for left, right in cuts if len(right) > 1]
    return "|".join(dict.fromkeys([*wrong_or_missing, *too_many, *swapped]))
