"""Rewrite a learner's own bank for this version: former kinds of answer, witnesses, figures and names.

The text is edited in place: what no change touches keeps every byte, comments and order. Where the content
hash of an exercise moves, the former one is put under ``corrects``, so that its marks stay.
"""

# PyYAML's stubs leave its events and marks without types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

import yaml

from drill.banks.read import maths_hash
from drill.banks.yaml_nodes import Fields, Items, Node, Text, convert_node_to_data, id_of
from drill.banks.yaml_scanner import compose_yaml_nodes, decode_bank_text
from drill.errors import BankError, CheckError
from drill.maths.maths_tree import Node as Tree
from drill.maths.maths_tree import Sequence as Row
from drill.maths.maths_tree import substitute_symbols
from drill.maths.names import Names
from drill.maths.plain import Mode, parse
from drill.maths.print import to_plain
from drill.removals import describe_removal

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_READ = Names(functions="bank", undeclared="allow")
# What an answer may be called by conditions.
_CALLED = ("v", "x", "X")
_SAFE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_ .+*/^()-]*")
_ATOM = re.compile(r"\w+|\[.*\]", re.DOTALL)
_HEADS = ("factors", "inverse", "null", "ode", "substitute", "tail", "taylor")
_DEPENDENT = '{that: "det(X T(X)) != 0", say: "These vectors are linearly dependent."}'
_COMMENTS_BELOW = re.compile(r"[^\n]*\n\s*(?=#)")


@dataclass(frozen=True, slots=True)
class BankUpgrade:
    """A bank's bytes for this version, a sentence for each exercise that was changed, with its line, and
    what could not be converted, each at its place with what to write instead."""

    raw: bytes
    changes: tuple[str, ...] = ()
    left: tuple[BankError, ...] = ()


class _NotConvertedError(Exception):
    """What has no counterpart that is certain to mean the same: it stays as it is."""


def upgrade_bank(raw: bytes, path: str) -> BankUpgrade:
    """Return a bank rewritten for this version; one that needs nothing comes back byte for byte.

    Raises BankError, with path, line and column, for a text that cannot be read; it is left alone.
    """
    try:
        text = decode_bank_text(raw)
        root = compose_yaml_nodes(text)
        edited = _Upgrade(text, root, path)
        if not edited.edits:
            return BankUpgrade(raw, left=tuple(edited.left))
        after = _add_former_hashes(edited.edited_text(), root)
        return BankUpgrade(_encode_like(after, text, raw), tuple(edited.changes), tuple(edited.left))
    except BankError as error:
        error.path = path
        raise


def _encode_like(after: str, text: str, raw: bytes) -> bytes:
    """Return the text in the bytes of the file: with its line ends and its mark at the beginning."""
    for mark in ("", "\ufeff"):
        for end in ("\n", "\r\n"):
            if (mark + text.replace("\n", end)).encode() == raw:
                return (mark + after.replace("\n", end)).encode()
    raise BankError("the file has control characters, or line ends of two kinds", "save it as plain UTF-8")


def _list_exercise_nodes(root: Node | None) -> Sequence[Node]:
    listed = root.get("exercises") if isinstance(root, Fields) else None
    return listed.items if isinstance(listed, Items) else ()


def _add_former_hashes(text: str, before: Node | None) -> str:
    """Return the text with the former hash of each exercise whose hash moved."""
    after = compose_yaml_nodes(text)
    places = _find_places(text, after)
    edits: list[tuple[int, int, str]] = []
    for old, new in zip(_list_exercise_nodes(before), _list_exercise_nodes(after), strict=True):
        former, present = maths_hash(old), maths_hash(new)
        if former == present or not isinstance(new, Fields) or not new.entries:
            continue
        written = new.get("corrects")
        known = written.items if isinstance(written, Items) else [written] if written else []
        if former in (part.text.strip() for part in known if isinstance(part, Text)):
            continue
        if written is not None:
            listed = ", ".join([*(_print_on_one_line(part) for part in known), former])
            edits.append((*places[id(written)], f"[{listed}]"))
            continue
        key = new.entries[1 if len(new.entries) > 1 else 0][0]
        start = places[id(key)][0]
        after_it = ", " if new.in_braces else "\n" + " " * (key.column - 1)
        edits.append((start, start, f"corrects: [{former}]{after_it}"))
    return _apply_edits(text, edits)


def _apply_edits(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _find_places(text: str, root: Node | None) -> dict[int, tuple[int, int]]:
    """Return where each node begins and ends in the text, by its identity."""
    places: dict[int, tuple[int, int]] = {}
    skipped = (yaml.StreamStartEvent, yaml.DocumentStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent)
    events = (event for event in yaml.parse(text, Loader=_LOADER) if not isinstance(event, skipped))

    def take(node: Node) -> int:
        event = next(events)
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(node, Text):
            end = max(start, len(text[:end].rstrip())) if node.style in ("literal", "folded") else end
        else:
            is_flow = bool(event.flow_style)
            pairs = [(item,) for item in node.items] if isinstance(node, Items) else node.entries
            ends = [take(part) for pair in pairs for part in pair]
            closing = next(events)
            end = closing.end_mark.index if is_flow or not ends else ends[-1]
        places[id(node)] = (start, end)
        return end

    if root is not None:
        take(root)
    return places


def _print_on_one_line(node: Node) -> str:
    """Return a node on one line."""
    if isinstance(node, Text):
        text = node.text.strip()
        return text if node.style == "plain" and _SAFE.fullmatch(text) else _quote_text(text)
    if isinstance(node, Items):
        return f"[{', '.join(map(_print_on_one_line, node.items))}]"
    pairs = (f"{_print_on_one_line(key)}: {_print_on_one_line(value)}" for key, value in node.entries)
    return f"{{{', '.join(pairs)}}}"


def _quote_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _require_text(node: Node | None) -> str:
    if not isinstance(node, Text) or not node.text.strip():
        raise _NotConvertedError
    return node.text.strip()


def _bracket_term(text: str) -> str:
    return text if _ATOM.fullmatch(text) else f"({text})"


def _parse_tree(text: str, mode: Mode = "value", names: frozenset[str] = frozenset()) -> Tree:
    try:
        return parse(text, replace(_READ, declared=names), mode)
    except CheckError:
        raise _NotConvertedError from None


def _parse_matrix_rows(text: str) -> list[list[str]]:
    """Return the entries of a matrix that is written out; one vector counts as a row."""
    tree = _parse_tree(text, "matrix")
    items = tree.items if isinstance(tree, Row) else ()
    rows = [item.items for item in items if isinstance(item, Row)]
    rows = rows if len(rows) == len(items) else [items] if not rows else []
    if not rows or not rows[0] or len({len(row) for row in rows}) > 1:
        raise _NotConvertedError
    return [list(map(to_plain, row)) for row in rows]


@dataclass
class _Question:
    """What holds an answer: an exercise, a stage or a sister, with the names that are declared above it."""

    node: Fields
    exercise: Fields
    names: frozenset[str]


@dataclass
class _Upgrade:
    """The edits of one bank."""

    text: str
    root: Node | None
    path: str
    edits: list[tuple[int, int, str]] = field(default_factory=list[tuple[int, int, str]])
    changes: list[str] = field(default_factory=list[str])
    left: list[BankError] = field(default_factory=list[BankError])
    # The nodes that are taken out, by their identity.
    _gone: set[int] = field(default_factory=set[int])

    def __post_init__(self) -> None:
        self._places = _find_places(self.text, self.root)
        cards = self.root.get("cards") if isinstance(self.root, Fields) else None
        for key, card in cards.entries if isinstance(cards, Fields) else ():
            self._convert_node(card, f"card {key.text.strip()}", lambda card=card: self._convert_common(card))
        for node in _list_exercise_nodes(self.root):
            self._convert_node(
                node, id_of(node) or "an exercise", lambda node=node: self._convert_exercise(node)
            )

    def edited_text(self) -> str:
        """Return the text with all edits."""
        return _apply_edits(self.text, self.edits)

    def _convert_node(self, node: Node, name: str, change: Callable[[], Iterator[str]]) -> None:
        before = len(self.edits)
        words = [*dict.fromkeys(change())]
        if len(self.edits) > before:
            self.changes.append(f"{self.path}:{node.line}: {name}: {', '.join(words)}")

    def _replace_node(self, node: Node, new: str) -> None:
        self.edits.append((*self._places[id(node)], new))

    def _remove_entries(self, fields: Fields, names: Collection[str]) -> None:
        """Take entries out, but not all of them, each with its line where it has one of its own."""
        is_gone = [key.text.strip() in names for key, _ in fields.entries]
        spans = [(self._places[id(key)][0], self._places[id(value)][1]) for key, value in fields.entries]
        self._gone.update(id(value) for key, value in fields.entries if key.text.strip() in names)
        for first, gone in enumerate(is_gone):
            if not gone or (first and is_gone[first - 1]):
                continue
            after = next((i for i in range(first, len(spans)) if not is_gone[i]), None)
            if after is None:
                start, end = spans[first - 1][1] if first else spans[first][0], spans[-1][1]
            else:  # up to the next entry, or the comments above it
                start, end = spans[first][0], spans[after][0]
                if comments := _COMMENTS_BELOW.match(self.text, spans[after - 1][1], end):
                    end = comments.end()
            self.edits.append((start, end, ""))

    def _report_unconverted(self, node: Node, group: str, name: str, words: str) -> None:
        hint = describe_removal(group, name)
        self.left.append(
            BankError(f"{words} is not converted", hint, path=self.path, line=node.line, column=node.column)
        )

    # --- exercises -----------------------------------------------------------------------------------------

    def _convert_exercise(self, node: Node) -> Iterator[str]:
        if isinstance(node, Fields):
            yield from self._convert_question(_Question(node, node, frozenset()))

    def _convert_question(self, question: _Question) -> Iterator[str]:
        node = question.node
        yield from self._convert_common(node)
        names = question.names | _collect_declared_names(node)
        for below in ("sisters", "stages"):
            listed = node.get(below)
            for part in listed.items if isinstance(listed, Items) else ():
                if isinstance(part, Fields):
                    yield from self._convert_question(_Question(part, question.exercise, names))
        answer = node.get("answer")
        if isinstance(answer, Fields):
            yield from self._convert_answer_and_witness(
                _Question(node, question.exercise, names | _collect_declared_names(answer)), answer
            )

    def _convert_common(self, node: Node) -> Iterator[str]:
        """Convert what any exercise, stage, step, option or card may have: links and figures."""
        if isinstance(node, Items):
            for item in node.items:
                yield from self._convert_common(item)
            return
        if not isinstance(node, Fields):
            return
        for key, value in node.entries:
            name = key.text.strip()
            if name == "resources" and node.get("links") is None:
                self._replace_node(key, "links")
                yield "resources is now called links"
            elif name == "figure" and isinstance(value, Fields):
                yield from self._convert_figure(value)
            elif name in ("steps", "answer", "choice", "choices"):
                yield from self._convert_common(value)

    # --- answers -------------------------------------------------------------------------------------------

    def _convert_answer_and_witness(self, question: _Question, answer: Fields) -> Iterator[str]:
        witness, before = question.node.get("witness"), len(self.edits)
        try:
            yield from self._convert_answer(question, answer, witness)
        except _NotConvertedError:
            del self.edits[before:]
            kind = next(name for name in _KINDS if answer.get(name) is not None)
            self._report_unconverted(answer, "kind of answer", kind, f"the answer {kind}")
            return
        if isinstance(answer.get("on"), Text) and answer.get("expression") is not None:
            self._report_unconverted(answer, "option of an answer", "on", "the option on")
        if isinstance(witness, Fields) and id(witness) not in self._gone:
            yield from self._convert_witness(question.names, answer, witness)

    def _convert_answer(self, question: _Question, answer: Fields, witness: Node | None) -> Iterator[str]:
        parts = answer.get("parts") or answer.get("cloze")
        needless: list[str] = []
        for key, part in parts.entries if isinstance(parts, Fields) else ():
            if isinstance(part, Fields):
                below = witness.get(key.text.strip()) if isinstance(witness, Fields) else None
                for words in self._convert_former_kind(question, part, below):
                    if isinstance(below, Fields) and _is_of_key(below):
                        needless.append(key.text.strip())
                    yield words
        if isinstance(witness, Fields) and needless:
            is_whole = len(needless) == len(witness.entries)
            self._remove_entries(
                question.node if is_whole else witness, ("witness",) if is_whole else needless
            )
        for words in self._convert_former_kind(question, answer, witness):
            if isinstance(witness, Fields) and _is_of_key(witness):
                self._remove_entries(question.node, ("witness",))
            yield words

    def _convert_former_kind(
        self, question: _Question, answer: Fields, witness: Node | None
    ) -> Iterator[str]:
        """Convert an answer that is of a former kind."""
        others = [entry for entry in answer.entries if entry[0].text.strip() in ("vars", "assume", "names")]
        beside = "".join(f", {_print_on_one_line(key)}: {_print_on_one_line(value)}" for key, value in others)
        if (matrix := answer.get("eigenvector")) is not None:
            new = _convert_eigenvector(_require_text(matrix), _require_text(answer.get("value")), question)
            self._replace_node(answer, f"{{{new}{beside}}}")
            yield "eigenvector became any vector with conditions"
        elif (span := answer.get("span")) is not None:
            new = _convert_span(_require_text(span), _read_witness_text(witness, "null"), question.names)
            self._replace_node(answer, f"{{{new}{beside}}}")
            yield "span became any vectors with conditions"
        elif isinstance(solutions := answer.get("solutions"), Fields):
            self._convert_mistakes(question, solutions)
            self._replace_node(
                answer, f"{{{_convert_solutions(solutions, witness, question.names)}{beside}}}"
            )
            yield "solutions became parts"
        elif answer.get("factorisation") is not None:
            raise _NotConvertedError

    def _convert_mistakes(self, question: _Question, solutions: Fields) -> None:
        """Name the parts that known mistakes of solutions touch."""
        wrong = question.node.get("wrong")
        span, point = solutions.get("span"), _require_text(solutions.get("point"))
        names = {"point": "point", "span": _name_directions(span)}
        entries = wrong.items if isinstance(wrong, Items) else [wrong] if wrong is not None else []
        for entry in entries:
            mistake = entry.get("answer") if isinstance(entry, Fields) else None
            if not isinstance(mistake, Fields):
                raise _NotConvertedError
            texts = {names[key.text.strip()]: _require_text(value) for key, value in mistake.entries}
            if len(texts) > 1 and texts.get("point") == point:
                del texts["point"]
            if names["span"] == "direction" and "direction" in texts:
                texts["direction"] = f"[{', '.join(_parse_matrix_rows(texts['direction'])[0])}]"
            if span is None:
                self._replace_node(mistake, _quote_text(texts["point"]))
            else:
                pairs = ", ".join(f"{name}: {_quote_text(text)}" for name, text in texts.items())
                self._replace_node(mistake, f"{{{pairs}}}")

    # --- witnesses -----------------------------------------------------------------------------------------

    def _convert_witness(self, declared: frozenset[str], answer: Fields, witness: Fields) -> Iterator[str]:
        parts = answer.get("parts") or answer.get("cloze")
        names = {key.text.strip() for key, _ in parts.entries} if isinstance(parts, Fields) else set[str]()
        for key, value in witness.entries:
            if isinstance(value, Fields) and key.text.strip() in names and id(value) not in self._gone:
                yield from self._convert_head(value, key.text.strip(), declared)
        yield from self._convert_head(witness, "", declared) if not names else ()

    def _convert_head(self, witness: Fields, part: str, declared: frozenset[str]) -> Iterator[str]:
        head = next((name for name in _HEADS if witness.get(name) is not None), "")
        if not head or (head == "inverse" and witness.get("inverse-map") is not None):
            return
        try:
            self._replace_node(witness, f"{{{_CONVERTERS[head](witness, declared)}}}")
            yield f"the witness {head} was rewritten" + (f" ({part})" if part else "")
        except (KeyError, _NotConvertedError):
            self._report_unconverted(witness, "witness", head, f"the witness {head}")

    # --- figures -------------------------------------------------------------------------------------------

    def _convert_figure(self, figure: Fields) -> Iterator[str]:
        if figure.get("yours") is not None:
            self._remove_entries(figure, ("yours",))
            yield "yours was removed from a figure"
        for kind, convert in (("path", _convert_path), ("line", _convert_number_line)):
            written = figure.get(kind)
            if not isinstance(written, Fields):
                continue
            try:
                new = convert(written)
                (key,) = [key for key, _ in figure.entries if key.text.strip() == kind]
                start, end = self._places[id(key)][0], self._places[id(written)][1]
                gap = ", " if figure.in_braces else "\n" + " " * (key.column - 1)
                self.edits.append((start, end, gap.join(new)))
                yield f"the figure {kind} became a plot"
            except _NotConvertedError:
                self._report_unconverted(written, "kind of figure", kind, f"the figure {kind}")


def _collect_declared_names(node: Fields) -> frozenset[str]:
    names: set[str] = set()
    for name in ("vars", "names", "params", "let"):
        value = node.get(name)
        if isinstance(value, Fields):
            names |= {key.text.strip() for key, _ in value.entries}
        elif value is not None:
            written = convert_node_to_data(value)
            names |= {str(part) for part in written} if isinstance(written, list) else {str(written)}
    return frozenset(names)


def _choose_answer_name(names: frozenset[str], among: Sequence[str] = _CALLED) -> str:
    """Return what a condition calls the answer: a name that nothing else has."""
    free = [name for name in among if name not in names]
    if not free:
        raise _NotConvertedError
    return free[0]


def _is_of_key(witness: Fields) -> bool:
    """Return whether a witness is of a kind of key that is no more: conditions take its place."""
    return any(witness.get(head) is not None for head in ("null", "factors", "solve"))


def _read_witness_text(witness: Node | None, head: str) -> str:
    value = witness.get(head) if isinstance(witness, Fields) else None
    return value.text.strip() if isinstance(value, Text) else ""


def _convert_eigenvector(matrix: str, value: str, question: _Question) -> str:
    """Return the answer in place of an eigenvector, of a matrix of two rows that is written out."""
    lets = question.exercise.get("let")
    written = lets.get(matrix) if isinstance(lets, Fields) else None
    rows = _parse_matrix_rows(matrix if written is None else _require_text(written))
    if len(rows) != 2 or len(rows[0]) != 2:
        raise _NotConvertedError
    if written is not None:
        rows = [[f"{matrix}[{i}, {j}]" for j in (1, 2)] for i in (1, 2)]
    (a, b), (c, d) = ((f"({entry})" for entry in row) for row in rows)
    name = _choose_answer_name(question.names)
    first, second = f"[{b}, ({value}) - {a}]", f"[({value}) - {d}, {c}]"
    example = f"pick(1 + ind(abs({b}) + abs(({value}) - {a}) = 0), {first}, {second})"
    conditions = (
        f"{_quote_text(f'{_bracket_term(matrix)} {name} = ({value}) {name}')}, {_quote_text(f'{name} != 0')}"
    )
    return f"any: {{vector: 2}}, such-that: [{conditions}], example: {_quote_text(example)}"


def _convert_span(span: str, matrix: str, names: frozenset[str]) -> str:
    """Return the answer in place of a span: by the matrix whose null space it is, or by its own vectors."""
    rows, _ = _parse_matrix_rows(span), _choose_answer_name(names, ("X",))
    written = f"[{', '.join('[' + ', '.join(row) + ']' for row in rows)}]"
    projected = f"X = X T({written}) inv({written} T({written})) {written}"
    within = f"{_bracket_term(matrix)} T(X) = 0" if matrix else projected
    conditions = f"{_DEPENDENT}, {_quote_text(within)}, {_quote_text(f'rank(X) = {len(rows)}')}"
    return f"any: {{vectors: {len(rows[0])}}}, such-that: [{conditions}], example: {_quote_text(written)}"


def _name_directions(span: Node | None) -> str:
    return "direction" if span is None or len(_parse_matrix_rows(_require_text(span))) == 1 else "directions"


def _convert_solutions(solutions: Fields, witness: Node | None, names: frozenset[str]) -> str:
    """Return the answer in place of solutions: a point, and a direction or several."""
    point, span = _require_text(solutions.get("point")), solutions.get("span")
    if span is None:
        return f"vector: {_quote_text(point)}"
    rows, name = _parse_matrix_rows(_require_text(span)), _choose_answer_name(names)
    written = f"[{', '.join('[' + ', '.join(row) + ']' for row in rows)}]"
    matrix, right = _read_witness_text(witness, "solve"), _read_witness_text(witness, "equals")
    if matrix and right:
        holds = f"{_bracket_term(matrix)} {name} = {right}"
    else:
        gap = f"({name} - {_bracket_term(point)})"
        holds = f"T({written}) inv({written} T({written})) {written} {gap} = {gap}"
    condition, example = _quote_text(holds), _quote_text(point)
    first = f"{{any: {{vector: {len(rows[0])}}}, such-that: [{condition}], example: {example}}}"
    one = f"{{vector: {_quote_text('[' + ', '.join(rows[0]) + ']')}, up_to: scale}}"
    others = one if len(rows) == 1 else f"{{{_convert_span(written, matrix, names)}}}"
    return f"parts: {{point: {first}, {_name_directions(span)}: {others}}}"


# --- former witnesses ---------------------------------------------------------------------------------------


def _convert_tail(witness: Fields, _declared_names: frozenset[str]) -> str:
    law, statistic = _require_text(witness.get("tail")), _require_text(witness.get("statistic"))
    sides, side = (
        _print_on_one_line(node) if (node := witness.get(name)) else "" for name in ("sides", "side")
    )
    if not law.startswith("normal(") or sides == "2" or side not in ("upper", "lower", "left", "right"):
        raise _NotConvertedError
    sign = ">" if side in ("upper", "right") else "<"
    return f"law: {_quote_text(law)}, name: y, probability: {_quote_text(f'y {sign} {statistic}')}"


def _convert_inverse(witness: Fields, _declared_names: frozenset[str]) -> str:
    matrix = _require_text(witness.get("inverse"))
    return f"solve: {_quote_text(matrix)}, equals: eye({len(_parse_matrix_rows(matrix))})"


def _convert_null(witness: Fields, _declared_names: frozenset[str]) -> str:
    matrix = _require_text(witness.get("null"))
    _parse_matrix_rows(matrix)
    return f"eigen: {_quote_text(f'T({matrix}) {matrix}')}, value: 0"


def _convert_substitute(witness: Fields, declared: frozenset[str]) -> str:
    values = witness.get("with")
    pairs = values.entries if isinstance(values, Fields) else []
    names = declared | {key.text.strip() for key, _ in pairs}
    trees = {key.text.strip(): _parse_tree(_require_text(value), names=names) for key, value in pairs}
    body = _parse_tree(_require_text(witness.get("substitute")), names=names)
    return f"value: {_quote_text(to_plain(substitute_symbols(body, trees)))}"


_CONVERTERS = {
    "tail": _convert_tail,
    "inverse": _convert_inverse,
    "null": _convert_null,
    "substitute": _convert_substitute,
}
_KINDS = ("eigenvector", "span", "solutions", "factorisation", "parts", "cloze")


# --- former figures -----------------------------------------------------------------------------------------


def _convert_path(path: Fields) -> list[str]:
    """Return the fields of a plot in place of a path of points that are written out."""
    if path.get("points") is None:
        raise _NotConvertedError
    rows = _parse_matrix_rows(_require_text(path.get("points")))
    if len(rows) < 2 or len(rows[0]) != 2:
        raise _NotConvertedError
    across, up = (f"pick(t + 1, {', '.join(column)})" for column in zip(*rows, strict=True))
    name = f", name: {_print_on_one_line(words)}" if (words := path.get("name")) else ""
    curves = [f"{{x: {_quote_text(across)}, y: {_quote_text(up)}, steps: {len(rows) - 1}{name}}}"]
    if (levels := path.get("levels")) is not None and (at := path.get("at")) is not None:
        curves.append(
            f"{{levels: {_print_on_one_line(levels)}, at: {_print_on_one_line(at)}, style: dotted}}"
        )
    return [f"plot: [{', '.join(curves)}]"]


def _convert_number_line(line: Fields) -> list[str]:
    """Return the fields of a plot in place of a number line with closed intervals."""
    intervals, points = line.get("intervals"), line.get("points")
    listed = intervals.items if isinstance(intervals, Items) else []
    parts = [part for part in listed if isinstance(part, Fields)]
    if len(parts) > 3 or any(part.get("open") is not None for part in parts):
        raise _NotConvertedError
    curves: list[str] = []
    for height, part in enumerate(reversed(parts), 1):
        low, high = _require_text(part.get("from")), _require_text(part.get("to"))
        name = f", name: {_print_on_one_line(words)}" if (words := part.get("name")) else ""
        across = f"({low}) + (({high}) - ({low})) t"
        curves.append(f"{{x: {_quote_text(across)}, y: {height}, steps: 1{name}, style: solid}}")
    fields = [
        f"plot: [{', '.join(curves) or '{y: 0}'}]",
        f"x: {_print_on_one_line(line.get('range') or Items([], 1, 1))}",
    ]
    marks: list[str] = []
    for point in points.items if isinstance(points, Items) else ():
        if not isinstance(point, Fields):
            raise _NotConvertedError
        at = point.get("at")
        place = at.items[0] if isinstance(at, Items) and len(at.items) == 1 else at
        name = f", name: {_print_on_one_line(words)}" if (words := point.get("name")) else ""
        marks.append(f"{{at: [{_quote_text(_require_text(place))}, 0]{name}}}")
    fields += [f"points: [{', '.join(marks)}]"] if marks else []
    return [*fields, f"y: [0, {len(parts) + 1}]"]
