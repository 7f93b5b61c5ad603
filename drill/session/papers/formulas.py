"""How a paper's formulas are pointed at, what they build together, and what is like them elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from difflib import SequenceMatcher
from typing import Final

from drill.banks.catalogue import Bank, Entry
from drill.errors import PaperError
from drill.papers import FormulaRow, Paper
from drill.session.papers.names import paper_banks, slug_of
from drill.session.papers.notes import OF_FORMULA, Notes, read_notes, text_of
from drill.session.papers.records import former_ids, read_record, record_of, record_path, slugs_on_record
from drill.session.workspace import Workspace

# Words of the sentence that stand in a display before its formula.
_LEAD: Final = re.compile(
    r"\\(?:text|textrm|mathrm|mbox)\s*\{\s*(?:and|by|for|hence|here|if|let|or|since|so|so that|that is|then|"
    r"thus|where|while|with)[\s,:;.]*\}(?:\\q?quad(?![a-zA-Z])|\\[,;:! ]|[~\s])*"
)


def called(formula: FormulaRow) -> str:
    """How people point at a formula: ``(3) QHM``, its label, or its line."""
    number = f"({formula.number})" if formula.number else ""
    named = " ".join(part for part in (number, formula.called) if part)
    return named or formula.label or f"line {formula.line}"


def begun(latex: str) -> str:
    r"""A formula's LaTeX without the words that lead to it: ``\text{where}\quad``."""
    lead = _LEAD.match(latex)
    return latex[lead.end() :] if lead is not None else latex


def formulas_of(workspace: Workspace, bank: Bank) -> list[tuple[FormulaRow, list[Entry]]]:
    """Return a paper's formulas, each with the exercises on it; without a record none."""
    try:
        record = record_of(workspace.places, bank)
    except PaperError:
        return []  # whoever opens the paper is told
    if record is None:
        return []
    about = {exercise.id: exercise.about for exercise in record.exercises}
    return [
        (
            formula,
            [entry for entry in bank.entries if formula.id in (about.get(id_) for id_ in former_ids(entry))],
        )
        for formula in record.formulas
    ]


_SIGN: Final = re.compile(r"\\[a-zA-Z]+|\d+|\S")
_DRESS: Final = re.compile(
    r"\\(?:left|right|mathbf|mathrm|boldsymbol|bm|mathcal|text|operatorname|big[lr]?|Big[lr]?|,|;|!|quad)(?![a-zA-Z])|[{}]"
)
_GREEK: Final = re.compile(
    r"\\(?:var)?(?:alpha|beta|gamma|delta|epsilon|eta|theta|lambda|mu|nu|phi|psi|sigma|rho|tau|omega)"
)
# Signs of a formula that can be like another one, and the share of them that agrees, letters aside.
_FEWEST, _ALIKE = 8, 0.85

# By a formula's id what was written on its like in other papers: where, and the words.
Kin = dict[str, tuple[tuple[str, str], ...]]


def block_homes(record: Paper, notes: Notes, numbers: Set[int]) -> Mapping[str, tuple[int, str]]:
    """Return each formula's block: its section's number and, where that builds several results, the result.

    Results are told apart by what uses what; a note ``block`` has a formula join another one's block.
    """
    formulas = record.formulas
    section = {formula.id: formula.block if formula.block in numbers else 0 for formula in formulas}
    group = {formula.id: formula.id for formula in formulas}
    for formula in formulas:
        for used in formula.uses:
            if used in group and section[used] == section[formula.id]:
                old, new = group[used], group[formula.id]
                group = {id_: new if known == old else known for id_, known in group.items()}
    large = {root for root in group.values() if sum(known == root for known in group.values()) > 1}
    results = {root: [id_ for id_, known in group.items() if known == root][-1] for root in large}
    several = {n for n in numbers if sum(section[result] == n for result in results.values()) > 1}
    homes: dict[str, tuple[int, str]] = {}
    last: dict[int, str] = {}
    for id_, number in section.items():
        if number in several and group[id_] in results:
            last[number] = results[group[id_]]
        first = next((r for r in results.values() if section[r] == number), "") if number in several else ""
        homes[id_] = number, last.get(number, first)
    return {id_: homes[_joined(id_, notes, homes)] for id_ in homes}


def _joined(id_: str, notes: Notes, homes: Mapping[str, tuple[int, str]]) -> str:
    """The formula whose block another one is in, by the learner's word."""
    seen = [id_]
    while (joined_id := text_of(notes, "block", seen[-1])) in homes and joined_id not in seen:
        seen.append(joined_id)
    return seen[-1]


def kin_of(workspace: Workspace, slug: str, formulas: Sequence[FormulaRow]) -> Kin:
    """Return, by a formula's id, what the learner wrote on formulas like it in other papers, and where."""
    banks = {slug_of(bank.id): bank for bank in paper_banks(workspace.catalogue)}
    kin = Kin()
    for other_slug in dict.fromkeys((*banks, *slugs_on_record(workspace.places))):
        notes = read_notes(workspace, other_slug)
        if other_slug == slug or not any(field in OF_FORMULA for field, _ in notes):
            continue
        path, bank = record_path(workspace.places, other_slug), banks.get(other_slug)
        try:
            record = record_of(workspace.places, bank) if bank else read_record(path)
        except PaperError:
            continue  # whoever opens that paper is told
        for theirs in record.formulas if record is not None else ():
            words = "; ".join(text for name in OF_FORMULA if (text := text_of(notes, name, theirs.id)))
            for formula in formulas if words else ():
                if formula.id == theirs.id or _are_alike(formula.in_use, theirs.in_use):
                    source_and_words = (
                        f"{called(theirs)}, {banks[other_slug].title if other_slug in banks else other_slug}",
                        words,
                    )
                    kin[formula.id] = (*kin.get(formula.id, ()), source_and_words)
    return kin


def _are_alike(latex: str, other_latex: str) -> bool:
    mine, theirs = _signs(latex), _signs(other_latex)
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    return min(len(mine), len(theirs)) >= _FEWEST and matcher.quick_ratio() >= _ALIKE <= matcher.ratio()


def _signs(latex: str) -> list[str]:
    """A formula's signs, all letters alike."""
    plain = _GREEK.sub("v", _DRESS.sub(" ", latex))
    return ["v" if sign.isalpha() else sign for sign in _SIGN.findall(plain)]
