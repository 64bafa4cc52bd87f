"""Full-text search with SQLite's FTS5, for platforms without a tantivy wheel: the same terms, but no typo tolerance.

One file, rewritten by every writer: suitable for up to some ten thousand messages.
"""

import shutil
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from .model import Document, Hit, Question, Term

FORM = "sqlite-1"  # where its column `ticket` holds the group
FILE, DRAFT = "index.sqlite", "draft.sqlite"
TABLES = """
PRAGMA journal_mode = OFF;
CREATE TABLE IF NOT EXISTS documents (
  id INTEGER PRIMARY KEY, key TEXT UNIQUE, ticket TEXT, kind TEXT, requester TEXT, internal INTEGER, weight REAL);
CREATE INDEX IF NOT EXISTS by_ticket ON documents (ticket);
CREATE VIRTUAL TABLE IF NOT EXISTS texts USING fts5 (words, tokenize = 'ascii', detail = 'none');
"""
REMOVE = {
    "key": (
        "DELETE FROM texts WHERE rowid IN (SELECT id FROM documents WHERE key = ?)",
        "DELETE FROM documents WHERE key = ?",
    ),
    "ticket": (
        "DELETE FROM texts WHERE rowid IN (SELECT id FROM documents WHERE ticket = ?)",
        "DELETE FROM documents WHERE ticket = ?",
    ),
}
FOUND = """
SELECT key, internal FROM texts JOIN documents ON documents.id = texts.rowid
WHERE texts MATCH :match AND instr(:kinds, ',' || kind || ',')
AND (:requester IS NULL OR requester = :requester) AND NOT (:public AND internal) ORDER BY bm25(texts) * weight LIMIT :most
"""


class SqliteEngine:
    form = FORM

    def writer(self, folder: Path, *, roomy: bool = False) -> "SqliteWriter":  # noqa: ARG002 - it takes what it needs
        return SqliteWriter(folder)

    def reader(self, folder: Path) -> "SqliteReader":
        return SqliteReader(folder)


class SqliteWriter:
    def __init__(self, folder: Path) -> None:
        self._file, self._draft = folder / FILE, folder / DRAFT
        if self._file.exists():
            shutil.copyfile(self._file, self._draft)
        self._db = sqlite3.connect(self._draft, isolation_level=None)
        self._db.executescript(TABLES + "BEGIN;")

    def put(self, documents: Iterable[Document]) -> None:
        for each in documents:
            self.remove([each.key])
            row = (each.key, each.group, each.kind, each.requester, each.internal, each.weight)
            insert = "INSERT INTO documents (key, ticket, kind, requester, internal, weight) VALUES (?, ?, ?, ?, ?, ?)"
            number = self._db.execute(insert, row).lastrowid
            self._db.execute("INSERT INTO texts (rowid, words) VALUES (?, ?)", (number, " ".join(each.terms)))

    def remove(self, keys: Iterable[str]) -> None:
        self._remove("key", keys)

    def remove_groups(self, groups: Iterable[str]) -> None:
        self._remove("ticket", groups)

    def _remove(self, column: str, values: Iterable[str]) -> None:
        for value in values:
            for statement in REMOVE[column]:
                self._db.execute(statement, (value,))

    def close(self) -> None:
        self._db.execute("COMMIT")
        self._db.close()
        self._draft.replace(self._file)


class SqliteReader:
    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(f"file:{folder / FILE}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._db.execute("SELECT count(*) FROM documents WHERE key = ''")  # opens the file now, while it exists

    def search(self, question: Question, limit: int) -> list[Hit]:
        values = {
            "match": " AND ".join(map(_any_of, question.terms)),
            "kinds": f",{','.join(question.kinds)},",
            "requester": question.requester,
            "public": question.public_only,
            "most": limit,
        }
        return [Hit(key, internal=bool(internal)) for key, internal in self._db.execute(FOUND, values)]

    def close(self) -> None:
        self._db.close()


def _any_of(term: Term) -> str:
    """Build an FTS5 expression of quoted words only; words contain nothing but letters and digits."""
    ways = [f'"{word}"' for word in term.words]
    if term.starts:
        ways.append(f"{ways[0]}*")
    return f"({' OR '.join(ways)})"
