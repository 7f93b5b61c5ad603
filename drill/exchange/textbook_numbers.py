"""A textbook's list of exercise numbers: a small file, read as a bank whose questions are in the book.

``title``, ``author``, ``edition``, ``short`` (its name in a sentence) and ``sections``: each
section's numbers, or a mapping of ``exercises``, ``title``, ``skill``, ``page`` and ``answers`` by number. An
exercise with an answer is checked like any other; the learner marks one without beside the book.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from drill.banks.loaded_files import LoadedExercise, LoadedFile
from drill.banks.read import MOST_STEPS_OF_FILE, loaded_exercise, place_faults_in_file, read_exercise
from drill.banks.templates import escape_template_marks
from drill.banks.yaml_nodes import Fields, Items, Node, ScalarText, make_node_fault, written_faults
from drill.banks.yaml_scanner import compose_fields
from drill.errors import BankError, ParseError
from drill.exchange.checkable_answers import typed_answer
from drill.maths.tree_evaluation import step_budget
from drill.text import did_you_mean, make_id_part, one_line

# The numbers of a book's exercises as they are written: ``1-40 odd !7``, ``12a-c``, ``2.1-2.30 every 5``.
#
# A number may have a chapter before it and a letter behind it. After a range ``odd``, ``even`` or ``every 5``
# thins it out; ``!7`` leaves something out, wherever it is. The order is the book's, not that in the list.

# No chapter has as many exercises: more is a slip of the keyboard.
MOST_IN_A_RANGE = 1000
# No book has as many; a range that is mistyped is noticed before it fills the memory.
MOST_IN_A_SECTION = 5000

_FORMS = "write 7, 1-40, 1-40 odd, 22-30 even, 1-60 every 5, 12a-c or !7"
_WORDS = ("odd", "even", "every")
_TOKEN = re.compile(r"[^\s,;]+")
_NUMBERS = re.compile(
    r"(?P<out>!?)(?P<chapter>(?:[0-9]{1,4}\.)*)(?P<first>[0-9]{1,5})(?P<letter>[a-zA-Z]?)"
    r"(?:[-–](?P<again>(?:[0-9]{1,4}\.)*)(?P<last>[0-9]{1,5})|[-–](?P<last_letter>[a-zA-Z]))?"
)
_LABEL = re.compile(r"(?:[0-9]{1,4}\.)*[0-9]{1,5}[a-zA-Z]?")

Key = tuple[tuple[int, ...], str]


@dataclass(frozen=True, slots=True)
class Term:
    """One piece of a list of numbers: the exercises, whether it excludes them, and its place."""

    labels: tuple[str, ...]
    is_left_out: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """A list of numbers: the exercises in the book's order, and its pieces."""

    labels: tuple[str, ...]
    terms: tuple[Term, ...]


def is_label(text: str) -> bool:
    """Return whether a text is the number of one exercise."""
    return _LABEL.fullmatch(text) is not None


def label_key(label: str) -> Key:
    """Return the sort key of numbers in a book: 2.9 before 2.10, 12a before 12b."""
    digits = label.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return tuple(map(int, digits.split("."))), label[len(digits) :]


def read_numbers(text: str) -> Numbers:
    """Read a list of numbers; ParseError with the column, from 1, and the mend."""
    terms = tuple(_read_range_terms(text))
    labels = _order_exercise_labels(terms)
    if not labels:
        raise ParseError(
            "every exercise is left out here" if terms else "no exercise is named", 1, hint=_FORMS
        )
    return Numbers(labels, terms)


def read_terms(text: str) -> tuple[Term, ...]:
    """Return the pieces of a list of numbers, which may be exclusions only; errors as from `read_numbers`."""
    terms = tuple(_read_range_terms(text))
    if not terms:
        raise ParseError("no exercise is named", 1, hint=_FORMS)
    return terms


def _order_exercise_labels(terms: Iterable[Term]) -> tuple[str, ...]:
    named: set[str] = set()
    left_out: set[str] = set()
    for term in terms:
        (left_out if term.is_left_out else named).update(term.labels)
        if len(named) > MOST_IN_A_SECTION:
            raise ParseError(f"more than {MOST_IN_A_SECTION:,} exercises in one section", term.start + 1)
    return tuple(sorted(named - left_out, key=label_key))


def _read_range_terms(text: str) -> Iterator[Term]:
    """Yield the pieces, each with the words that thin it out."""
    tokens = list(_TOKEN.finditer(text))
    index = 0
    while index < len(tokens):
        token = tokens[index]
        labels, is_range = _read_token_labels(token)
        index += 1
        end = token.end()
        word = tokens[index] if index < len(tokens) else None
        if word is not None and word[0] in _WORDS:
            if not is_range:
                raise _make_range_error(
                    word, f"{word[0]} thins out a range, and {token[0]} is not one", "write 1-40 odd"
                )
            index += 1
            end = word.end()
            step = None
            if word[0] == "every":
                step = tokens[index] if index < len(tokens) else None
                if step is None or not re.fullmatch(r"[1-9][0-9]{0,3}", step[0]):
                    raise _make_range_error(word, "every is followed by a number", "write 1-60 every 5")
                index += 1
                end = step.end()
            labels = _thin_out_range(labels, word[0], 1 if step is None else int(step[0]))
        yield Term(labels, token[0].startswith("!"), token.start(), end)


def _thin_out_range(labels: tuple[str, ...], word: str, step: int) -> tuple[str, ...]:
    if word == "every":
        return labels[::step]
    remainder = 1 if word == "odd" else 0
    return tuple(label for label in labels if label_key(label)[0][-1] % 2 == remainder)


def _read_token_labels(token: re.Match[str]) -> tuple[tuple[str, ...], bool]:
    """Return the numbers that one token names, and whether it is a range."""
    match = _NUMBERS.fullmatch(token[0])
    if token[0] in _WORDS:
        raise _make_range_error(
            token, f"{token[0]} belongs after the range that it thins out", "write 1-40 odd"
        )
    if match is None:
        raise _make_range_error(
            token, f"{token[0][:40]!r} is not an exercise number", _advise_number_form(token[0])
        )
    chapter = _strip_leading_zeros(match["chapter"])
    letter = match["letter"]
    first = int(match["first"])
    if match["last_letter"]:
        return _list_lettered_labels(token, f"{chapter}{first}", letter, match["last_letter"]), False
    if match["last"] is None:
        return (f"{chapter}{first}{letter}",), False
    last = int(match["last"])
    if letter:
        raise _make_range_error(token, "a range goes from number to number, or from letter to letter", _FORMS)
    if match["again"] and _strip_leading_zeros(match["again"]) != chapter:
        mend = f"write {chapter}{first}-{chapter}{last}, and the other chapter separately"
        raise _make_range_error(token, "both ends of a range must be in the same chapter", mend)
    if last < first:
        raise _make_range_error(
            token, f"the range {token[0]} runs backwards", f"write {chapter}{last}-{chapter}{first}"
        )
    if last - first >= MOST_IN_A_RANGE:
        raise _make_range_error(
            token, f"a range has at most {MOST_IN_A_RANGE:,} exercises", "is it mistyped?"
        )
    return tuple(f"{chapter}{number}" for number in range(first, last + 1)), True


def _list_lettered_labels(token: re.Match[str], number: str, first: str, last: str) -> tuple[str, ...]:
    if not first or first.islower() != last.islower() or last < first:
        raise _make_range_error(token, f"{token[0]} is not a range of letters in order", "write 12a-c")
    return tuple(f"{number}{chr(code)}" for code in range(ord(first), ord(last) + 1))


def _strip_leading_zeros(chapter: str) -> str:
    """Return a chapter without leading zeros: ``02.`` is ``2.``."""
    return "".join(f"{int(part)}." for part in chapter.split(".")[:-1])


def _advise_number_form(word: str) -> str:
    """Return advice on how to write it, or the nearest known word."""
    meant = did_you_mean(word, _WORDS) if word.isalpha() else ""
    return meant if meant.startswith("did you mean") else _FORMS


def _make_range_error(token: re.Match[str], message: str, hint: str) -> ParseError:
    return ParseError(message, token.start() + 1, hint=hint)


# In a whole book; the thickest have a tenth of that.
MOST_EXERCISES = 20_000
# Characters of a title or an author.
LONGEST_NAME = 120

_HEAD = ("title", "author", "edition", "short", "licence", "sections")
_SECTION = ("exercises", "title", "skill", "page", "answers")
# What an answer may bring that banks write beside it.
_OF_THE_EXERCISE = ("vars", "assume", "names")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 '._-]{0,39}")
_SKILL = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")
_MARKDOWN = re.compile(r"([\\`*_$])")


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a book: its numbers as written in the file, and their place there."""

    name: str
    key: ScalarText
    ranges: ScalarText
    labels: tuple[str, ...]
    title: str = ""
    skill: str = ""
    page: str = ""
    answers: Mapping[str, Node] = field(default_factory=dict[str, Node])

    @property
    def topic(self) -> str:
        """The section's id in its bank."""
        return re.sub(r"[^A-Za-z0-9.]+", "-", self.name).strip("-")

    @property
    def place(self) -> str:
        """The section in words: ``section 3.1``, ``chapter 2``."""
        if re.fullmatch(r"[0-9]+", self.name):
            return f"chapter {self.name}"
        is_numbered = re.fullmatch(r"[A-Za-z]?[0-9][^ ]*|[A-Z][0-9.]*", self.name)
        return f"section {self.name}" if is_numbered else self.name

    def id(self, label: str) -> str:
        """Return an exercise's id in its bank."""
        if _includes_chapter_number(label):
            return make_id_part(label)
        return f"{make_id_part(self.name)}-{make_id_part(label)}"

    def called(self, label: str) -> str:
        """Return an exercise in words: ``section 3.1, exercise 7``, or ``exercise 2.5`` if that is unique."""
        if _includes_chapter_number(label):
            return f"exercise {label}"
        return f"{self.place}, exercise {label}"


def _includes_chapter_number(label: str) -> bool:
    """Return whether a number includes its chapter, so that no other exercise of the book has it."""
    return "." in label


@dataclass(frozen=True, slots=True)
class Book:
    """A list of exercises as written in its file."""

    title: str = ""
    author: str = ""
    edition: str = ""
    short: str = ""
    licence: str = ""
    sections: tuple[Section, ...] = ()
    # The node of all sections.
    listed: Node | None = None
    faults: tuple[BankError, ...] = ()

    @property
    def called(self) -> str:
        """The book's name in a sentence: its short name, else the authors' last names, else its title."""
        if self.short:
            return self.short
        authors = [part.split()[-1] for part in re.split(r",| and |&", self.author) if part.split()]
        return " and ".join(filter(None, (", ".join(authors[:-1]), *authors[-1:]))) or self.title

    @property
    def full_title(self) -> str:
        """The book's name in lists: ``Strang: Introduction to Linear Algebra``."""
        if self.called != self.title:
            return f"{self.called}: {self.title}"
        return self.title


def read_list(raw: bytes) -> Book:
    """Return a book's list with all its faults, without their path. Never raises for anything in ``raw``."""
    root, faults = compose_fields(raw, "a book begins with title: and sections:")
    if root is None:
        return Book(faults=tuple(faults))
    faults += [*written_faults(root), *_unknown_keys(root, _HEAD)]
    title = root.get("title")
    listed = root.get("sections")
    if not isinstance(title, ScalarText) or not title.text.strip():
        faults.append(
            _make_book_form_fault(title or root, "title", "the book's title is missing", "add title: …")
        )
    sections: list[Section] = []
    if isinstance(listed, Fields):
        sections = list(_read_book_sections(listed, faults.append))
    else:
        mend = "write one line per section, such as 3.1: 1-40 odd"
        faults.append(_make_book_form_fault(listed or root, "sections", "the sections are missing", mend))
    texts = {name: _read_one_line_field(root, name) for name in _HEAD if name != "sections"}
    return Book(**texts, sections=tuple(sections), listed=listed, faults=tuple(faults))


def read_book(raw: bytes, path: str, *, expressions: bool = True) -> LoadedFile:
    """Read a list as the bank's file that it denotes; faulty parts are left out and named."""
    with step_budget(MOST_STEPS_OF_FILE):
        return _read_book(raw, path, expressions=expressions)


def _read_book(raw: bytes, path: str, *, expressions: bool) -> LoadedFile:
    book = read_list(raw)
    faults = list(book.faults)
    seen: dict[str, int] = {}
    exercises: list[LoadedExercise] = []
    for section in book.sections:
        for label in section.labels:
            id_ = section.id(label)
            if id_ in seen:
                message = f"{section.called(label)} is listed here and in line {seen[id_]}"
                faults.append(
                    make_node_fault(section.key, ("sections",), message, "take one out", "duplicate-id")
                )
                continue
            seen[id_] = section.ranges.line
            answer = section.answers.get(label)
            if answer is None:
                exercises.append(_by_learner(book, section, label))
                continue
            node = _make_answered_exercise(book, section, label, answer)
            answered, answer_faults = read_exercise(node, {}, expressions=expressions)
            faults += answer_faults
            unanswered = _by_learner(book, section, label)
            exercises.append(_carry_over_marks(answered, unanswered) if answered else unanswered)
    return LoadedFile(
        path,
        title=book.full_title,
        source=_describe_book_source(book),
        licence=book.licence,
        exercises=tuple(exercises),
        topics=tuple((section.topic, _make_section_title(section)) for section in book.sections),
        problems=place_faults_in_file(faults, path),
    )


def _describe_book_source(book: Book) -> Mapping[str, str]:
    known = {"title": book.title, "author": book.author, "edition": book.edition}
    return {name: value for name, value in known.items() if value}


def _make_section_title(section: Section) -> str:
    if section.title:
        return f"{section.name} {section.title}"
    return section.place


# --- sections ----------------------------------------------------------------------------------------------


def _read_book_sections(listed: Fields, tell: Callable[[BankError], None]) -> Iterator[Section]:
    names: dict[str, ScalarText] = {}
    left = MOST_EXERCISES
    for key, value in listed.entries:
        name = one_line(key.text)
        if not _NAME.fullmatch(name) or not make_id_part(name):
            tell(
                _make_book_form_fault(
                    key, "sections", f"no section is called {name[:40]!r}", "write 3.1, A.2 or Review"
                )
            )
            continue
        if names.setdefault(make_id_part(name), key) is not key:
            message = f"a second section {name}; the first is in line {names[make_id_part(name)].line}"
            tell(make_node_fault(key, ("sections",), message, "put their exercises together", "duplicate-id"))
            continue
        section = _read_book_section(key, name, value, tell)
        if section is None:
            continue
        left -= len(section.labels)
        if left < 0:
            tell(make_node_fault(key, ("sections",), f"more than {MOST_EXERCISES:,} exercises in one book"))
            return
        yield section


def _read_book_section(
    key: ScalarText, name: str, value: Node, tell: Callable[[BankError], None]
) -> Section | None:
    """Return a section; None, with the fault recorded, if its numbers cannot be read."""
    ranges = value
    if isinstance(value, Fields):
        ranges = value.get("exercises")
        for fault in _unknown_keys(value, _SECTION):
            tell(fault)
    if not isinstance(ranges, ScalarText):
        missing = f"the exercise numbers of section {name} are missing"
        tell(_make_book_form_fault(ranges or value, "exercises", missing, "write 1-40 odd"))
        return None
    try:
        labels = read_numbers(ranges.text).labels
    except ParseError as error:
        tell(_make_number_list_fault(ranges, error))
        return None
    if not isinstance(value, Fields):
        return Section(name, key, ranges, labels)
    skill = _read_one_line_field(value, "skill")
    if skill and not _SKILL.fullmatch(skill):
        unknown = f"no skill is called {skill[:40]!r}"
        tell(_make_book_form_fault(value.get("skill") or value, "skill", unknown, "write linalg.mat.mul"))
        skill = ""
    answers = dict(_read_section_answers(name, value.get("answers"), labels, tell))
    return Section(
        name,
        key,
        ranges,
        labels,
        _read_one_line_field(value, "title"),
        skill,
        _read_one_line_field(value, "page"),
        answers,
    )


def _make_number_list_fault(ranges: ScalarText, error: ParseError) -> BankError:
    """Return a fault in a list of numbers, at its own column if the list is on one line."""
    column = ranges.column
    if ranges.lines <= 1 and ranges.style not in ("literal", "folded"):
        quote = 1 if ranges.style in ("single", "double") else 0
        column += quote + (error.at or 1) - 1
    return BankError(
        error.message, error.hint, line=ranges.line, column=column, field="exercises", code="range"
    )


def _read_section_answers(
    name: str, node: Node | None, labels: tuple[str, ...], tell: Callable[[BankError], None]
) -> Iterator[tuple[str, Node]]:
    """Return the answers of a section by number; numbers that are not listed are faults."""
    if node is None:
        return
    if not isinstance(node, Fields):
        tell(_make_book_form_fault(node, "answers", "answers stand by number", "write answers: {7: 3/4}"))
        return
    for key, value in node.entries:
        label = key.text.strip()
        if not is_label(label) or label not in labels:
            message = f"an answer to {label[:40]!r}, which is not among the exercises of {name}"
            tell(make_node_fault(key, ("answers",), message, "list it, or take its answer out", "answer"))
        else:
            yield label, value


def _unknown_keys(fields: Fields, known: tuple[str, ...]) -> Iterator[BankError]:
    for key, value in fields.entries:
        name = key.text.strip()
        if name not in known:
            yield make_node_fault(
                key, (name,), f"unknown key {name[:40]!r}", did_you_mean(name, known), "unknown-key"
            )
        elif name not in ("sections", "answers") and not isinstance(value, ScalarText):
            yield _make_book_form_fault(value, name, "a text is expected here", 'put it in quotes: "…"')


def _make_book_form_fault(node: Node, name: str, message: str, mend: str) -> BankError:
    """Return the fault that a list has another form than a book's."""
    return make_node_fault(node, (name,), message, mend, "schema")


def _read_one_line_field(fields: Fields, name: str) -> str:
    node = fields.get(name)
    if not isinstance(node, ScalarText):
        return ""
    return one_line(node.text)[:LONGEST_NAME]


# --- exercises ---------------------------------------------------------------------------------------------


def _make_exercise_head(book: Book, section: Section, label: str) -> dict[str, str]:
    """Return the fields that every exercise of a book has."""
    called = section.called(label)
    page = f" (page {section.page})" if section.page else ""
    instruction = _MARKDOWN.sub(r"\\\1", f"{book.called}, {called}{page}: open the book.")
    head = {
        "id": section.id(label),
        "title": called[0].upper() + called[1:],
        "prompt": escape_template_marks(instruction),
    }
    return head | ({"skill": section.skill} if section.skill else {})


def _by_learner(book: Book, section: Section, label: str) -> LoadedExercise:
    """Return an exercise that the learner marks with the book at hand."""
    node = _make_text_nodes(_make_exercise_head(book, section, label), section.ranges)
    node.entries.append((_text_at("answer", node), _make_text_nodes({"self": ""}, node)))
    return loaded_exercise(node).changed(topic=section.topic)


def _make_text_nodes(fields: Mapping[str, str], node: Node) -> Fields:
    """Return texts as nodes at the place of another node."""
    written = [(_text_at(name, node), _text_at(text, node)) for name, text in fields.items()]
    return Fields(list[tuple[ScalarText, Node]](written), node.line, node.column)


def _text_at(text: str, node: Node) -> ScalarText:
    return ScalarText(text, node.line, node.column, "plain")


def _carry_over_marks(answered: LoadedExercise, unanswered: LoadedExercise) -> LoadedExercise:
    """Return an exercise with an answer; it keeps the marks that it got without one."""
    before = unanswered.entry
    now = answered.entry
    corrects = () if now.maths == before.maths else (before.maths,)
    return answered.changed(topic=before.topic, corrects=corrects)


def _make_answered_exercise(book: Book, section: Section, label: str, answer: Node) -> Fields:
    """Return the exercise as a bank would write it, each part at the place of its answer."""
    node = _make_text_nodes(_make_exercise_head(book, section, label), answer)
    whole = answer
    if isinstance(answer, ScalarText):
        whole = _make_typed_answer_node(answer, node)
    elif isinstance(answer, Fields):
        whole = Fields([], answer.line, answer.column)
        for entry in answer.entries:
            is_beside = entry[0].text.strip() in _OF_THE_EXERCISE
            (node if is_beside else whole).entries.append(entry)
    node.entries.append((_text_at("answer", answer), whole))
    return node


def _make_typed_answer_node(answer: ScalarText, exercise: Fields) -> Fields:
    """Return a text as an answer of a fitting kind, whose names the exercise declares; else the learner
    decides.
    """
    read = typed_answer(answer.text)
    if read is None:
        return _make_text_nodes({"self": escape_template_marks(answer.text)}, answer)
    if read.names:
        names: list[Node] = [_text_at(name, answer) for name in read.names]
        exercise.entries.append((_text_at("vars", answer), Items(names, answer.line, answer.column)))
    return _make_text_nodes({read.kind: read.text}, answer)
