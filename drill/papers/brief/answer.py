"""Parse a second author's untrusted answer: prove each exercise as a bank keeps it, and check its quotes."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product
from typing import Any, Literal

from drill.banks.load import load_bytes
from drill.banks.loaded_files import LoadedFile
from drill.banks.models import Exercise
from drill.codec import is_list, is_mapping
from drill.errors import BankError, field_name
from drill.maths.maths_tree import find_bound_names
from drill.maths.print import LETTERS, symbol_latex
from drill.papers.bank.bank_segments import write_exercise_segment
from drill.papers.brief.answer_reading import (
    AnswerPart,
    find_field_line,
    mapping_in,
    read_block,
    read_part,
    texts_in,
)
from drill.papers.brief.author_faults import list_author_faults
from drill.papers.brief.page import ABOUT
from drill.papers.brief.python_maths import (
    MOST_DOUBLE,
    has_endless_decimals,
    list_readings,
    translate_python,
    translate_references,
)
from drill.papers.brief.restrictions import find_edge_seed, has_edge
from drill.papers.model import SymbolRow
from drill.proving import Finding, find_coincidences, find_separating_draws, prove_file
from drill.reading import Written
from drill.text import one_line

# Findings that no proved exercise may have, whoever wrote it.
_UNPROVED = ("no-witness", "wrapped", "vacuous", "leak")
# Findings on mere appearance in a terminal, which are not a reason to refuse an exercise.
_SHOWN_OTHERWISE = ("one-line",)
# Fields that claim others' marks or a verification: dropped, because an answer cannot know of either.
_CLAIMS = ("was", "corrects", "seeds")
# What an author says to whoever solves a task: the step that is not in it.
_STEP = "step"
# Names of a prompt on which the key does not depend.
_FREE = "free"
_SEVERITIES: Mapping[str, Literal["error", "warning"]] = {
    **dict.fromkeys(_UNPROVED, "error"), **dict.fromkeys(_SHOWN_OTHERWISE, "warning"),
}  # fmt: skip
# Max quotes on one line of the overview, and max characters of one, because a page of facts is skimmed.
_MOST_QUOTES = 12
_LONGEST_QUOTE = 500
_ONE_PER_CENT = 0.01
# Number of variants in which the readings of one text are compared.
_FEW = 2
# Keys of an answer that hold no mathematics.
_NO_MATHS = frozenset((
    "code", "choice", "choices", "order", "fault", "slips", "library", "form", "text", "formula", "shape",
    "arrays", "probes", "without", "names", "vars", "assume", "array",
))  # fmt: skip
_SYMBOL = re.compile(r"(?<![\w.\\@])([A-Za-z]\w*)\b(?!\s*[(\w])")
_CONSTANT_LETTER = re.compile(r"\\?(pi|e|i)(?![A-Za-z])")
_CONSTANTS = frozenset(("e", "pi", "i", "inf", "and", "or", "not", "in", "T", "np", "math", "dne"))
# Python names of Greek letters.
_LETTERS: Mapping[str, str] = {
    **LETTERS, "ell": "\\ell", "varepsilon": "\\varepsilon", "varphi": "\\varphi",
    "lam": "\\lambda", "eps": "\\epsilon", "sig": "\\sigma",
}  # fmt: skip
_SPAN = re.compile(r"(?:range\((-?\d+), *(-?\d+)\)|(-?\d+) *(?:-|to|–|\.\.\.) *(-?\d+))")
_LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Proof:
    """The outcome for one exercise; ``exercise`` are its fields as a bank has them, none if unreadable."""

    # The findings, with line numbers of the answer.
    findings: tuple[Finding, ...]
    exercise: Mapping[str, Written]
    mutants: int = 0
    caught: int = 0
    # The exercise's fields as the author wrote them.
    written: Mapping[str, Written] = field(default_factory=dict[str, Written])
    # Advice that does not keep the exercise from being accepted.
    remarks: tuple[str, ...] = ()
    # Seeds of the draws in the blind round.
    seeds: tuple[int, ...] = ()

    @classmethod
    def faulty(cls, part: AnswerPart, message: str, code: str = "failed") -> Proof:
        """Return the result for an exercise that could not be proved."""
        return cls((part.make_finding(code, message),), {})

    @property
    def is_proved(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.findings and bool(self.exercise)

    @property
    def is_faulty(self) -> bool:
        """Whether it cannot be drilled."""
        return not self.exercise or any(finding.severity == "error" for finding in self.findings)


def find_letters_of_constants(symbols: Iterable[SymbolRow]) -> frozenset[str]:
    """Return which of ``pi``, ``e`` and ``i`` are letters of a paper, be it with an index alone."""
    return frozenset(match[1] for row in symbols if (match := _CONSTANT_LETTER.match(row.symbol)))


def prove_answer_part(
    part: AnswerPart, id_: str, bank: str, variants: int, letters: Collection[str] = ()
) -> Proof:
    """Prove one exercise in the form that a bank keeps: with an id of its own, without foreign claims.

    If its mathematics reads two ways, the intended reading makes witness and key agree. ``letters`` are
    those of `find_letters_of_constants`.
    """
    try:
        node = read_part(part.text)
    except BankError as error:
        return Proof.faulty(replace(part, line=part.line + error.line - 1), error.sentence, error.code)
    written = mapping_in(node)
    fields = prepare_fields(written, part.id)
    texts = _list_exercise_readings(fields)
    meant = texts[0]
    if len(texts) > 1:
        tried = (
            reading
            for reading in texts
            if not _prove_exercise_fields(part.id, reading, id_, bank, _FEW)[0].is_faulty
        )
        meant = next(tried, fields)
    proof, exercise = _prove_exercise_fields(part.id, meant, id_, bank, variants)
    moved = (
        replace(
            finding,
            line=part.line + find_field_line(node, _field_of(finding.message)) - 1,
            severity=_SEVERITIES.get(finding.code, finding.severity),
            message=_advise_python_writer(finding.message),
        )
        for finding in proof.findings
    )
    proof = replace(proof, findings=tuple(moved), written=written)
    if exercise is None or proof.is_faulty:
        return proof
    draws = find_separating_draws(exercise)
    told = [*_list_coincidences(exercise)]
    if has_edge(exercise):
        seed = find_edge_seed(exercise)
        if seed is not None:
            draws = replace(draws, seeds=(*draws.seeds[:1], seed))
        elif exercise.is_parametrised:
            told.append("no draw makes the argument of ceil or floor whole, where a prompt is easily wrong")
    faults = (
        part.make_finding(code, message, "error" if is_error else "warning")
        for code, message, is_error in list_author_faults(
            exercise, draws, letters, has_step=bool(find_said_step(written))
        )
    )
    return replace(proof, findings=(*proof.findings, *faults), remarks=tuple(told), seeds=draws.seeds)


def find_said_step(written: Mapping[str, Any]) -> dict[str, str]:
    """Return the field in which an author says which step is not in the task; empty without it."""
    step = one_line(str(written.get(_STEP, "")))
    return {_STEP: step} if step else {}


def _list_coincidences(exercise: Exercise) -> Iterator[str]:
    """Yield a sentence for each mistake that equals the key in some draws, because it gets no feedback
    there."""
    for found in find_coincidences(exercise):
        share = f"{100 * found.share:.0f} %" if found.share >= _ONE_PER_CENT else "under 1 %"
        condition = f", or where: ['{found.condition}'] beside wrong" if found.condition else ""
        yield (
            f"{field_name(found.field)} equals the key in {share} of the variants, such as "
            f"{found.draw}; there it is not offered: write another value{condition}"
        )


def _advise_python_writer(message: str) -> str:
    """Return a finding's sentence with advice for authors who write Python."""
    if re.search(r"the function (?:round|around) is not known", message):
        return f"{message}; for a rounded key write decimals: 3 beside it"
    if "loops needs over" in message:
        return f"{message}, an index to its axis: over: {{i: n}}, and over: {{}} for a number"
    if "a bound must be a whole number" in message:
        return f"{message}; say of its letter (not of the index) that it is: assume: ['n positive integer']"
    if message.startswith("witness") and re.search(r"(?:the name|no array is called) (?!T\b)\w+", message):
        return f"{message}; if the prompt has the name and the key does not depend on it: free: [its name]"
    if "the name T is not known" in message:
        return f"{message}; T is the transpose, so call the letter otherwise, such as tau"
    if "(colon)" in message:
        return message.replace("write / for a ratio", "only formulas are read: no slices, lambdas, formats")
    return message


def _field_of(message: str) -> str:
    """Return the field of an exercise that a finding's sentence begins with."""
    return re.split(r"[ .:]", message, maxsplit=1)[0]


def _prove_exercise_fields(
    name: str, fields: Mapping[str, Any], id_: str, bank: str, variants: int
) -> tuple[Proof, Exercise | None]:
    """Prove fields in the form of a bank, and return their exercise; the findings have no meaningful
    lines."""
    read = load_alone(id_, fields)
    kept: Mapping[str, Written] = {}
    exercise = None
    if read.exercises:
        (loaded,) = read.exercises
        exercise = loaded.exercise
        kept = {field: value for field, value in loaded.written.items() if field != "id"}
        if exercise.retired:
            message = "nobody would meet a new exercise that is retired; leave out retired"
            fault = BankError(message, line=loaded.entry.line, exercise=loaded.entry.id, code="written")
            read = replace(read, exercises=(), problems=(fault,))
            kept = {}
    findings, tried, caught = prove_file(read, bank, variants)
    found = tuple(replace(each, exercise=name) for each in findings)
    return Proof(found, kept, tried, caught), exercise


def load_alone(id_: str, exercise: Mapping[str, Any]) -> LoadedFile:
    """Load a bank that consists of one exercise."""
    text = f"topic: my.answer\ntitle: An answer\nexercises:\n{write_exercise_segment(id_, exercise)}\n"
    return load_bytes(text.encode("utf-8", "replace"), "answer")


def load_drafted(id_: str, exercise: Mapping[str, Any]) -> Exercise:
    """Return a draft's exercise as a session gets it. Raises BankError where it has a fault."""
    file = load_alone(id_, exercise)
    if file.problems:
        raise file.problems[0]
    return file.as_met(file.exercises[0].exercise)


# Complete omitted fields, and translate other spellings


def prepare_fields(written: Mapping[str, Any], name: str = "") -> dict[str, Any]:
    """Return an exercise's fields as a bank takes them: Python translated, symbols declared, a title."""
    fields = {field: value for field, value in written.items() if field not in ("id", _STEP, *_CLAIMS)}
    if is_mapping(params := fields.get("params")):
        fields["params"] = {
            str(param): _translate_parameter_domain(domain) for param, domain in params.items()
        }
    if isinstance(answer := fields.get("answer"), str):
        names = {*_SYMBOL.findall(translate_python(answer))} - _CONSTANTS
        is_number = names <= {*(fields.get("params") or ()), *(fields.get("let") or ())}
        fields["answer"] = {"number" if is_number else "expression": answer}
    fields = map_texts(map_maths(fields, translate_python))
    _declare_free_names(fields, texts_in(fields.pop(_FREE, ())))
    declare_symbols(fields)
    if name and "title" not in fields:
        fields = {"title": name.replace("-", " ").capitalize()[:_LONGEST_TITLE].strip(), **fields}
    return {field: value for field, value in fields.items() if value not in ("", [], {})}


def _translate_parameter_domain(domain: Any) -> Any:
    """Return a parameter's domain as a bank writes it: ``range(2, 10)`` is ``2..9``."""
    if is_mapping(domain) and {"min", "max"} <= domain.keys():
        return f"{domain['min']}..{domain['max']}"
    if isinstance(domain, str) and (span := _SPAN.fullmatch(domain.strip())):
        low, end, first, last = span.groups()
        return f"{low}..{int(end) - 1}" if low else f"{first}..{last}"
    return domain


def map_maths(fields: Mapping[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """Return fields with each text of mathematics changed: keys, mistakes, witnesses, conditions, names."""

    def within(value: Any, skipped: frozenset[str] = frozenset()) -> Any:
        if isinstance(value, str):
            return change(value)
        if is_list(value):
            return [within(entry, skipped) for entry in value]
        if is_mapping(value):
            return {
                key: entry if str(key) in skipped else within(entry, skipped) for key, entry in value.items()
            }
        return value

    changed = dict(fields)
    answer = fields.get("answer")
    is_code = is_mapping(answer) and "code" in answer
    for name in ("answer", "witness", "let", "where", "claim"):
        if name in fields:
            changed[name] = within(fields[name], _NO_MATHS)
    if is_list(wrong := fields.get("wrong")) and not is_code:
        changed["wrong"] = [
            {**entry, "answer": within(entry["answer"])} if is_mapping(entry) and "answer" in entry else entry
            for entry in wrong
        ]
    if is_list(stages := fields.get("stages")):
        changed["stages"] = [map_maths(each, change) if is_mapping(each) else each for each in stages]
    return changed


def map_texts(fields: Mapping[str, Any], around: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return fields whose mathematics is a bank's with the references of their texts in its notation, too.

    Solutions of a numeric key with ``decimals`` show as many. ``around`` has the fields outside a stage.
    """
    answer = fields.get("answer")
    lets: dict[str, Any] = {**(around or {}), **(fields.get("let") or {})}
    is_number = is_mapping(answer) and isinstance(answer.get("number"), str)
    key = str(answer["number"]) if is_mapping(answer) and is_number else ""
    places = str(answer.get("decimals", "")) if is_mapping(answer) and key else ""
    decimals = int(places) if re.fullmatch(r"[1-9]\d?", places) else 0
    irrational = [str(name) for name, value in lets.items() if has_endless_decimals(str(value))]

    def within(value: Any, *, is_solution: bool) -> Any:
        if isinstance(value, str):
            if not is_solution:
                return translate_references(value)
            return translate_references(value, key=key, decimals=decimals, irrational=irrational)
        if is_list(value):
            return [within(entry, is_solution=is_solution) for entry in value]
        if is_mapping(value):
            named = ("text", "say", "right", "wrong")
            return {
                name: within(entry, is_solution=is_solution) if name in named else entry
                for name, entry in value.items()
            }
        return value

    changed = dict(fields)
    for name in ("prompt", "hints", "steps", "wrong", "result"):
        if name in fields:
            changed[name] = within(fields[name], is_solution=name != "prompt")
    if is_mapping(answer) and is_list(options := answer.get("choice")):
        changed["answer"] = {**answer, "choice": within(options, is_solution=False)}
    if is_list(stages := fields.get("stages")):
        changed["stages"] = [map_texts(each, lets) if is_mapping(each) else each for each in stages]
    return changed


def _declare_free_names(fields: dict[str, Any], names: Sequence[str]) -> None:
    """Declare the names of a prompt on which its key does not depend: of code as arrays that are numbers."""
    answer = fields.get("answer")
    if names and is_mapping(answer) and "code" in answer:
        arrays = answer.get("arrays")
        numbers: dict[str, Any] = {name: [] for name in names}
        fields["answer"] = {**answer, "arrays": {**numbers, **(arrays if is_mapping(arrays) else {})}}
    elif names:
        fields["vars"] = [*dict.fromkeys((*texts_in(fields.get("vars")), *names))]


def declare_symbols(fields: dict[str, Any]) -> None:
    """Declare the symbols of a key that its author did not, with their LaTeX where it differs."""
    answer = fields.get("answer")
    declared = _find_names_declared_in_fields(fields)
    if not is_mapping(answer) or not {"expression", "vector", "matrix"} & {*map(str, answer)}:
        return
    keys = [str(value) for key, value in answer.items() if str(key) not in _NO_MATHS]
    found: dict[str, None] = {}
    for text in keys:
        bound = find_bound_names(text)
        found |= dict.fromkeys(name for name in _SYMBOL.findall(text) if name not in bound)
    new = [name for name in found if name not in declared and name not in _CONSTANTS]
    dressed = {name: latex for name in new if (latex := symbol_latex(name, {}, _LETTERS)) != name}
    if plain := [name for name in new if name not in dressed]:
        fields["vars"] = [*texts_in(fields.get("vars")), *plain]
    if dressed:
        names = fields.get("names")
        fields["names"] = {**(names if is_mapping(names) else {}), **dressed}


def _find_names_declared_in_fields(fields: Mapping[str, Any]) -> set[str]:
    answer = fields.get("answer")
    holders: tuple[Mapping[str, Any], ...] = (fields, answer if is_mapping(answer) else {})
    lists = {name for holder in holders for name in texts_in(holder.get("vars"))}
    mappings = [holder.get(field) for holder in holders for field in ("params", "let", "names")]
    return lists | {str(name) for mapping in mappings if is_mapping(mapping) for name in mapping}


def _list_exercise_readings(fields: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the exercise in each reading of its ambiguous texts; if none is ambiguous, the exercise
    alone."""
    names = {*_find_names_declared_in_fields(fields), *_bound_in(fields.get("witness"))}
    double: dict[str, tuple[str, ...]] = {}

    def note(text: str) -> str:
        readings = list_readings(text, names)
        if readings != (text,):
            double[text] = readings
        return text

    map_maths(fields, note)
    if not double or len(double) > MOST_DOUBLE:
        return [fields]
    choices = (dict(zip(double, chosen, strict=True)) for chosen in product(*double.values()))
    meant = islice(choices, 2**MOST_DOUBLE)
    return [map_maths(fields, lambda text, by=by_text: by.get(text, text)) for by_text in meant]


def _bound_in(witness: Any) -> Iterator[str]:
    """Yield the names that a witness binds."""
    if is_mapping(witness):
        for argument in ("over", "recursion", "start", "with"):
            if is_mapping(bound := witness.get(argument)):
                yield from map(str, bound)
        yield from texts_in(witness.get("wrt"))


def complete_fields(exercise: Mapping[str, Any], later: Mapping[str, Any]) -> dict[str, Any]:
    """Return a proved exercise with the fields of the second call; its task and its key stay.

    Conditions may leave out some of its draws.
    """
    added = {
        field: later[field]
        for field in ("title", "level", "shape", "motion", "hints", "steps", "wrong")
        if later.get(field) and (field not in exercise or field in ("title", "hints", "steps", "wrong"))
    }
    if not is_mapping(answer := exercise.get("answer")) or "choice" in answer or "fault" in answer:
        added.pop("wrong", None)
    if conditions := [*texts_in(later.get("where"))]:
        added["where"] = list(dict.fromkeys((*texts_in(exercise.get("where")), *conditions)))
    return map_texts({**exercise, **map_maths({**added, "answer": answer}, translate_python)})


# Facts on the paper as a whole


@dataclass(frozen=True, slots=True)
class Fact:
    """The paper's quotes for one line of the overview; without ``quotes``, the paper is silent on it."""

    about: str
    quotes: tuple[str, ...]
    # Quotes that do not occur on the page.
    left_out: tuple[str, ...] = ()


def facts_of_answer(answer: str, quotable: str) -> tuple[Fact, ...]:
    """Return what an answer quotes of a paper (`quotable_text`); quotes that do not occur are left out.

    Missing or unreadable facts yield none, and its exercises are judged all the same.
    """
    facts = read_block(answer, "facts")
    if not is_mapping(facts):
        return ()
    text = _normalise_quote(quotable)
    numbers = {
        value for match in _NUMERAL.finditer(quotable) if (value := _read_quoted_numeral(match)) is not None
    }
    found: list[Fact] = []
    for about in (about for about in ABOUT if about in facts):
        quotes = [*_list_quote_parts(facts[about])]
        stands = [_is_quote_in_text(parts, text, numbers) for _, parts in quotes]
        kept, left_out = (
            tuple(quote for (quote, _), is_there in zip(quotes, stands, strict=True) if is_there is wanted)
            for wanted in (True, False)
        )
        found.append(Fact(about, kept, left_out))
    return tuple(found)


# ``0.0001``, ``1e-4``, ``10^{-4}`` or ``3 \times 10^{-4}``.
_NUMERAL = re.compile(
    r"(?<![\w.])(?:(?P<factor>\d+(?:\.\d+)?)\s*(?:\\times|\\cdot|×|\*)\s*)?10\s*\^\s*\{?\s*(?P<power>-?\d{1,2})(?!\d)\}?"
    r"|(?<![\w.])(?P<plain>\d+(?:(?:,|\{,\}|\\,)\d{3})*(?:\.\d+)?(?:[eE]-?\d{1,2})?)(?![\w^])"
)


def _read_quoted_numeral(match: re.Match[str] | None) -> float | None:
    """Return the number that a numeral denotes, to twelve digits."""
    if match is None:
        return None
    plain = re.sub(r"[^\d.eE-]", "", match["plain"] or "")
    text = plain or f"{match['factor'] or 1}e{match['power']}"
    return float(f"{float(text):.12g}") if len(text) < 40 else None


def _is_quote_in_text(parts: tuple[str, ...], text: str, numbers: set[float]) -> bool:
    """Return whether all parts occur in the text, a number in any spelling."""
    return all(
        (0 < len(spelled) <= _LONGEST_QUOTE and spelled in text)
        or (len(parts) > 1 and _read_quoted_numeral(_NUMERAL.fullmatch(part.strip(" $"))) in numbers)
        for part in parts
        for spelled in (_normalise_quote(part),)
    )


def _list_quote_parts(value: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each quote with the parts that must occur on the page: of a name and its value both."""
    items = value if is_list(value) else [] if value is None else [value]
    for item in items[:_MOST_QUOTES]:
        if isinstance(item, str):
            yield one_line(item), (item,)
        elif is_mapping(item):
            pairs = [(item["name"], item["value"])] if {"name", "value"} <= item.keys() else [*item.items()]
            for name, entry in pairs[:_MOST_QUOTES]:
                if isinstance(entry, str):
                    yield one_line(f"{name}: {entry}"), (str(name), entry)


_MARKUP = re.compile(r"\\(?:text|mathrm|mathbf|textbf|emph|operatorname)\b|[\\${}_]")


def _normalise_quote(text: str) -> str:
    """Return a text without what quoting changes: line ends, capitals, final stops, marks of formulas."""
    return one_line(_MARKUP.sub("", text).replace("=", " ")).strip(" .;,").casefold()
