"""Declare the letters of a formula once a paper: the table, the faults in it, and the exercises made of it.

Letters that fit are kept in the paper's record, and the questions on the formula go into its bank. A
worker reads, checks and computes; nothing is logged.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from drill.errors import CheckError, DrillError, TimedOutError, UsageError
from drill.files import lock_file_folder
from drill.gyr.events import ItemId
from drill.gyr.skills import NOT_MET
from drill.latex import canonicalise_formula
from drill.notation import notation_of, print_tokens_as_latex, split_statements
from drill.papers import (
    WORKED,
    YOU,
    DraftRecord,
    FormulaRow,
    LettersTable,
    NeededLetter,
    Paper,
    SymbolRow,
    declare_type,
    find_sheet_row_key,
    list_asked_changes,
    mark_as_latex,
    with_worked_drafts,
)
from drill.session.papers.formula_lookup import ARTICLE, BRACES, CHOICES, UNKNOWN_TYPE, choose_type, name_type
from drill.session.papers.paper_import import find_imported_paper, save_imported_paper
from drill.session.papers.question_proofs import prove_stored_questions
from drill.session.standing.paper_names import name_paper_bank, record_path
from drill.session.standing.withheld_exercises import OWN_WORDS
from drill.session.workspace import Workspace
from drill.text import clean_text, count, join_in_sentence, one_line

if TYPE_CHECKING:
    from drill.formulas import MissingDomain

# Max rows shown at first, unless more have no proposal.
MOST_ROWS = 5
# Max characters of all rows: far more than a person types.
_MOST_CHARACTERS = 10_000
# Max characters of one row with its name, as in the reader of rows.
_LONGEST_ROW = 300
_NO_ROW = "it has no row"
# Max types that are named as fitting, because each is found by a call of the worker.
_MOST_FITTING = 3


@dataclass(frozen=True, slots=True)
class Relation:
    """A formula of the paper whose left side occurs in another one, offered as a given: ``(7)``."""

    name: str
    latex: str


@dataclass(frozen=True, slots=True)
class LettersView:
    """The table of a formula: its letters, those without a row first, and the relations between them."""

    slug: str
    formula: str
    title: str
    latex: str
    # The sentence that leads to it: Markdown with ``$…$``.
    before: str
    letters: tuple[NeededLetter, ...]
    # The meaning of each letter in the paper, by its LaTeX; Markdown.
    meanings: Mapping[str, str]
    parts: tuple[str, ...]
    holds: tuple[str, ...]
    offers: tuple[Relation, ...]
    # The reason why a part is not followed, and that part in LaTeX.
    unfollowed: str = ""
    part: str = ""
    # The letters that were declared before the table was left, with their types.
    begun: Mapping[str, str] = field(default_factory=dict[str, str])
    # The messages on rows that cannot be read, by letters and texts.
    refused: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def is_empty(self) -> bool:
        """Whether no letter can be declared: the formula cannot be followed, and the table has no row."""
        return bool(self.unfollowed) and not (self.letters or self.parts or self.holds)

    @property
    def shown(self) -> tuple[NeededLetter, ...]:
        """The rows to fill in: those without a proposal, and as many others as make five."""
        asked = [letter for letter in self.letters if not letter.said or letter.latex in self.begun]
        bare = [letter for letter in asked if not letter.proposed]
        room = max(0, MOST_ROWS - len(bare))
        proposed = [letter for letter in asked if letter.proposed][:room]
        return tuple(letter for letter in asked if letter in bare or letter in proposed)


@dataclass(frozen=True, slots=True)
class SaidLetters:
    """A reader's declarations: types by letters, parts (``a := \\log p: < 0``), givens, and questions
    answered yes. With ``is_enough`` the letters are kept though the formula is not followed.
    """

    types: Mapping[str, str] = field(default_factory=dict[str, str])
    parts: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    meant: tuple[str, ...] = ()
    is_enough: bool = False


@dataclass(frozen=True, slots=True)
class LettersReply:
    """The result: sentences by the rows that they are about (by the row's LaTeX or text, empty for
    none), questions, the part not followed; or, once it is kept, ``told``, and the exercise that comes
    first."""

    view: LettersView
    faults: Mapping[str, str] = field(default_factory=dict[str, str])
    asks: tuple[str, ...] = ()
    unfollowed: str = ""
    # The part that is not followed, in LaTeX, which may be made one letter.
    part: str = ""
    told: str = ""
    item: str = ""
    # Those of the questions to which a yes puts other rows in place.
    domains: tuple[MissingDomain, ...] = ()
    # The formula's statements as NumPy expressions.
    numpy: tuple[str, ...] = ()
    # Whether a worker was not in time, so that nothing is known of the rows.
    is_late: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether the letters are kept."""
        return bool(self.told)


def open_letters(workspace: Workspace, slug: str, formula: str, said: Mapping[str, str] = {}) -> LettersView:
    """Return the table of a formula's letters, with types that are ``said`` by letters.

    Raises:
        UsageError, PaperError: the formula is unknown, or the paper was not imported.
        TimedOutError, CheckError: the worker is not in time.
    """
    record, row = _read_formula(workspace, slug, formula)
    begun = {latex: type_ for latex, type_ in row.begun.items() if type_}
    further = [text for text in row.begun if text not in begun]
    view = _make_view(workspace, record, row, {**begun, **said})
    if view.is_empty and begun:  # the earlier declarations cannot be worked with, so the table begins anew
        begun = {}
        further = []
        view = _make_view(workspace, record, row, said)
    parts = tuple(text for text in further if ":=" in text) or view.parts
    holds = tuple(text for text in further if ":=" not in text) or view.holds
    if not view.unfollowed and all(letter.said or letter.proposed for letter in view.letters):
        view = replace(
            view, unfollowed=_work(workspace, view, list_letter_rows(view), record.meant).unfollowed
        )
    if not view.unfollowed and row.has_letters and not _has_exercises(record, row):
        view = replace(view, unfollowed="its letters, as they are said, leave nothing to ask")
    return replace(view, parts=parts, holds=holds, begun=begun)


def check_letters(workspace: Workspace, slug: str, formula: str, said: SaidLetters) -> LettersReply:
    """Return the table with the declarations, and the unreadable ones of them. Raises as `open_letters`."""
    record, row = _read_formula(workspace, slug, formula)
    said = _resolve_members(workspace, record, row, _clean_said(said))
    row = replace(row, parts=said.parts, holds=said.holds)
    if too_long := _find_too_long(said):
        return LettersReply(open_letters(workspace, slug, formula), too_long)
    view = _make_view(workspace, record, row, said.types)
    return LettersReply(view, view.refused)


def leave_letters(
    workspace: Workspace, slug: str, formula: str, said: SaidLetters, *, is_in_day: bool
) -> None:
    """Keep the readable declarations of a formula's letters until its table is opened again.

    None are kept if the table could not be opened with them. A failure to keep them is a notice, because the
    learner leaves all the same.
    """
    said = _clean_said(said)
    rows: dict[str, str] = {**said.types, **dict.fromkeys((*said.parts, *said.holds), "")}
    record, formula_row = _read_formula(workspace, slug, formula)
    refused: Mapping[str, str] = {"": ""}
    while rows and refused:
        parts = tuple(name for name in said.parts if name in rows)
        holds = tuple(name for name in said.holds if name in rows)
        types = {name: rows[name] for name in said.types if name in rows}
        view = _make_view(workspace, record, replace(formula_row, parts=parts, holds=holds), types)
        refused = view.refused
        rows = {} if view.is_empty else {name: type_ for name, type_ in rows.items() if name not in refused}

    def keep(paper: Paper) -> Paper:
        row = _find_formula(paper, formula)
        row = replace(row, begun=rows, left=row.left + is_in_day)
        return paper.with_formula(row)

    try:
        _keep_record(workspace, slug, keep)
    except DrillError as error:
        workspace.notices.append(error.message)


def say_letters(workspace: Workspace, slug: str, formula: str, said: SaidLetters) -> LettersReply:
    """Work a formula with the declarations of its letters; keep them where they fit, and its questions.

    Raises as `open_letters` does, and FileError.
    """
    prove_stored_questions(workspace)  # so that new questions do not wait for the proof of older ones
    typed = _clean_said(said)
    record, row = _read_formula(workspace, slug, formula)
    said = _resolve_members(workspace, record, row, typed)
    reply = _work_letters(workspace, record, row, said)
    letters = (replace(each, said=typed.types.get(each.latex, each.said)) for each in reply.view.letters)
    if said == typed:
        return reply
    return replace(reply, view=replace(reply.view, letters=tuple(letters)))


def _resolve_members(workspace: Workspace, record: Paper, row: FormulaRow, said: SaidLetters) -> SaidLetters:
    """Return the declarations with each letter that is one of several as that member.

    ``q: one of k_i``, or among the givens ``q in k``, becomes ``q: d``, the type of ``k_i``, and the given
    ``q = k_0``, because a formula is worked with the types of its letters alone.
    """
    if not any(map(_MEMBER.fullmatch, (*said.types.values(), *said.holds))):
        return said
    letters = _list_letters(workspace, row, record.symbols, said.types).letters
    type_by_letter = {
        letter.latex: said.types.get(letter.latex) or letter.said or letter.proposed for letter in letters
    }
    types = dict(said.types)
    holds = [*said.holds]
    for name, text in [*said.types.items(), *(("", text) for text in said.holds)]:
        match = _MEMBER.fullmatch(text)
        # A type has its letter beside it, a given in its text: exactly one of the two names it.
        if match is None or bool(name) == bool(match["name"]):
            continue
        letter = _find_letter_of_family(letters, name or match["name"], match["of"])
        if letter is None:
            continue
        member = match["of"] if match["how"] == "=" else _name_first_member(row, letter.family)
        types[letter.latex] = type_by_letter[letter.family]
        holds = [*(each for each in holds if each != text), f"{letter.latex} = {member}"]
    return replace(said, types=types, holds=tuple(holds))


def _find_letter_of_family(letters: Iterable[NeededLetter], name: str, of: str) -> NeededLetter | None:
    """Return the letter with a name, ``k_+``, if it may be one of those that ``of`` names: ``k``, ``k_i``."""
    wanted = name.translate(BRACES)
    letter = next((each for each in letters if each.latex.translate(BRACES) == wanted), None)
    base = of.translate(BRACES).partition("_")[0]
    if letter is None or not letter.family or letter.family.partition("_")[0] != base:
        return None
    return letter


def _name_first_member(row: FormulaRow, family: str) -> str:
    """Return the first member of a family such as ``k_{i}``: ``k_0`` where a range begins at ``i = 0``."""
    base, _, index = family.translate(BRACES).partition("_")
    range_start = re.search(rf"(?<![\\\w]){re.escape(index)}\s*=\s*(\d+)", row.in_use)
    return f"{base}_{range_start[1] if range_start else 1}"


def _work_letters(workspace: Workspace, record: Paper, row: FormulaRow, said: SaidLetters) -> LettersReply:
    slug = record.slug
    formula = row.id
    row = replace(row, parts=said.parts, holds=said.holds)
    if too_long := _find_too_long(said):
        return LettersReply(open_letters(workspace, slug, formula), too_long)
    view = _make_view(workspace, record, row, said.types)
    missing = {
        letter.latex: "say what it is" for letter in view.letters if not letter.said and not letter.proposed
    }
    if view.refused:
        return LettersReply(view, view.refused)
    rows = list_letter_rows(view)
    meant = (*record.meant, *said.meant)
    reply = _work(workspace, view, rows, meant)
    if taken := [each for each in reply.domains if each.question in said.meant]:
        return _work_letters(workspace, record, row, _take_domains(said, taken))
    if reply.faults or (reply.unfollowed and not reply.is_late):
        given = _give_way(workspace, record, row, said, reply)
        other = _work_letters(workspace, record, row, given) if given is not None else reply
        if other.is_kept:
            return other
        if given is not None and other.asks:
            return replace(other, view=_without_given(other.view, said, given))
    if reply.faults and _are_of_guesses(workspace, record, view, said):
        # no row of the reader's is at fault where the rows fit one another without the proposals
        reply = replace(reply, faults={}, unfollowed="".join(reply.faults.values()))
    if reply.faults:
        reply = replace(reply, faults=_tell_what_fits(workspace, record, view, reply.faults, meant))
    if reply.unfollowed and view.part:
        reply = replace(reply, unfollowed=view.unfollowed, part=view.part)
    if reply.faults or reply.asks:
        if not missing:
            return reply
        return replace(reply, faults={**reply.faults, **missing}, asks=())
    if missing:
        return LettersReply(view, missing)
    if reply.unfollowed and not said.is_enough and UNKNOWN_TYPE not in said.types.values():
        return reply
    drafts = list[DraftRecord]()
    if not reply.unfollowed or reply.told:
        drafts = workspace.workers.draft_worked(row, rows, list_asked_changes(record, formula))
    others = _work_others(workspace, record, row, view.letters)

    def keep(paper: Paper) -> Paper:
        kept = _with_types(paper, view.letters)[0]
        for other, (_, made) in others.items():
            kept = with_worked_drafts(kept, other.id, made) if made else kept
        asked = {other.id for other, (_, made) in others.items() if not made}
        rows = list[FormulaRow]()
        for each in kept.formulas:
            if each.id in asked:
                rows.append(replace(each, has_letters=False, waits=True))
            elif each.waits:
                rows.append(each)
            else:  # these declarations may be the ones that it lacked, so it is tried again
                rows.append(replace(each, tried=0))
        kept = replace(kept, formulas=tuple(rows))
        told = replace(_find_formula(kept, formula), parts=said.parts, holds=said.holds, has_letters=True)
        told = replace(told, numpy=reply.numpy, begun={}, left=0)
        kept = replace(kept.with_formula(told), meant=tuple(dict.fromkeys(meant)))
        return with_worked_drafts(kept, formula, drafts)

    _keep_record(workspace, slug, keep)
    made = (each.id for each in record.exercises if each.about == formula and each.kind == OWN_WORDS)
    return _tell_kept(workspace, view, drafts, reply.unfollowed, next(made, ""), others)


# Proposals for a function by its place.
_BY_PLACE = ("law thing", "any -> (0, 1)")


def _give_way(
    workspace: Workspace, record: Paper, row: FormulaRow, said: SaidLetters, reply: LettersReply
) -> SaidLetters | None:
    """Return the declarations with another proposal in place of one that does not fit; None for none.

    It counts only where all fits then; until that is kept, the table shows the reader's own rows.
    """
    types = {letter.latex: letter.said or letter.proposed for letter in reply.view.letters}
    broken = {fault.partition("$: ")[0] for fault in reply.faults.values()}
    kinds = [kind.strip() for type_ in types.values() for kind in type_.partition("->")[0].split(";")]
    laws = [f"law {kind}" for kind in kinds if kind not in ("", "any") and "law" not in kind]
    for letter in _list_guessed(record, reply.view, said):
        functions = _BY_PLACE if letter.function else _BY_PLACE[:1]  # the source of a draw is a law
        for other in dict.fromkeys((*laws, *functions)):
            rows = [f"{name}: {kind}" for name, kind in {**types, letter.latex: other}.items() if kind]
            found = _work(workspace, reply.view, [*rows, *row.parts, *row.holds], ())
            still = broken & {fault.partition("$: ")[0] for fault in found.faults.values()}
            is_better = not still if broken else not found.faults
            if is_better and (not found.unfollowed or (found.unfollowed == reply.unfollowed and broken)):
                return replace(said, types={**said.types, letter.latex: other})
    return None


def _without_given(view: LettersView, said: SaidLetters, given: SaidLetters) -> LettersView:
    """Return a table without the letters that got another type in place of its first proposal."""
    own = given.types.keys() - said.types.keys()
    letters = (replace(letter, said="") if letter.latex in own else letter for letter in view.letters)
    return replace(view, letters=tuple(letters))


def _list_guessed(record: Paper, view: LettersView, said: SaidLetters) -> list[NeededLetter]:
    """Return the letters declared by proposals alone, by their place in the formula."""
    declared = {find_sheet_row_key(symbol): symbol.declared for symbol in record.symbols}
    guessed = list[NeededLetter]()
    for letter in view.letters:
        type_ = letter.said or letter.proposed
        is_typed = letter.latex in said.types and declared.get(letter.key) != type_ != letter.proposed
        if type_ in _BY_PLACE and not is_typed:
            guessed.append(letter)
    return guessed


def _are_of_guesses(workspace: Workspace, record: Paper, view: LettersView, said: SaidLetters) -> bool:
    """Return whether the letters fit once nothing is assumed of the guessed ones."""
    guessed = _list_guessed(record, view, said)
    unknown = [f"{letter.latex}: ?" for letter in guessed]
    letters = tuple(letter for letter in view.letters if letter not in guessed)
    rows = [*unknown, *list_letter_rows(replace(view, letters=letters))]
    return bool(guessed) and not _work(workspace, view, rows, ()).faults


def _tell_what_fits(
    workspace: Workspace, record: Paper, view: LettersView, faults: Mapping[str, str], meant: Sequence[str]
) -> dict[str, str]:
    """Return the letters that do not fit, with the place of their declarations and types that would fit."""
    told = dict[str, str]()
    letters = {letter.latex: letter for letter in view.letters}
    for latex, fault in faults.items():
        part, _, why = fault.partition("$: ")
        named = _list_named(view, why) or _list_named(view, part)
        rows = [row for row in record.formulas if row.id != view.formula and row.has_letters]
        said = [
            f"${letter.latex}$ was said in {', '.join(names)}"
            for letter in named
            if (names := [row.name for row in rows if letter.key in row.symbols])
        ]
        fitting = _list_fitting_types(workspace, view, letters[latex], meant) if latex in letters else []
        if fitting:
            said.append(f"{join_in_sentence(fitting, 'or')} would fit ${latex}$ here")
        told[latex] = "; ".join([fault, *said])
    return told


def _list_named(view: LettersView, text: str) -> list[NeededLetter]:
    tokens = _TOKEN.findall(ARTICLE.sub("", text))
    return [each for each in view.letters if _find_last(tokens, _TOKEN.findall(each.latex)) >= 0]


def _list_fitting_types(
    workspace: Workspace, view: LettersView, letter: NeededLetter, meant: Sequence[str]
) -> list[str]:
    """Return in words some types that fit in a letter's place while all others stay.

    Types of the formula with as many axes come first, because an array that does not fit is most often
    transposed or has the lengths of another.
    """
    if letter.function:
        return []
    types = {each.latex: each.said or each.proposed for each in view.letters}

    def fits(type_: str) -> bool:
        rows = [f"{latex}: {each}" for latex, each in {**types, letter.latex: type_}.items()]
        found = _work(workspace, view, [*rows, *view.parts, *view.holds], meant)
        return not (found.faults or found.asks or found.unfollowed)

    # As many axes: "m, n" has one comma. A vector has none and is not compared.
    commas = types[letter.latex].count(",")
    alike = dict.fromkeys(type_ for type_ in types.values() if 0 < type_.count(",") == commas)
    if fitting := [*islice(filter(fits, alike), _MOST_FITTING)]:
        return [*map(name_type, fitting)]
    words = (word for word, _ in CHOICES.values())
    return [*islice((word for word in words if fits(choose_type(word, letter) or word)), _MOST_FITTING)]


def _work_others(
    workspace: Workspace, record: Paper, row: FormulaRow, letters: Sequence[NeededLetter]
) -> dict[FormulaRow, tuple[str, Sequence[DraftRecord]]]:
    """Return other formulas with changing letters, these letters, and their questions, if they fit."""
    kept, changed = _with_types(record, letters)
    made = dict[FormulaRow, tuple[str, Sequence[DraftRecord]]]()
    for other in record.formulas:
        if other.id == row.id or not other.has_letters or changed.isdisjoint(other.symbols):
            continue
        view = _make_view(workspace, kept, other, {})
        rows = list_letter_rows(view)
        reply = _work(workspace, view, rows, record.meant)
        says_all = all(each.said for each in view.letters)
        is_open = bool(reply.faults or reply.asks or reply.unfollowed) or not says_all
        drafts = list[DraftRecord]()
        with suppress(TimedOutError, CheckError):
            if not is_open:
                drafts = workspace.workers.draft_worked(other, rows, list_asked_changes(record, other.id))
        if drafts or _has_exercises(record, other):
            keys = changed & {*other.symbols}
            names = [each.typed for each in kept.symbols if find_sheet_row_key(each) in keys]
            made[other] = join_in_sentence(names), drafts
    return made


def _keep_record(workspace: Workspace, slug: str, change: Callable[[Paper], Paper]) -> None:
    with lock_file_folder(record_path(workspace.places, slug)):
        imported = find_imported_paper(workspace.places, slug)
        save_imported_paper(replace(imported, record=change(imported.record)))


_MEMBER = re.compile(r"(?:(?P<name>\S+) )?(?P<how>=|one of|in) ?(?:the )?(?P<of>[^\s=]+)")


def mark_formulas(text: str) -> str:
    r"""Return a sentence with bare LaTeX as Markdown: ``$\epsilon$ is a number``."""
    if "$" in text:
        return text
    runs: list[tuple[bool, str]] = []
    for word in text.split(" "):
        is_latex = not _LATEX_SIGNS.isdisjoint(word)
        if runs and is_latex and runs[-1][0] and not runs[-1][1].endswith((",", ":")):
            runs[-1] = (True, f"{runs[-1][1]} {word}")
        else:
            runs.append((is_latex, word))
    return " ".join(_mark_formula(run) if is_latex else run for is_latex, run in runs)


_LATEX_SIGNS = frozenset("\\_^{}")


def _mark_formula(run: str) -> str:
    latex = run.rstrip(",:?.")
    return f"${latex}${run[len(latex) :]}"


def list_letter_rows(view: LettersView) -> list[str]:
    """Return the rows of a table as a worker reads them: letters, then parts, then relations."""
    typed = ((letter.latex, letter.said or letter.proposed) for letter in view.letters)
    return [*(f"{latex}: {type_}" for latex, type_ in typed if type_), *view.parts, *view.holds]


def _tell_kept(
    workspace: Workspace,
    view: LettersView,
    drafts: Sequence[DraftRecord],
    unfollowed: str,
    own_words: str,
    others: Mapping[FormulaRow, tuple[str, Sequence[DraftRecord]]],
) -> LettersReply:
    """Return the kept letters, and the exercise that comes first: own words if the formula has no question.

    An exercise that was met before comes again on its own day.
    """
    bank = name_paper_bank(view.slug)
    parts = workspace.parts()
    more = [
        f"{row.name} has {name} too: {'it goes on with that' if made else 'its letters are asked again'}."
        for row, (name, made) in others.items()
    ]
    item = f"{bank}/{drafts[0].id}" if drafts else own_words and f"{bank}/{own_words}"
    if drafts and any(parts.get(ItemId(f"{bank}/{each.id}"), NOT_MET).met_on for each in drafts):
        item = ""
        comes = "they come on their days"
    elif drafts:
        later = "the others on later days" if drafts[2:] else "the other on a later day"
        comes = f"the first comes now, {later}" if drafts[1:] else "it comes now"
    else:
        why = f" ({unfollowed})" if unfollowed else ""
        sentence = f"Kept. Nothing can be asked of {view.title} yet{why}: explain it in your own words."
        return LettersReply(view, told=" ".join([sentence, *more]), item=item)
    sentence = f"Kept. {view.title} has {count(len(drafts), 'exercise')}: {comes}."
    return LettersReply(view, told=" ".join([sentence, *more]), item=item)


def _clean_said(said: SaidLetters) -> SaidLetters:
    """Return the declarations, on one line each. Raises UsageError if one is too long to be meant."""
    types = {clean_text(latex): one_line(type_) for latex, type_ in said.types.items()}
    parts = _clean_rows(said.parts)
    holds = _clean_rows(said.holds)
    if sum(map(len, (*types.values(), *parts, *holds))) > _MOST_CHARACTERS:
        raise UsageError(f"the rows of a formula have at most {_MOST_CHARACTERS:,} characters")
    of_words: Mapping[str, str] = dict(CHOICES.values())
    types = {latex: of_words.get(text, text) for latex, text in types.items() if text}
    return replace(said, types=types, parts=parts, holds=holds)


def _take_domains(said: SaidLetters, taken: Sequence[MissingDomain]) -> SaidLetters:
    """Return the declarations with the rows of questions answered yes, which do not come back."""
    types = dict(said.types)
    holds = [*said.holds]
    spelled = {latex.replace(" ", ""): latex for latex in types}
    parts = {part.partition(":=")[0].strip(): part for part in said.parts}
    for row in (row for domain in taken for row in domain.rows):
        name, _, type_ = row.rpartition(": ")
        if ":=" in name:
            parts[name.partition(":=")[0].strip()] = row
        elif name:
            types[spelled.get(name.replace(" ", ""), name)] = type_
        else:
            holds.append(row)
    meant = tuple(each for each in said.meant if all(each != domain.question for domain in taken))
    return replace(said, types=types, parts=tuple(parts.values()), holds=tuple(holds), meant=meant)


def _find_too_long(said: SaidLetters) -> dict[str, str]:
    """Return the rows too long to be meant, with a message; they are not read."""
    rows = {**said.types, **{row: row for row in (*said.parts, *said.holds)}}
    sentence = f"a row has at most {_LONGEST_ROW} characters"
    return {name: sentence for name, text in rows.items() if len(text) > _LONGEST_ROW}


def _clean_rows(rows: Iterable[str]) -> tuple[str, ...]:
    return tuple(row for row in map(one_line, rows) if row)


# --- the table ---------------------------------------------------------------------------------------------


def _read_formula(workspace: Workspace, slug: str, formula: str) -> tuple[Paper, FormulaRow]:
    """Return the record of a paper, and its row of a formula."""
    record = find_imported_paper(workspace.places, slug).record
    return record, _find_formula(record, formula)


def _find_formula(record: Paper, formula: str) -> FormulaRow:
    row = record.find_formula(formula)
    if row is None:
        raise UsageError(f"the paper has no formula {one_line(formula)} any more")
    return row


def _make_view(workspace: Workspace, record: Paper, row: FormulaRow, said: Mapping[str, str]) -> LettersView:
    table = _list_letters(workspace, row, record.symbols, said)
    placed = _place_refusal((), (*row.parts, *row.holds), table.unfollowed)
    if placed:
        table = _list_letters(workspace, replace(row, parts=(), holds=()), record.symbols, said)
    rows = {find_sheet_row_key(symbol): symbol for symbol in record.symbols}
    meanings = {letter.latex: rows[letter.key].meaning for letter in table.letters if letter.key in rows}
    unread = ((latex, table.unread.get(latex)) for latex in (letter.latex for letter in table.letters))
    refused = {latex: _tell_unread(said[latex], told) for latex, told in unread if told} | placed
    return LettersView(
        record.slug, row.id, row.title_with_move, row.in_use, row.before, table.letters,
        {latex: meaning for latex, meaning in meanings.items() if meaning},
        row.parts, row.holds, tuple(_list_offers(record, row)),
        "" if refused else _tell_unfollowed(table.letters, table.unfollowed), table.part, refused=refused,
    )  # fmt: skip


def _list_letters(
    workspace: Workspace, row: FormulaRow, symbols: Sequence[SymbolRow], said: Mapping[str, str]
) -> LettersTable:
    """Return the letters of a formula; none if a worker cannot list them, so that no day ends here."""
    try:
        return workspace.workers.list_letters(row, symbols, said)
    except (TimedOutError, CheckError) as error:
        return LettersTable(unfollowed=error.message)


def _list_offers(record: Paper, row: FormulaRow) -> Iterable[Relation]:
    """Yield the paper's statements whose left sides occur in a formula, and that it does not use already."""
    for other in record.formulas:
        if other.id in row.uses and other.id != row.id and other.is_read:
            tokens = canonicalise_formula(other.in_use)
            for part in split_statements(tokens, notation_of([tokens])):
                latex = print_tokens_as_latex(part.tokens)
                if len(latex) <= _LONGEST_OFFER and latex not in row.holds:
                    yield Relation(other.name, latex)


# Max characters of a statement that is offered as a relation.
_LONGEST_OFFER = 300


def _has_exercises(record: Paper, row: FormulaRow) -> bool:
    return any(each.about == row.id and each.kind in WORKED for each in record.drafts)


def _with_types(record: Paper, letters: Sequence[NeededLetter]) -> tuple[Paper, set[str]]:
    """Return a record with the reader's letters, and the keys of those with another declaration before."""
    symbols = {find_sheet_row_key(row): row for row in record.symbols}
    changed = set[str]()
    for letter in letters:
        type_ = letter.said or letter.proposed
        before = symbols.get(letter.key)
        if before is None:
            symbols[letter.latex] = declare_type(SymbolRow(letter.latex, letter.typed), type_)
            continue
        symbols[letter.key] = declare_type(before, type_)
        if before.declared_from == YOU and symbols[letter.key] != before:
            changed.add(letter.key)
    return replace(record, symbols=tuple(symbols.values())), changed


# --- working -----------------------------------------------------------------------------------------------


def _work(workspace: Workspace, view: LettersView, rows: Sequence[str], meant: Sequence[str]) -> LettersReply:
    """Return a worker's result; ``told`` is empty until the letters are kept."""
    try:
        worked = workspace.workers.work_formula(mark_as_latex(view.latex), rows, says_yes=False)
    except UsageError as error:
        placed = _place_refusal(view.letters, rows, error.message)
        unfollowed = "" if placed else _tell_unfollowed(view.letters, error.message)
        return LettersReply(view, placed, unfollowed=unfollowed)
    except (TimedOutError, CheckError) as error:
        return LettersReply(view, unfollowed=error.message, is_late=isinstance(error, TimedOutError))
    breaks = [found for statement in worked for found in statement.breaks if found.why != _NO_ROW]
    faults = {
        _find_row(view, found.part, found.why): f"${found.part}$: {mark_formulas(found.why)}"
        for found in breaks[:1]
    }
    asks = dict.fromkeys(question for statement in worked for question in statement.asks)
    # of a display with several statements the ones followed are worked
    is_worked = any(statement.fits and not statement.unfollowed for statement in worked)
    unfollowed = "" if is_worked else next((each.unfollowed for each in worked if each.unfollowed), "")
    asked = tuple(question for question in asks if question not in meant)
    domains = tuple(domain for statement in worked for domain in statement.domains)
    numpy = tuple(statement.numpy for statement in worked if statement.numpy)
    told = _tell_unfollowed(view.letters, unfollowed)
    return LettersReply(view, faults, asked, told, domains=domains, numpy=numpy)


def _tell_unfollowed(letters: Iterable[NeededLetter], reason: str) -> str:
    """Return why a formula is not followed, as Markdown; with unknown letters these are the reason."""
    unknown = [f"${letter.latex}$" for letter in letters if letter.said == UNKNOWN_TYPE]
    if not (unknown and reason.endswith(" is not known")):
        return mark_formulas(reason)
    return f"you answered not known for {join_in_sentence(unknown)}"


def _place_refusal(letters: Iterable[NeededLetter], rows: Iterable[str], message: str) -> dict[str, str]:
    """Return the message on a row that cannot be read, by the row; nothing if no row is to blame."""
    for row in rows:
        if message.startswith(repr(row.strip())):
            name, _, rest = message.removeprefix(repr(row.strip())).partition(": ")
            letter = next((each.latex for each in letters if row.startswith(f"{each.latex}: ")), row)
            is_empty = rest.startswith("a row is NAME")
            return {letter: _SAYS_NOTHING if is_empty else mark_formulas(rest or name)}
    return {}


_SAYS_NOTHING = "this is not a condition: write one such as t <= T or sum p = 1"


def _tell_unread(text: str, message: str) -> str:
    """Return why a type cannot be read, with types to write in its place."""
    if text.count("(") > text.count(")"):
        return "a ) is missing"
    if "is not a type" not in message and "an axis" not in message:
        return mark_formulas(message)
    words = [word for word, _ in CHOICES.values()]
    near = difflib.get_close_matches(text.lower(), [*words, "simplex", "one-hot"], 1, 0.8)
    sentence = f"perhaps {near[0]}" if near else f"say {join_in_sentence(words, 'or')}"
    return f"'{text}' does not say what it is: {sentence}"


def _find_row(view: LettersView, part: str, why: str) -> str:
    """Return the row that a break is shown at: of the letters that it names the last one, arrays first."""
    for text in (why, part):
        tokens = _TOKEN.findall(ARTICLE.sub("", text))
        named = [
            ("function" in why and "->" in type_, "," in type_ or type_[:1].isalpha(), place, letter.latex)
            for letter in view.letters
            if (place := _find_last(tokens, _TOKEN.findall(letter.latex))) >= 0
            for type_ in [(letter.said or letter.proposed).removeprefix("number")]
        ]
        if named:
            return max(named)[-1]
    return ""


_TOKEN = re.compile(r"\\[A-Za-z]+|[A-Za-z]+|[0-9']")


def _find_last(tokens: Sequence[str], wanted: Sequence[str]) -> int:
    """Return the last position of a letter's name; -1 if it does not occur."""
    size = len(wanted)
    return max((at for at in range(len(tokens)) if tokens[at : at + size] == wanted), default=-1)
