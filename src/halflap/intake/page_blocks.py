"""Knows the parts of a page: headings, table rows and lines of text, each with its line number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from halflap.intake.page_cells import columns_of

WIDEST_SPAN = 50  # columns or rows that one cell may cover; more is an error of the page


@dataclass(frozen=True, slots=True)
class Heading:
    """``= title =`` is level 1; a ``;`` line, or a line that only names a heat, is level 7."""

    line: int
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells, and the row as it stands in the page.

    ``table`` counts the tables; ``padded`` says that rows of this kind of table have their
    empty cells written out, so that a wrong number of cells is damage.
    """

    line: int
    cells: tuple[str, ...]
    source: str
    table: int
    padded: bool
    half: int = 1

    @property
    def where(self) -> str:
        """``line N``; the second rider of a row that holds both has a place of his own."""
        return f"line {self.line}" if self.half == 1 else f"line {self.line} ({self.half})"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text that is neither heading nor table."""

    line: int
    text: str


Block = Heading | Row | Line

_HEADING = re.compile(r"(={1,6})\s*([^=].*?)\s*=*\s*\Z")
_RULE = re.compile(r"[|\s:+=-]+\Z")
_ATTRIBUTES = re.compile(r"""\s*(?:[\w-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'|=]+)(?:\s+|\Z))+\Z""")
_SPAN = re.compile(r"""(row|col)span\s*=\s*["']?\s*(\d{1,4})""", re.IGNORECASE)


def blocks(lines: list[str], sources: list[str]) -> Iterator[Block]:
    """The blocks of a page without its markup; ``sources`` are the same lines as they were."""
    tables = 0
    inside: _WikiTable | None = None
    last = 0
    open_row: Row | None = None  # the last row of a plain table that may go on
    for number, (text, source) in enumerate(zip(lines, sources, strict=True), start=1):
        line = text.strip()
        if inside is not None:
            yield from inside.take(number, line, source.strip())
            if line.startswith("|}"):
                inside = None
        elif line.startswith("{|"):
            tables += 1
            inside = _WikiTable(tables)
        elif line.startswith("|") or "\t" in line:
            if _RULE.match(line):
                last = number
                continue
            row = Row(number, _plain_cells(line), source.strip(), tables, line[0] == "|")
            if not (open_row and _goes_on(open_row, row, number - last)):
                tables += 1
                row = replace(row, table=tables)
            open_row, last = row, number
            yield row
            continue
        elif not line:
            continue  # a blank line does not end a table
        elif found := _HEADING.match(line):
            yield Heading(number, found[2], len(found[1]))
        elif line.startswith(";"):
            yield Heading(number, line.strip("; :"), 7)
        else:
            yield Line(number, line)
        open_row = None
    if inside is not None:
        yield from inside.finished()


def _goes_on(last: Row, row: Row, lines: int) -> bool:
    """Whether a row belongs to the table whose last row stands ``lines`` before it.

    After a blank line it does if it has as many cells and is no header.
    """
    if row.padded != last.padded:
        return False
    return lines == 1 or (len(row.cells) == len(last.cells) and columns_of(row.cells) is None)


def _plain_cells(line: str) -> tuple[str, ...]:
    if not line.startswith("|"):
        return tuple(cell.strip() for cell in line.split("\t"))
    inner = line[1:-1] if line.endswith("|") and len(line) > 1 else line[1:]
    return tuple(cell.strip() for cell in inner.replace("||", "|").split("|"))


@dataclass(slots=True)
class _WikiTable:
    """A ``{| … |}`` table while its lines come; cells that span rows are written into each."""

    table: int
    cells: list[tuple[str, int, int]] = field(default_factory=list)
    line: int = 0
    source: str = ""
    hanging: dict[int, tuple[int, str]] = field(default_factory=dict)

    def take(self, number: int, line: str, source: str) -> Iterator[Row]:
        """One more line of the table; a row is given when the next begins."""
        if line.startswith(("|-", "|}")):
            yield from self.finished()
        elif line.startswith(("|+", "{|")) or not line:
            return
        elif line.startswith(("|", "!")):
            if not self.cells:
                self.line, self.source = number, source
            else:
                self.source += f" {source}"
            parts = line[1:].replace("!!", "||") if line[0] == "!" else line[1:]
            self.cells += [_spanned(cell) for cell in parts.split("||")]
        elif self.cells:
            text, rows, columns = self.cells[-1]
            self.cells[-1] = (f"{text} {line}".strip(), rows, columns)

    def finished(self) -> Iterator[Row]:
        """The row that has been collected, if there is one."""
        if not self.cells:
            return
        cells: list[str] = []
        for text, rows, columns in self.cells:
            self._hang(cells)
            if rows > 1:
                self.hanging[len(cells)] = (rows - 1, text)
            cells += [text] + [""] * (columns - 1)
        self._hang(cells)
        yield Row(self.line, tuple(cells), self.source, self.table, padded=False)
        self.cells = []

    def _hang(self, cells: list[str]) -> None:
        while len(cells) in self.hanging:
            at = len(cells)
            rows, text = self.hanging.pop(at)
            if rows > 1:
                self.hanging[at] = (rows - 1, text)
            cells.append(text)


def _spanned(cell: str) -> tuple[str, int, int]:
    """A cell's text, and how many rows and columns it covers."""
    attributes, bar, text = cell.partition("|")
    if not bar or not _ATTRIBUTES.match(attributes):
        return cell.replace("|", " ").strip(), 1, 1
    spans = {kind.lower(): int(count) for kind, count in _SPAN.findall(attributes)}
    rows, columns = (min(max(spans.get(kind, 1), 1), WIDEST_SPAN) for kind in ("row", "col"))
    return text.replace("|", " ").strip(), rows, columns
