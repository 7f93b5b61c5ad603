"""Sheets as YAML (``NAME.sheet.yaml``): what people write about a paper."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, cast, get_args

from drill.banks.yaml_nodes import (
    Fields,
    Items,
    Node,
    Path,
    ScalarText,
    find_node_at_path,
    place_fault,
    walk_yaml_nodes,
)
from drill.banks.yaml_scanner import Limits, compose_yaml_nodes, decode_bank_text
from drill.errors import BankError, PaperError
from drill.papers import model
from drill.papers.sheet.symbol_keys import TYPED_NAME, check_formula, formula_id, make_spelling_key
from drill.reading import Check, DataFault, FaultyData, FieldFault, FieldsOf, WrittenAs, read_typed
from drill.text import clean_text

# Max bytes of a sheet, ten times the needs of the longest of forty papers.
_LIMITS = Limits(bytes=4_000_000, nodes=400_000, entries=20_000)
# Kinds of links.
_WHAT = ("code", "paper", "post", "video")
_ADDRESS = re.compile(r"https://[^\s/<>]+\.[^\s/<>]+(/[^\s<>]*)?")
_QUOTES = ("single", "double")
# Hexadecimal digits of the hash of an importer's text, by which a later edit is recognised.
_MARK = 8
_ORIGIN = re.compile(rf"({'|'.join(get_args(model.OriginKind))})\b\s*(?:[,:]|from\b)?\s*(.*)", re.DOTALL)


def _read_origin(text: str) -> model.Origin:
    if (match := _ORIGIN.fullmatch(text)) is None:
        raise FieldFault(
            (), "this is not an origin", "guessed, solved, assistant, said or you, and where: said, line 14"
        )
    # The expression lets no other words through.
    return model.Origin(cast("model.OriginKind", match[1]), match[2].strip())


def _write_origin(origin: model.Origin) -> str:
    return ", ".join(filter(None, (origin.kind, origin.where)))


def _require_name_to_type(text: str) -> None:
    if not TYPED_NAME.fullmatch(text):
        raise FieldFault((), f"{text} is not a name to type", "letters, digits and _: theta_t")


def _require_link(row: model.LinkRow) -> None:
    if not _ADDRESS.fullmatch(row.url):
        raise FieldFault("url", f"{row.url} is not an address", "such as https://example.org/post")
    if row.what not in ("", *_WHAT):
        raise FieldFault("what", f"{row.what} is not known", f"what: one of {', '.join(_WHAT)}")


_Origin = Annotated[model.Origin, WrittenAs(str, _read_origin, _write_origin)]


@dataclass(frozen=True, slots=True)
class _Origins:
    """The origins of a symbol's type and of its meaning."""

    is_: _Origin | None = None
    means: _Origin | None = None


@dataclass(frozen=True, slots=True)
class _Symbol:
    """A symbol as people write it."""

    symbol: str
    typed: Annotated[str, Check(_require_name_to_type)] = ""
    is_: str = ""
    means: str = ""
    section: model.Count | None = None
    file: str = ""
    line: model.Count = 0
    from_: _Origin | _Origins | None = None
    mentions: tuple[model.Mention, ...] = ()


# The fields of a formula that an import does not derive; without an id it gets one from its LaTeX.
_Formula = Annotated[
    Mapping[str, Any],
    FieldsOf(
        "formula", (model.FormulaRow,), due=frozenset({"latex"}), without=frozenset(model.MADE_OF_FORMULA)
    ),
]


# The fields of a paper that people write; a sheet of earlier versions also has hashes of the importer's
# texts.
_Sheet = Annotated[
    Mapping[str, Any],
    FieldsOf(
        "sheet",
        (model.Paper,),
        without=frozenset(
            (*model.MADE, "slug", "refused", "quoted", "links", "symbols", "formulas", "unread")
        ),
        more=(
            ("links", tuple[Annotated[model.LinkRow, Check(_require_link)], ...]),
            ("symbols", tuple[_Symbol, ...]),
            ("formulas", tuple[_Formula, ...]),
            ("written", tuple[str, ...]),
        ),
    ),
]


def parse_sheet(
    text: str | bytes, slug: str, path: str = "", has_letter: Callable[[str], bool] = lambda _: True
) -> model.Paper:
    """Parse a sheet; a text without an origin, or changed by hand, counts as the person's own.

    A row that cannot be read is left out and listed in ``refused``, and so is one on a symbol without
    ``has_letter``.

    Raises:
        PaperError: it is not a sheet; the message has the place of the first fault.
    """
    name = path or f"{slug}{model.SHEET_SUFFIX}"
    try:
        raw = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
        if len(raw) > _LIMITS.bytes:
            raise PaperError(f"{name} is larger than {_LIMITS.bytes // 1_000_000} MB", path=name)
        root = compose_yaml_nodes(decode_bank_text(raw, _LIMITS), _LIMITS)
        if root is None:
            return model.Paper(slug)
        return _SheetRows(root, name, has_letter).make_paper(slug)
    except BankError as error:
        location = f"{name}:{error.line}:{error.column}: "
        message = error.message.replace("a bank is", "a sheet is")
        raise PaperError(
            location + message, error.hint, path=name, line=error.line, column=error.column
        ) from error


class _SheetRows:
    """The rows of a sheet that can be read, and the refused ones, which are taken out of its nodes."""

    def __init__(self, root: Node, path: str, has_letter: Callable[[str], bool]) -> None:
        self._root = root
        self._has_letter = has_letter
        self._path = path
        self._refused: list[model.RefusedRow] = []
        self._refuse_rows(
            (path, _fault_at(key, f"{key.text.strip()} appears twice", "take one of them out"))
            for path, key in _find_repeated_keys(root)
        )
        while True:
            try:
                self._sheet: Mapping[str, Any] = read_typed(_Sheet, _content_of(root), scalars="text")
                break
            except FaultyData as error:
                # a misspelt name is reported before the name that is missing because of it
                faults = sorted(error.faults, key=lambda fault: fault.code != "unknown-key")
                self._refuse_rows((fault.path, _place_fault(root, fault)) for fault in faults)

    def make_paper(self, slug: str) -> model.Paper:
        """Return the sheet as a paper."""
        fields = {name: value for name, value in self._sheet.items() if name != "written"}
        fields["symbols"] = tuple(self._make_symbols())
        fields["formulas"] = tuple(self._make_formulas())
        refused = sorted(self._refused, key=lambda row: (row.line, row.column))
        return model.Paper(slug, **fields, refused=tuple(refused))

    def _refuse_rows(self, faults: Iterator[tuple[Path, BankError]]) -> None:
        """Take out the faulty rows, each with its first fault. Raises a fault that is outside of all rows."""
        by_row: dict[Path, BankError] = {}
        for path, fault in faults:
            by_row.setdefault(_row_at(path), fault)
        if () in by_row:
            raise by_row[()]
        for row, fault in sorted(by_row.items(), reverse=True):
            self._refuse(fault)
            parent, _ = find_node_at_path(self._root, row[:-1])
            if isinstance(parent, Items):
                del parent.items[cast("int", row[-1])]  # an index of items
            elif isinstance(parent, Fields):
                parent.entries = [entry for entry in parent.entries if entry[0].text.strip() != row[-1]]

    def _refuse(self, fault: BankError) -> None:
        message = f"{fault.message} ({fault.hint})" if fault.hint else fault.message
        self._refused.append(model.RefusedRow(message, self._path, fault.line, fault.column))

    def _refuse_at(self, path: Path, message: str, hint: str = "") -> None:
        self._refuse(_fault_at(find_node_at_path(self._root, path)[0], message, hint))

    def _make_symbols(self) -> Iterator[model.SymbolRow]:
        known: set[tuple[str, int | None]] = set()
        typed: dict[tuple[str, bool], str] = {}
        for index, row in enumerate(self._sheet.get("symbols", ())):
            here = ("symbols", index)
            name = (row.typed, row.symbol.endswith(model.CALLED))
            holder = typed.get(name, "") if row.typed else ""
            if not self._has_letter(row.symbol):
                self._refuse_at(here, f"the paper has no letter {row.symbol}")
            elif (row.symbol, row.section) in known:
                hint = "say for one of them where it holds: section: 3"
                self._refuse_at(here, f"{row.symbol} is declared twice", hint)
            elif holder and make_spelling_key(holder) != make_spelling_key(row.symbol):
                hint = "each symbol has a name of its own"
                self._refuse_at((*here, "typed"), f"{row.typed} is already typed for {holder}", hint)
            else:
                known.add((row.symbol, row.section))
                typed.setdefault(name, row.symbol)
                yield _with_edits(_symbol_of(row), self._sheet.get("written"))

    def _make_formulas(self) -> Iterator[model.FormulaRow]:
        known: dict[str, model.FormulaRow] = {}
        for index, values in enumerate(self._sheet.get("formulas", ())):
            fields: dict[str, Any] = {"id": "", **values}
            row = model.FormulaRow(**fields)
            if not row.id:
                row = replace(row, id=free_id(formula_id([row.latex]), known))
            if row.corrected:
                try:
                    check_formula(row.corrected)
                except PaperError as error:
                    self._refuse_at(("formulas", index, "corrected"), error.message)
                    row = replace(row, corrected="")
            elif not (row.file or values.get("id")):  # typed by hand, and no row on a formula of the paper
                try:
                    check_formula(row.latex)
                except PaperError as error:
                    self._refuse_at(("formulas", index, "latex"), error.message)
                    continue
            if row.id in known:
                self._refuse_at(
                    ("formulas", index), f"two formulas have the id {row.id}", "take one of them out"
                )
                continue
            known[row.id] = row
            yield row


def _content_of(node: Node) -> Any:
    """Return the content of a node with its texts as written; a name without a value is left out."""
    if isinstance(node, ScalarText):
        return node.text
    if isinstance(node, Items):
        return [_content_of(item) for item in node.items]
    return {
        key.text.strip(): _content_of(value)
        for key, value in node.entries
        if not isinstance(value, ScalarText) or value.text.strip()
    }


def _row_at(path: Path) -> Path:
    """Return the path of the row that a fault invalidates; empty if it invalidates the whole sheet."""
    if path[:1] == ("facts",):
        return path[:1]
    if path[2:3] == ("mentions",) and len(path) > 3:
        return path[:4]
    if not any(isinstance(step, int) for step in path[1:2]):
        return ()
    return path[:2]


def _find_repeated_keys(root: Node) -> Iterator[tuple[Path, ScalarText]]:
    """Yield names that a mapping has twice; of several decisions on a draft the last counts."""
    for path, part in walk_yaml_nodes(root):
        names: set[str] = set()
        for key, _ in part.entries if isinstance(part, Fields) and path != ("decisions",) else ():
            if (name := key.text.strip()) in names:
                yield (*path, name), key
            names.add(name)


def _place_fault(root: Node, fault: DataFault) -> BankError:
    """Return a fault at its node; for a missing or empty field the sentence has the name."""
    if fault.code in ("missing", "empty"):
        name = fault.path[-1] if fault.path else "the sheet"
        fault = replace(fault, message=f"{name} {fault.message}")
    return place_fault(root, fault)


def _fault_at(node: Node, message: str, hint: str = "") -> BankError:
    return BankError(message, hint, line=node.line, column=node.column)


def _symbol_of(row: _Symbol) -> model.SymbolRow:
    origins = row.from_ if isinstance(row.from_, _Origins) else _Origins(row.from_, row.from_)
    return model.SymbolRow(
        row.symbol, row.typed, row.is_, row.means, origins.is_, origins.means, row.section, row.line,
        row.file, row.mentions,
    )  # fmt: skip


def free_id(id_: str, used_ids: Mapping[str, object]) -> str:
    """Return an unused id for a formula that is repeated: with a number at the end."""
    candidate = id_
    count = 2
    while candidate in used_ids:
        candidate = f"{id_}-{count}"
        count = count + 1
    return candidate


def _with_edits(row: model.SymbolRow, written: tuple[str, ...] | None) -> model.SymbolRow:
    """Return the row with the person as the origin of texts that have no origin, or were edited by hand."""
    you = model.Origin("you")
    if row.declared and (row.declared_from is None or not _is_written(row, "is", written)):
        row = replace(row, declared_from=you)
    if row.means and (row.means_from is None or not _is_written(row, "means", written)):
        row = replace(row, means_from=you)
    return row


def _is_written(row: model.SymbolRow, name: str, written: tuple[str, ...] | None) -> bool:
    origin = row.declared_from if name == "is" else row.means_from
    return (
        written is None or origin is None or origin.kind == "you" or _hash_symbol_text(row, name) in written
    )


def _hash_symbol_text(row: model.SymbolRow, name: str) -> str:
    text = row.declared if name == "is" else row.means
    parts = (row.symbol, str(row.scope), name, text)
    return hashlib.sha256("\0".join(map(clean_text, parts)).encode()).hexdigest()[:_MARK]
