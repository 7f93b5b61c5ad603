"""Sheets as YAML (``NAME.sheet.yaml``): what people write about a paper."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, replace
from typing import Any, Final, NoReturn, TypeVar, cast, get_args

from drill.banks.nodes import Fields, Items, Node, Text
from drill.banks.scan import Limits, compose, decode
from drill.errors import BankError, PaperError
from drill.papers import model
from drill.papers.sheet.declarations import parse_declaration
from drill.papers.sheet.symbols import CALLED, TYPED_NAME, check_formula, formula_id, symbol_key
from drill.text import clean, did_you_mean

# Ten times what the longest of forty papers needs.
_LIMITS: Final = Limits(bytes=4_000_000, nodes=400_000, entries=20_000)
# What a link may lead to.
_WHAT: Final = ("code", "post", "video")
_ADDRESS: Final = re.compile(r"https://[^\s/<>]+\.[^\s/<>]+(/[^\s<>]*)?")
_QUOTES: Final = ("single", "double")
# Hexadecimal digits by which a text of the importer's is known again.
_MARK: Final = 8

Row = TypeVar("Row")
Read = TypeVar("Read")

# Lists of rows whose fields have the names that they have in the file.
_ROWS: Final[Mapping[str, type[Any]]] = {
    "figures": model.FigureRow, "blocks": model.BlockRow, "algorithms": model.AlgorithmRow,
    "absent": model.AbsentRow, "cited": model.AbsentRow, "passages": model.PassageRow,
    "captions": model.CaptionRow, "notes": model.NoteRow,
}  # fmt: skip
_TEXTS: Final = ("title", "authors", "abstract")
_TOP: Final = (*_TEXTS, "source", "facts", "links", "symbols", "formulas", *_ROWS, "decisions", "written")
_SYMBOL: Final = ("symbol", "typed", "is", "means", "section", "file", "line", "from", "mentions")
_ORIGIN: Final = re.compile(
    rf"({'|'.join(get_args(model.OriginKind))})\b\s*(?:[,:]|from\b)?\s*(.*)", re.DOTALL
)


def parse_sheet(text: str | bytes, slug: str, path: str = "") -> model.Paper:
    """Parse a sheet; a text without an origin, and one that was changed by hand, are yours.

    A row that cannot be read is left out and told in ``refused``.

    Raises:
        PaperError: it is no sheet, with the place of the first fault.
    """
    name = path or f"{slug}{model.SHEET_SUFFIX}"
    try:
        raw = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
        if len(raw) > _LIMITS.bytes:
            raise PaperError(f"{name} is larger than {_LIMITS.bytes // 1_000_000} MB", path=name)
        root = compose(decode(raw, _LIMITS), _LIMITS)
    except BankError as error:
        location = f"{name}:{error.line}:{error.column}: "
        message = error.message.replace("a bank is", "a sheet is")
        raise PaperError(
            location + message, error.hint, path=name, line=error.line, column=error.column
        ) from error
    return _Reader(name).sheet(root, slug)


class _Reader:
    """Makes rows of nodes; every fault says where it is."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._refused: list[model.RefusedRow] = []

    def sheet(self, root: Node | None, slug: str) -> model.Paper:
        """Return the sheet in a document."""
        if root is None:
            return model.Paper(slug)
        top = self._fields(root, _TOP, "the sheet")
        written = frozenset(self._texts(top.get("written"))) if "written" in top else None
        source = top.get("source")
        read: dict[str, Any] = {name: self._text(top.get(name)) for name in _TEXTS}
        read |= {name: self._rows(top.get(name), of) for name, of in _ROWS.items()}
        return model.Paper(
            slug,
            **read,
            source=self._row(source, model.SourceRow) if source else model.SourceRow(),
            facts=next(self._read_each([top["facts"]] if "facts" in top else [], self._facts), model.Facts()),
            links=tuple(self._read_each(self._items(top.get("links")), self._link)),
            symbols=self._symbols(top.get("symbols"), written),
            formulas=self._formulas(top.get("formulas")),
            decisions=self._decisions(top.get("decisions")),
            refused=tuple(self._refused),
        )

    def _read_each(self, nodes: Iterable[Node], read: Callable[[Node], Read]) -> Iterator[Read]:
        """Yield the rows of a list; one that cannot be read costs only itself."""
        for node in nodes:
            try:
                yield read(node)
            except PaperError as error:
                hint = f" ({error.hint})" if error.hint else ""
                message = error.message.removeprefix(self._place(error.line, error.column)) + hint
                self._refused.append(model.RefusedRow(message, self._path, error.line, error.column))

    def _symbols(self, node: Node | None, written: frozenset[str] | None) -> tuple[model.SymbolRow, ...]:
        known: set[tuple[str, int | None]] = set()
        typed: dict[tuple[str, bool], str] = {}

        def own(node: Node) -> model.SymbolRow:
            row = self._symbol(node, written)
            if (row.symbol, row.scope) in known:
                self._refuse(
                    node, f"{row.symbol} is declared twice", "say for one of them where it holds: section: 3"
                )
            name = (row.typed, row.symbol.endswith(CALLED))
            holder = typed.get(name, "") if row.typed else ""
            if holder and symbol_key(holder) != symbol_key(row.symbol):
                self._refuse(
                    cast("Fields", node).get("typed") or node,
                    f"{row.typed} is already typed for {holder}",
                    "each symbol has a name of its own",
                )
            known.add((row.symbol, row.scope))
            typed.setdefault(name, row.symbol)
            return row

        return tuple(self._read_each(self._items(node), own))

    def _symbol(self, node: Node, written: frozenset[str] | None) -> model.SymbolRow:
        field_nodes = self._fields(node, _SYMBOL, "a symbol")
        if not (symbol := self._text(field_nodes.get("symbol"))):
            self._refuse(node, "a symbol has no name", r"symbol: \theta_t")
        if (typed := self._text(field_nodes.get("typed"))) and not TYPED_NAME.fullmatch(typed):
            self._refuse(
                field_nodes["typed"], f"{typed} is not a name to type", "letters, digits and _: theta_t"
            )
        if declared := self._text(field_nodes.get("is")):
            self._check_declaration(field_nodes["is"], declared)
        origins = self._origins(field_nodes.get("from"))
        row = model.SymbolRow(
            symbol,
            typed,
            declared=declared,
            means=self._text(field_nodes.get("means")),
            declared_from=origins.get("is"),
            means_from=origins.get("means"),
            scope=self._number(field_nodes["section"]) if "section" in field_nodes else None,
            line=self._number(field_nodes.get("line")),
            file=self._text(field_nodes.get("file")),
            mentions=self._rows(field_nodes.get("mentions"), model.Mention),
        )
        return _with_edits(row, written)

    def _check_declaration(self, node: Node, text: str) -> None:
        try:
            parse_declaration(text)
        except PaperError as error:
            column = node.column + error.column - 1 + (isinstance(node, Text) and node.style in _QUOTES)
            self._refuse(replace(node, column=column), error.message, error.hint)

    def _origins(self, node: Node | None) -> Mapping[str, model.Origin]:
        if node is None:
            return {}
        if isinstance(node, Text):
            return dict.fromkeys(("is", "means"), self._origin(node))
        field_nodes = self._fields(node, ("is", "means"), "an origin")
        return {name: self._origin(origin_node) for name, origin_node in field_nodes.items()}

    def _origin(self, node: Node) -> model.Origin:
        match = _ORIGIN.fullmatch(self._text(node))
        if match is None:
            self._refuse(node, "this is no origin", "guessed, solved, said or you, and where: said, line 14")
        return model.Origin(cast("model.OriginKind", match[1]), match[2].strip())

    def _formulas(self, node: Node | None) -> tuple[model.FormulaRow, ...]:
        known: dict[str, model.FormulaRow] = {}

        def own(node: Node) -> model.FormulaRow:
            row = self._row(node, model.FormulaRow, id="")
            if not row.latex.strip():
                self._refuse(node, "a formula has no LaTeX", "latex: 'y = x + 1'")
            if not row.id:
                row = replace(row, id=free_id(formula_id([row.latex]), known))
            if row.corrected:
                try:
                    check_formula(row.corrected)
                except PaperError as error:
                    faulty_node = next(
                        field_node
                        for key, field_node in self._entries(node, "")
                        if key.text.strip() == "corrected"
                    )
                    self._refused.append(
                        model.RefusedRow(error.message, self._path, faulty_node.line, faulty_node.column)
                    )
                    row = replace(row, corrected="")
            if row.id in known:
                self._refuse(node, f"two formulas have the id {row.id}", "take one of them out")
            known[row.id] = row
            return row

        return tuple(self._read_each(self._items(node), own))

    def _facts(self, node: Node) -> model.Facts:
        """Return what is certain about the paper; one text counts as a list of one."""
        known = {field_.name: field_ for field_ in fields(model.Facts)}
        values: dict[str, Any] = {}
        for name, value in self._fields(node, tuple(known), f"facts ({', '.join(known)})").items():
            if name == "optimiser":
                pairs = self._entries(value, "the optimiser")
                values[name] = {key.text.strip(): self._text(part) for key, part in pairs}
            else:
                texts = (value.text,) if isinstance(value, Text) else self._texts(value)
                values[name] = tuple(filter(str.strip, texts))
        return model.Facts(**values)

    def _link(self, node: Node) -> model.LinkRow:
        row = self._row(node, model.LinkRow)
        if not _ADDRESS.fullmatch(row.url):
            self._refuse(node, f"{row.url or 'nothing'} is no address", "such as https://example.org/post")
        if row.what not in ("", *_WHAT):
            self._refuse(node, f"{row.what} is not known", f"what: one of {', '.join(_WHAT)}")
        return row

    def _decisions(self, node: Node | None) -> dict[str, model.Decision]:
        decision_by_key: dict[str, model.Decision] = {}
        for key, value in self._entries(node, "decisions"):
            decision = self._text(value)
            if decision not in get_args(model.Decision):
                self._refuse(value, f"{decision or 'nothing'} is not a decision", "kept, left or waiting")
            decision_by_key[key.text.strip()] = cast("model.Decision", decision)
        return decision_by_key

    def _rows(self, node: Node | None, of: type[Row]) -> tuple[Row, ...]:
        return tuple(self._read_each(self._items(node), lambda item: self._row(item, of)))

    def _row(self, node: Node, of: type[Row], **defaults: str) -> Row:
        """Return a row whose fields have the same names as in the file."""
        derived_fields = model.MADE_OF_FORMULA if cast("Any", of) is model.FormulaRow else ()
        known = {field.name: field for field in fields(cast("Any", of)) if field.name not in derived_fields}
        field_nodes = self._fields(node, tuple(known), f"this part of the sheet ({', '.join(known)})")
        missing = [
            name
            for name, row_field in known.items()
            if row_field.default is MISSING and name not in {**field_nodes, **defaults}
        ]
        if missing:
            self._refuse(node, f"{missing[0]} is missing", "")
        values: dict[str, object] = {**defaults}
        for name, value in field_nodes.items():
            kind = str(known[name].type)
            read_as = (
                self._number if kind == "int" else self._texts if kind.startswith("tuple") else self._text
            )
            values[name] = read_as(value)
        return of(**values)

    def _fields(self, node: Node, known: Sequence[str], section_title: str) -> dict[str, Node]:
        node_by_name: dict[str, Node] = {}
        for key, value in self._entries(node, section_title):
            name = key.text.strip()
            if name not in known:
                self._refuse(
                    key, f"{section_title.partition(' (')[0]} has no field {name}", did_you_mean(name, known)
                )
            if name in node_by_name:
                self._refuse(key, f"{name} appears twice", "take one of them out")
            node_by_name[name] = value
        return node_by_name

    def _entries(self, node: Node | None, section_title: str) -> Sequence[tuple[Text, Node]]:
        if node is None or (isinstance(node, Text) and not node.text.strip()):
            return ()
        if not isinstance(node, Fields):
            self._refuse(
                node, f"{section_title.partition(' (')[0]} is written as names and values", "name: value"
            )
        return node.entries

    def _items(self, node: Node | None) -> Sequence[Node]:
        if node is None or (isinstance(node, Text) and not node.text.strip()):
            return ()
        if not isinstance(node, Items):
            self._refuse(node, "a list is expected here", "begin each entry with a hyphen")
        return node.items

    def _texts(self, node: Node | None) -> tuple[str, ...]:
        return tuple(self._text(item) for item in self._items(node))

    def _text(self, node: Node | None) -> str:
        if node is None:
            return ""
        if not isinstance(node, Text):
            self._refuse(node, "a text is expected here", "put text in braces or brackets in quotes")
        return node.text

    def _number(self, node: Node | None) -> int:
        digits = self._text(node).strip()
        if not digits:
            return 0
        if not re.fullmatch(r"[0-9]{1,9}", digits):
            self._refuse(cast("Node", node), f"{digits} is not a whole number", "")
        return int(digits)

    def _refuse(self, node: Node, message: str, hint: str) -> NoReturn:
        location = self._place(node.line, node.column)
        raise PaperError(location + message, hint, path=self._path, line=node.line, column=node.column)

    def _place(self, line: int, column: int) -> str:
        return f"{self._path}:{line}:{column}: "


def free_id(id_: str, used_ids: Mapping[str, object]) -> str:
    """Return an unused id for a formula that is repeated: with a number at the end."""
    candidate, count = id_, 2
    while candidate in used_ids:
        candidate, count = f"{id_}-{count}", count + 1
    return candidate


def _with_edits(row: model.SymbolRow, written: frozenset[str] | None) -> model.SymbolRow:
    """Return the row with texts as yours if nobody is named for them, or they were edited by hand."""
    you = model.Origin("you")
    if row.declared and (row.declared_from is None or not _is_written(row, "is", written)):
        row = replace(row, declared_from=you)
    if row.means and (row.means_from is None or not _is_written(row, "means", written)):
        row = replace(row, means_from=you)
    return row


def _is_written(row: model.SymbolRow, name: str, written: frozenset[str] | None) -> bool:
    origin = row.declared_from if name == "is" else row.means_from
    return written is None or origin is None or origin.kind == "you" or _mark(row, name) in written


def _mark(row: model.SymbolRow, name: str) -> str:
    text = row.declared if name == "is" else row.means
    parts = (row.symbol, str(row.scope), name, text)
    return hashlib.sha256("\0".join(map(clean, parts)).encode()).hexdigest()[:_MARK]
