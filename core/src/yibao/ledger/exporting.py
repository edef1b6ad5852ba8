"""How do the entries leave the ledger as a table, for a spreadsheet or a data lake?

A row for each entry that moves money, amounts in yuan; written piece by piece, so that memory does not grow with the ledger.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, BinaryIO

from yibao.errors import MissingExtra
from yibao.ledger.book import Ledger, told
from yibao.ledger.entry import AMOUNTS, COLUMNS, MONEY

WORDS = tuple(name for name in COLUMNS[: COLUMNS.index(AMOUNTS[0])] if name != "request")
"""The columns that hold no amounts, but for the digest of what was asked."""
HEADS = (*WORDS, *AMOUNTS, "hash")
PIECE = 10_000
"""How many rows are held at once."""


def rows(ledger: Ledger) -> Iterator[list[tuple[Any, ...]]]:
    """The rows in pieces, amounts in fen."""
    with told(ledger.path):
        marks = ", ".join("?" * len(MONEY))
        cursor = ledger.db.conn.execute(f"SELECT {', '.join(HEADS)} FROM entry WHERE kind IN ({marks}) ORDER BY number", MONEY)
        while piece := cursor.fetchmany(PIECE):
            yield piece


def _in_yuan(row: tuple[Any, ...]) -> list[Any]:
    first, last = len(WORDS), len(WORDS) + len(AMOUNTS)
    return [*row[:first], *(Decimal(amount).scaleb(-2) for amount in row[first:last]), *row[last:]]


def export_csv(ledger: Ledger, file: BinaryIO) -> int:
    """Write all rows as CSV in UTF-8; gives their number."""
    text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
    writer, count = csv.writer(text), 0
    writer.writerow(HEADS)
    for piece in rows(ledger):
        writer.writerows(_in_yuan(row) for row in piece)
        count += len(piece)
    text.detach()  # the file is the caller's to close
    return count


def export_parquet(ledger: Ledger, file: BinaryIO) -> int:
    """Write all rows as Parquet, amounts as decimals with two places; gives their number. Raises MissingExtra where pyarrow is not installed."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise MissingExtra("Parquet needs pyarrow, which is not installed: pip install 'yibao[parquet]'") from None
    money, number, text = pyarrow.decimal128(18, 2), pyarrow.int64(), pyarrow.string()
    types = [number if name in ("number", "names", "year") else text for name in WORDS] + [money] * len(AMOUNTS) + [text]
    schema, count = pyarrow.schema(list(zip(HEADS, types, strict=True))), 0
    with parquet.ParquetWriter(file, schema) as writer:
        for piece in rows(ledger):
            columns = zip(*map(_in_yuan, piece), strict=True)
            arrays = [pyarrow.array(column, type_) for column, type_ in zip(columns, types, strict=True)]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
            count += len(piece)
    return count
