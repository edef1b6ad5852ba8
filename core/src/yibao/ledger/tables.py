"""What does a ledger file hold, and what keeps every connection from changing it?

Two strict tables, `entry` and `document`, to which rows are only added, and views on them. The guards are triggers, so
they hold for whoever opens the file, with whatever program.
"""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database, Migrations

APPLICATION = 0x59424C47
"""What SQLite keeps in the file's header to say whose it is: "YBLG"."""
BEGINNING = "0" * 64
"""What the first entry names as the hash before it."""

MIGRATIONS = Migrations("yibao.ledger")

ENTRY = """
CREATE TABLE entry (
  number INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  at TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE,
  request TEXT NOT NULL,
  names INTEGER,
  area TEXT,
  institution TEXT,
  person TEXT,
  year INTEGER,
  visit TEXT,
  day TEXT,
  month TEXT,
  mode TEXT,
  measure TEXT,
  insurance TEXT,
  message TEXT,
  charged INTEGER NOT NULL,
  fund INTEGER NOT NULL,
  account INTEGER NOT NULL,
  cash INTEGER NOT NULL,
  hospital INTEGER NOT NULL,
  deductible INTEGER NOT NULL,
  claim TEXT,
  policy TEXT,
  outcome TEXT,
  body TEXT NOT NULL CHECK (json_valid(body)),
  previous TEXT NOT NULL,
  hash TEXT NOT NULL,
  CHECK (charged = fund + account + cash + hospital)
) STRICT
"""
DOCUMENT = "CREATE TABLE document (digest TEXT PRIMARY KEY NOT NULL, content BLOB NOT NULL, packed TEXT NOT NULL) STRICT"
GUARDS = """
CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse the entry instead'); END;

CREATE TRIGGER entry_is_never_removed BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: reverse the entry instead'); END;

CREATE TRIGGER entry_continues_the_chain BEFORE INSERT ON entry
WHEN new.number IS NOT (SELECT COALESCE(MAX(number), 0) + 1 FROM entry)
  OR new.previous IS NOT COALESCE((SELECT hash FROM entry ORDER BY number DESC LIMIT 1), '{beginning}')
  OR EXISTS (SELECT 1 FROM entry WHERE key = new.key)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: an entry continues the chain'); END;

CREATE TRIGGER document_is_never_changed BEFORE UPDATE ON document
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER document_is_never_removed BEFORE DELETE ON document
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER document_is_never_replaced BEFORE INSERT ON document
WHEN EXISTS (SELECT 1 FROM document WHERE digest = new.digest OR rowid = new.rowid)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
"""
# `INSERT OR REPLACE` removes the row in its way without asking a trigger on DELETE, unless the connection has
# switched recursive triggers on: so the guards on INSERT look for such a row, in every column that is unique.

INDEXES = """
CREATE INDEX entry_of_visit ON entry (visit, institution, area) WHERE visit IS NOT NULL;
CREATE INDEX entry_of_person ON entry (person, area) WHERE person IS NOT NULL;
CREATE INDEX entry_of_message ON entry (message) WHERE message IS NOT NULL;
CREATE INDEX entry_sent ON entry (institution, at) WHERE message IS NOT NULL;
CREATE INDEX entry_that_names ON entry (names) WHERE names IS NOT NULL;
CREATE INDEX entry_without_money ON entry (kind) WHERE month IS NULL;
CREATE INDEX entry_of_month
  ON entry (month, institution, mode, measure, kind, charged, fund, account, cash, hospital) WHERE month IS NOT NULL;
"""

VIEWS = """
CREATE VIEW posting AS
SELECT number AS entry, month,
  CASE WHEN amount > 0 THEN payer ELSE payee END AS source,
  CASE WHEN amount > 0 THEN payee ELSE payer END AS target,
  ABS(amount) AS fen
FROM (
  SELECT number, month, 1 AS part,
    'fund:' || COALESCE(insurance, 'unstated') AS payer, 'visit:' || institution || '/' || visit AS payee, fund AS amount FROM entry
  UNION ALL SELECT number, month, 2, 'account:' || person, 'visit:' || institution || '/' || visit, account FROM entry
  UNION ALL SELECT number, month, 3, 'cash:' || COALESCE(person, 'unstated'), 'visit:' || institution || '/' || visit, cash FROM entry
  UNION ALL SELECT number, month, 4, 'hospital:' || institution, 'visit:' || institution || '/' || visit, hospital FROM entry
)
WHERE amount <> 0
ORDER BY number, part;

CREATE VIEW balance AS
SELECT account, SUM(fen) AS fen
FROM (SELECT target AS account, fen FROM posting UNION ALL SELECT source, -fen FROM posting)
GROUP BY account;
"""


@MIGRATIONS()
def entries_documents_and_their_guards(db: Database) -> None:
    """The first version."""
    for script in (ENTRY, DOCUMENT, GUARDS.format(beginning=BEGINNING), INDEXES, VIEWS):
        for statement in statements(script):
            db.execute(statement)


def statements(script: str) -> list[str]:
    """The statements of a script; that of a trigger holds one of its own."""
    return [part.strip().removesuffix(";") for part in script.split(";\n") if part.strip()]


def fresh() -> Database:
    """An empty ledger in memory."""
    db = Database(memory=True, execute_plugins=False, strict=True)
    MIGRATIONS.apply(db)
    return db


def known_versions() -> set[str]:
    """The migrations that this version of yibao knows."""
    return {one.name for one in MIGRATIONS.pending(Database(memory=True, execute_plugins=False))}


def applied_versions(db: Database) -> set[str]:
    """The migrations that a file has gone through."""
    return {one.name for one in MIGRATIONS.applied(db)}


def layout(db: Database) -> dict[tuple[str, str], Any]:
    """Every table, index, trigger and view of a file, as SQLite keeps their statements."""
    rows = db.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT GLOB 'sqlite_*'").fetchall()
    return {(type_, name): sql for type_, name, sql in rows}
