"""The page of a second author's first call: the task in at most 2,000 tokens, then the subject.

It is complete, because whoever answers it has nothing else and no tools. It quotes the paper, the card or the
notes, and asks for everything at once: of an imported paper also what its letters and formulas mean, of a PDF
its formulas. The answer's first line is the page's code, which `put_page_code` makes of the page itself.
"""

from __future__ import annotations

import hashlib
import math
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

from drill.banks.models import Card
from drill.papers.bank.review_decisions import find_sheet_row_key
from drill.papers.brief.answer_reading import AuthorAnswer
from drill.papers.brief.python_definitions import LONGEST_CODE, CodeFile, CodeReading
from drill.papers.families.family_file import shipped_families
from drill.papers.meanings import find_meant_formula
from drill.papers.model import AlgorithmRow, FormulaRow, Paper, PassageRow, SymbolRow
from drill.papers.word_stems import index_words, list_words, stands_in
from drill.text import count, name_some, one_line

# Lines of a paper's overview, in the order in which they are requested and shown.
ABOUT = (
    "why", "new", "claims", "architecture", "objective", "data", "optimiser", "hyperparameters", "hardware",
    "metrics", "results", "limitations",
)  # fmt: skip
# Number of exercises that a call asks for, and max formulas that it shows.
EXERCISES = 6
FORMULAS = 8
# Max characters of a page, so that it fits into one message of any chat.
LONGEST = 24_000
# A type whose name is used only in tables of letters.
_THING = re.compile(r"\bthing\b")
# Max characters of a formula; a longer one is not drilled.
_LONGEST_FORMULA = 1_500
_ABSTRACT = 900
_SENTENCES = 320
_MEANING = 160
_BOXES = 2_500
_NUMBER = re.compile(r"\((\w[\w.]{0,7})\)")
_SHOWN_NUMBERS = 8
# Max characters of a paragraph: a longer one is cut at sentences.
_PIECE = 1_200
# Max formulas that a page names without showing them, and characters of that sentence with its command.
_NAMED_OMITTED = 12
_LONGEST_OMISSION = 400
_CUT = "(The text goes on; the first %s characters are shown.)\n"
_MOST_PASSAGES = 16
_STOP = re.compile(r"[.?!][)\"'”’]*$")
# The text in place of a display.
_GAP = " … "
# Number of following formulas that are searched for the one of the next display.
_NEAR_ROWS = 4
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+(?=[A-Z$(])")
# Lines of the overview that an abstract may answer.
_OF_ABSTRACTS = frozenset(("why", "new", "architecture", "objective", "results"))
_MIXTURE = "At least half are `number`, `expression` or `code`, at most two `choice`."
_MIXTURE_OF_CODE = (
    "Ask what a batch of two does, which line assumes something, what a design costs, which mistake keeps "
    "every shape; not a default's value, nor a shape that the next line prints."
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A paragraph of the page; the least valuable ones are left out if space is short."""

    section: str
    text: str
    worth: float = 0.0


# The place of a page's code, before it is known.
PAGE_CODE = "@@PAGE@@"
# Signs of a page's code: none of them looks like another one.
_CODE_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
# Max moves that a page names, roles of one, and characters of all; max letters whose words it asks for.
_MOST_MOVES, _MOST_ROLES, _LONGEST_MOVES = 24, 3, 800
_MOST_LETTERS = 12
# The section of a formula that a PDF's page asks for.
_FORMULAS = (
    "**formulas**: every numbered or displayed formula, and one within a sentence that another one uses, "
    "in order. Copy; do not solve, shorten or explain. `n` is the printed number, or `A`, `B`, …; `before` "
    "the sentence that leads to it.\n"
)


def put_page_code(page: str, content: str = "") -> tuple[str, str]:
    """Return a page with its code, and the code: four signs that the page or the given content decides."""
    number = int.from_bytes(hashlib.sha256((content or page).encode("utf-8", "replace")).digest()[:8])
    signs: list[str] = []
    for _ in range(4):
        number, place = divmod(number, len(_CODE_SIGNS))
        signs.append(_CODE_SIGNS[place])
    code = "".join(signs)
    return page.replace(PAGE_CODE, code), code


def paper_page(
    record: Paper, *, exercises: int = EXERCISES, formulas: int = FORMULAS, notes: Sequence[str] = (),
    there: Sequence[str] = (), asks_meanings: bool = False,
) -> str:  # fmt: skip
    """Return a page of at most ``LONGEST`` characters for a paper; ``notes`` are the learner's own, ``there``
    the titles of its exercises. With ``asks_meanings`` it asks for central formulas, letters and meanings.
    """
    rows = [*_paper_rows(record, formulas), *_list_note_rows(notes), *_list_title_rows(there, 82)]
    head = f"## The paper: {record.title}\n\n"
    if abstract := _find_paper_abstract(record):
        head += f"{cut_to_sentence(abstract, _ABSTRACT)}\n\n"
    central = _list_central(record, formulas)
    front = _write_page_front(
        "papers/" + record.slug, "the formulas below", exercises, source="equation (6)",
        is_paper=bool(record.formulas), facts=_write_facts_request(record),
        asked=_ask_for_meanings(record, central) if asks_meanings else None,
    )  # fmt: skip
    page = _fit_page_rows(front, head, rows, exercises, most=LONGEST - _LONGEST_OMISSION)
    return page.replace(head, head + _describe_omitted_formulas(record, page), 1)


def pdf_page(name: str, text: str = "", *, note: str = "", exercises: int = EXERCISES) -> str:
    """Return the page that asks a chat for a paper's formulas with all else; without a ``text`` it has the
    paper.

    ``name`` is its file or address; without one it is the paper that the chat has.
    """
    is_address = "://" in name
    called = one_line(name if is_address else name.rpartition("/")[2])
    where = "the paper below" if text else "the paper that is attached"
    where = f"the paper at {called}" if is_address else where
    asked = _AskedOfPaper("its letters", "each formula that computes something", "", is_pdf=True)
    front = _write_page_front(
        called or "a paper", where, exercises, source="equation (6)", is_paper=True, asked=asked
    )
    if not text:
        return f"{front}\nNow write all of it, in one code block.\n"
    pieces = [piece for part in text.split("\n\n") if part.strip() for piece in _split_long_paragraph(part)]
    rows = [_Row("", _write_page_paragraph(part), worth=-index) for index, part in enumerate(pieces)]
    return _fit_page_rows(front, f"## The paper\n\n{note}\n\n", rows, exercises, is_whole=True)


def formula_page(record: Paper, row: FormulaRow) -> str:
    """Return the page for one formula alone: what it means, and two exercises on it."""
    asked = _AskedOfPaper(_name_letters(record, [row]), f"of {row.name}", "", is_alone=True)
    alone = replace(record, formulas=(replace(row, rank=1),), algorithms=(), passages=())
    front = _write_page_front(
        "papers/" + record.slug, f"the formula {row.name} below", 2, source=row.name, is_paper=True,
        asked=asked,
    )  # fmt: skip
    return _fit_page_rows(front, f"## The paper: {record.title}\n\n", [*_formula_rows(alone, 1)], 2)


@dataclass(frozen=True, slots=True)
class _AskedOfPaper:
    """What a page asks for besides exercises: words for letters, meanings of formulas, moves by title."""

    letters: str
    meant: str
    moves: str
    is_pdf: bool = False
    is_alone: bool = False


def _ask_for_meanings(record: Paper, central: Sequence[FormulaRow]) -> _AskedOfPaper:
    return _AskedOfPaper(_name_letters(record, central), name_meant(record), _list_moves(record))


def name_meant(record: Paper) -> str:
    """Return which central formulas have no meaning yet: ``one each of (1), (2)``; empty for none."""
    meant = [find_meant_formula(record.formulas, meaning.of) for meaning in record.meanings]
    names = [row.name for row in _list_central(record, FORMULAS) if row not in meant]
    return f"one each of {', '.join(names)}" if names else ""


def _name_letters(record: Paper, rows: Sequence[FormulaRow]) -> str:
    """Return the letters of formulas that the sheet has no words for."""
    used = {key.partition(" in section ")[0] for row in rows for key in row.symbols}
    open_ = [symbol.symbol for symbol in record.symbols if symbol.symbol in used and not symbol.means]
    names = [*dict.fromkeys(f"${symbol}$" for symbol in open_)]
    return name_some(names, _MOST_LETTERS) if names else "its letters"


def _list_moves(record: Paper) -> str:
    """Return the titles of moves that a paper's text and formulas select, with their roles, for ``move``."""
    found = {move.family for row in record.formulas for move in (*row.families, *row.asked_moves)}
    near = (text for row in record.formulas for text in (row.before, row.after, row.nearby))
    words = index_words(list_words(" ".join((record.title, record.abstract, *near))))
    families = sorted(shipped_families(), key=lambda family: family.family not in found)
    fitting = [
        family
        for family in families
        if family.family in found or any(stands_in(words, word) for word in family.guards.words)
    ]
    titles: list[str] = []
    for family in fitting[:_MOST_MOVES]:
        roles = [role.name.removeprefix("the ") for role in family.roles.values()]
        title = f"{family.title} ({', '.join(roles[:_MOST_ROLES])})"
        if len("; ".join((*titles, title))) <= _LONGEST_MOVES:
            titles.append(title)
    return f"\n**Moves**: {'; '.join(titles)}.\n" if titles else ""


def _describe_omitted_formulas(record: Paper, page: str) -> str:
    """Return which formulas a page leaves out, and the command that shows more; empty if it has all."""
    omitted = [row.name for row in record.formulas if f"$$ {row.in_use} $$" not in page]
    if not omitted:
        return ""
    names = cut_to_sentence(name_some(omitted, _NAMED_OMITTED), _LONGEST_OMISSION // 2)
    which = f"{len(omitted)} of its {count(len(record.formulas), 'formula')} are not on this page: {names}"
    return f"{which}. `drill brief papers/{record.slug} --formulas all` shows more.\n\n"


def quotable_text(record: Paper) -> str:
    """Return the paper's own part of its page, of all its formulas: what facts are quoted from."""
    rows = _paper_rows(record, len(record.formulas))
    return "\n".join((record.title, _find_paper_abstract(record), *(row.text for row in rows)))


def _paper_rows(record: Paper, formulas: int) -> Sequence[_Row]:
    return [*_formula_rows(record, formulas), *_box_rows(record.algorithms), *_passage_rows(record.passages)]


def _find_paper_abstract(record: Paper) -> str:
    """Return the abstract, or the sentences of a paper without one about itself."""
    passages = [passage for passage in record.passages if not passage.part]
    texts = [passage.text for passage in passages if passage.about in ("about", "new", "claims")]
    texts += [text for about in ("why", "new", "claims", "objective") for text in record.facts.texts(about)]
    return record.abstract or " ".join(dict.fromkeys(texts))


def topic_page(
    name: str, title: str, text: str, cards: Sequence[tuple[str, Card]], there: Sequence[str],
    *, exercises: int = EXERCISES,
) -> str:  # fmt: skip
    """Return a page for a topic or a skill: its text and cards, and the titles of its exercises."""
    rows = [_Row("What is taught", _write_page_paragraph(text), worth=1.0)] if text.strip() else []
    for skill, card in cards:
        card_text = f"**{skill}.** {card.when} {card.why} {card.watch}"
        rows.append(_Row("What is taught", _write_page_paragraph(card_text), worth=3.0))
    rows += _list_title_rows(there, 2)
    return _fit_page_rows(
        _write_page_front(name, "the topic below", exercises), f"## The topic: {title}\n\n", rows, exercises
    )


def _list_title_rows(titles: Sequence[str], worth: float) -> Iterator[_Row]:
    for title in titles:
        yield _Row("Already there: ask none of these again", f"- {title}\n", worth)


def notes_page(name: str, title: str, text: str, *, note: str = "", exercises: int = EXERCISES) -> str:
    """Return a page for the learner's own text, cut at a paragraph or sentence if it is too long.

    ``note`` describes the text, if it is not one's own.
    """
    paragraphs = [part.strip("\n") for part in text.split("\n\n") if part.strip()]
    pieces = [piece for part in paragraphs for piece in _split_long_paragraph(part)]
    rows = [_Row("", _write_page_paragraph(part), worth=-index) for index, part in enumerate(pieces)]
    front = _write_page_front(name, "what is most central to the notes below", exercises)
    head = f"## The notes: {title}\n\n" + f"{note}\n\n" * bool(note)
    return _fit_page_rows(front, head, rows, exercises, is_whole=True)


def _split_long_paragraph(text: str) -> Iterator[str]:
    """Yield a paragraph whole; a long one in pieces that end with a sentence, or else with a word."""
    if len(text) <= _PIECE or "```" in text:
        yield text
        return
    sentences = (
        piece
        for sentence in _SENTENCE_END.split(one_line(text))
        for piece in textwrap.wrap(sentence, _PIECE, break_on_hyphens=False)
    )
    piece = ""
    for sentence in sentences:
        if piece and len(piece) + len(sentence) > _PIECE:
            yield piece
            piece = ""
        piece = f"{piece} {sentence}".lstrip()
    yield piece


def write_code_page(
    name: str, files: Sequence[CodeFile], reading: CodeReading, *, exercises: int = EXERCISES,
    record: Paper | None = None,
) -> str:  # fmt: skip
    """Return a page for classes and functions of sources; with ``record`` the central formulas of their
    paper.
    """
    licences = (f"`{one_line(file.name)}` ({file.stated_licence or 'no licence found'})" for file in files)
    head = f"## The code\n\nFrom {', '.join(licences)}; comments and annotations are left out.\n"
    if reading.left_out:
        head += f"Not shown: {', '.join(f'`{part}`' for part in reading.left_out)}.\n"
    if reading.imported:
        head += f"Imported, and not shown: {', '.join(f'`{part}`' for part in reading.imported)}.\n"
    rows = [
        _Row(f"`{part.file}`", f"```python\n{part.text}\n```\n\n", worth=1000.0) for part in reading.parts
    ]
    if record is not None:
        title = f"Formulas of its paper, {record.title}; at least two exercises ask which line is which"
        rows += (replace(row, section=title) for row in _formula_rows(record, FORMULAS))
    front = _write_page_front(name, "this code", exercises, source="Attention.forward", is_code=True)
    return _fit_page_rows(front, head, rows, exercises, most=LONGEST + LONGEST_CODE)


def _write_page_front(
    name: str, on: str, exercises: int, *, source: str = "", is_paper: bool = False, is_code: bool = False,
    facts: str = "", asked: _AskedOfPaper | None = None,
) -> str:  # fmt: skip
    """Return the fixed part: the task, the form, a proved example, and further questions on a paper."""
    wanted = count(exercises, "exercise")
    sections = example = ""
    if asked is not None:
        sections = fill_template(
            "paper_sections.md", FORMULAS=_FORMULAS if asked.is_pdf else "", LETTERS=asked.letters,
            MEANT=asked.meant or "none, all are there",
        )  # fmt: skip
        example = _read_page_template("paper_example.yaml")
        if asked.is_pdf:
            example = f"{_read_page_template('formulas_example.yaml')}{example}"
        if asked.is_alone:
            sections, example = (text.partition("\n")[2] for text in (sections, example))
    return fill_template(
        "first.md", WHAT="Exercises" if asked is None else "Meanings and exercises", NAME=one_line(name),
        ASKED=f"**{wanted}**" if asked is None else f"what is named below and **{wanted}**", ON=on,
        COUNT=wanted, PAGE=PAGE_CODE, EXAMPLE=example, SECTIONS=sections + facts,
        READ="are to change this code" if is_code else "read this paper" if is_paper else "learn this",
        MIXTURE=_MIXTURE_OF_CODE if is_code else _MIXTURE, SOURCE=source or "what it is on",
        SOURCE_IS="class and method" if is_code else "formula that it is on, by its number or name",
        CODE=_read_page_template("code.md") if is_code else "",
        MOVES=asked.moves if asked is not None else "",
    )  # fmt: skip


def _write_facts_request(record: Paper) -> str:
    """Return the request for quotes, from the content of the page alone."""
    there = {row.about for row in record.passages} | (_OF_ABSTRACTS if record.abstract else set[str]())
    lists = ", ".join(f"`{about}`" for about in ABOUT if about in there - {"hyperparameters"})
    table = "`hyperparameters` a table `{name: value}` of the numbers that the text sets"
    each = "each one to three sentences that say it, quoted from below word for word"
    asked_for = f"{lists}, {each}; {table}" if lists else table
    return f"**facts**: {asked_for}.\n"


def fill_template(name: str, **value_by_mark: str) -> str:
    """Return a page's fixed part with its marks replaced."""
    return re.sub(r"@@([A-Z_]+)@@", lambda mark: value_by_mark[mark[1]], _read_page_template(name))


def _read_page_template(name: str) -> str:
    return (files("drill.papers.brief") / name).read_text(encoding="utf-8")


def _fit_page_rows(
    front: str,
    head: str,
    rows: Sequence[_Row],
    exercises: int,
    *,
    is_whole: bool = False,
    most: int = LONGEST,
) -> str:
    """Return the page with as many rows as fit, the most valuable ones first."""
    tail = f"\nNow write {count(exercises, 'exercise')}, in one code block.\n"
    room = most - len(front) - len(head) - len(tail) - (len(_CUT) + len(f"{most:,}")) * is_whole
    chosen: set[int] = set()
    headings: set[str] = set()
    for row_index in sorted(range(len(rows)), key=lambda row_index: -rows[row_index].worth):
        row = rows[row_index]
        length = len(row.text) + (
            len(_write_section_heading(row.section)) if row.section not in headings else 0
        )
        if length <= room:
            chosen.add(row_index)
            headings.add(row.section)
            room -= length
        elif is_whole:
            break  # notes end at the first paragraph that does not fit, so that they have no gap
    parts: list[str] = []
    section = ""
    for row_index in sorted(chosen):
        if rows[row_index].section != section:
            section = rows[row_index].section
            parts.append(_write_section_heading(section))
        parts.append(rows[row_index].text)
    if is_whole and len(chosen) < len(rows):
        shown = sum(len(rows[row_index].text) for row_index in chosen)
        parts.append(_CUT % f"{shown:,}")
    return "".join((front, head, *parts, tail))


def _write_section_heading(section: str) -> str:
    return f"\n### {section}\n\n" if section else ""


def _write_page_paragraph(text: str) -> str:
    return f"{' '.join(text.split()) if '```' not in text else text}\n\n"


def cut_to_sentence(text: str, most: int) -> str:
    """Return a text shortened to a whole sentence, or ended with dots."""
    if len(text) <= most:
        return text
    shortened = text[:most]
    whole = shortened.rpartition(". ")[0]
    if len(whole) > most // 2 and whole.count("$") % 2 == 0:
        return f"{whole}."
    shortened = shortened.rpartition(" ")[0]
    return f"{shortened.rpartition('$')[0].rstrip() if shortened.count('$') % 2 else shortened} …"


def _formula_rows(record: Paper, most: int) -> Iterator[_Row]:
    """Yield the central formulas in the paper's order, then those that they or their sentences name.

    Each has a sentence before and after it, its letters where it is the first that has them, and its move.
    """
    central = _list_central(record, most)
    known = set[str]()
    printed = _Printed()
    for row in central:
        before = _cut_nearest_sentence(_text_before(row), at=-1)
        after = "" if _ends_at_next_formula(record, row) else _cut_nearest_sentence(row.after, at=0)
        before = printed.add(before)
        after = printed.add(after)
        lines = [
            f"**{_name_formula_on_page(row)}** {before}".rstrip(),
            f"$$ {row.in_use} $$",
            *filter(None, (after, "" if before or after else row.words)),
        ]
        if letters := [*_describe_formula_letters(record, row, known, printed)]:
            lines.append(f"Letters: {'; '.join(letters)}.")
        if row.families:
            lines.append(f"Move: {_describe_formula_move(row)}.")
        yield _Row("Formulas, in the paper's order", "\n".join(lines) + "\n\n", 200)
    yield from _named_rows(record, central, printed)


def _list_central(record: Paper, most: int) -> list[FormulaRow]:
    """Return the most central formulas that are short enough for a page, in the paper's order."""
    fitting = [row for row in record.formulas if len(row.in_use) <= _LONGEST_FORMULA]
    ranked = sorted(fitting, key=lambda row: row.rank or math.inf)[:most]
    return [row for row in record.formulas if row in ranked]


class _Printed:
    """The sentences that are already on the page."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def has(self, text: str) -> bool:
        """Return whether one of them contains a text."""
        return any(text in sentence for sentence in self.sentences)

    def add(self, sentence: str) -> str:
        """Return a sentence if it is new, else an empty text."""
        if not sentence or self.has(sentence):
            return ""
        self.sentences.append(sentence)
        return sentence


def _named_rows(record: Paper, central: Sequence[FormulaRow], printed: _Printed) -> Iterator[_Row]:
    """Yield other formulas that central ones are made of, or that the sentences around them name."""
    numbers = {*_NUMBER.findall(" ".join((*printed.sentences, record.abstract)))}
    used = {id_ for row in central for id_ in row.uses}
    labels = {label for row in central for label in row.referenced}
    others = [
        row
        for row in record.formulas
        if row not in central and len(row.in_use) <= _LONGEST_FORMULA
        and (row.id in used or not row.pointers.isdisjoint(numbers | labels))
    ]  # fmt: skip
    for row in others[:_SHOWN_NUMBERS]:
        yield _Row("Named by these", f"**{_name_formula_on_page(row)}** $$ {row.in_use} $$\n\n", 150)


def _name_formula_on_page(row: FormulaRow) -> str:
    name = "(no number)" if row.called and not row.number else row.name
    return f"{name} {row.called}".rstrip() + (" (as the reader corrected it)" if row.corrected else "")


def _cut_nearest_sentence(text: str, *, at: int) -> str:
    """Return the last or the first sentence of the text around a formula."""
    return cut_to_sentence(_SENTENCE_END.split(one_line(text))[at], _SENTENCES)


def _text_before(row: FormulaRow) -> str:
    """Return the text before a formula; of one in running text the words around it."""
    pieces = row.before.split(_GAP)
    if pieces[1:]:
        return next((piece for piece in pieces if row.latex in piece), row.before)
    return row.before


def _ends_at_next_formula(record: Paper, row: FormulaRow) -> bool:
    """Return whether the sentence behind a formula ends at the next one, because it then belongs to that."""
    sentence = _SENTENCE_END.split(one_line(row.after))[0]
    if _STOP.search(sentence):
        return False
    following = record.formulas[record.formulas.index(row) + 1 :]
    return any(one_line(other.before).endswith(sentence) for other in following[:_NEAR_ROWS])


def _describe_formula_letters(
    record: Paper, row: FormulaRow, known: set[str], printed: _Printed
) -> Iterator[str]:
    """Yield the paper's meanings of a formula's letters, each letter and each sentence once on the page.

    A meaning in a few words may be that of several letters.
    """
    by_key: dict[str, SymbolRow] = {}
    for symbol in record.symbols:
        key = symbol.symbol
        if key not in by_key or symbol.scope == row.section or (symbol.means and not by_key[key].means):
            by_key[key] = symbol
    for key in row.symbols:
        symbol = by_key.get(key.partition(" in section ")[0])
        if symbol is None or find_sheet_row_key(symbol) in known:
            continue
        mention = next((mention.text for mention in symbol.mentions if mention.is_definition), "")
        whole = (symbol.means or _cut_nearest_sentence(mention.rpartition(" … ")[2], at=0)).rstrip(".")
        said = "" if printed.has(whole) else cut_to_sentence(whole, _MEANING)
        if not symbol.means:
            said = printed.add(said)
        declared = _THING.sub("a text, an image, or another thing", symbol.declared)
        if told := ", ".join(filter(None, (said, declared and f"`{declared}`"))):
            known.add(find_sheet_row_key(symbol))
            yield f"${symbol.symbol}$: {told}"


def _describe_formula_move(row: FormulaRow) -> str:
    family = row.families[0]
    roles = ", ".join(f"{role} ${latex}$" for role, latex in family.roles.items())
    return f"{family.title.lower()}{f' ({roles})' if roles else ''}"


def _box_rows(boxes: Sequence[AlgorithmRow]) -> Iterator[_Row]:
    for box in boxes:
        text = "\n".join((f"{box.caption or 'Algorithm'}:", *(f"  {step}" for step in box.steps)))
        if len(text) <= _BOXES:
            yield _Row("Algorithm boxes", f"{text}\n\n", worth=85)


def _passage_rows(passages: Sequence[PassageRow]) -> Iterator[_Row]:
    """Yield the sentences on claims, data and settings that facts are quoted from, each once."""
    for text in [*dict.fromkeys(row.text for row in passages if row.about in ABOUT)][:_MOST_PASSAGES]:
        yield _Row("What the paper says of itself", f"- {cut_to_sentence(text, _SENTENCES)}\n", worth=79)


def _list_note_rows(notes: Sequence[str]) -> Iterator[_Row]:
    for note in notes:
        yield _Row("The reader's own notes", f"- {cut_to_sentence(' '.join(note.split()), 600)}\n", worth=84)


def write_formulas_markdown(answer: AuthorAnswer, earlier: str = "") -> str:
    """Return the paper that an answer writes down: its title, its formulas and words, as it is imported.

    ``earlier`` is the text of its pieces before; formulas that are in it are not repeated.
    """
    lines = [earlier.rstrip() or f"# {answer.title or 'A paper'}"]
    section = ""
    for row in answer.formulas:
        latex, number = (str(row.get(name, "")).strip().strip("$").strip() for name in ("latex", "n"))
        if not latex or f"$$ {latex} $$" in earlier or f"$$ {latex} \\tag" in earlier:
            continue
        called = one_line(str(row.get("section", "")))
        if called and called != section and f"## {called}" not in earlier:
            section = called
            lines.append(f"## {called}")
        if before := one_line(str(row.get("before", ""))):
            lines.append(before)
        number = number.strip("()")
        tag = f" \\tag{{{number}}}" if number and "\\tag" not in latex else ""
        lines.append(f"$$ {latex}{tag} $$")
    for row in answer.letters:
        letter, words = (one_line(str(row.get(name, ""))).strip("$") for name in ("of", "is"))
        if letter and words and f"${letter}$:" not in earlier:
            lines.append(f"${letter}$: {words}")
    return "\n\n".join(lines) + "\n"
