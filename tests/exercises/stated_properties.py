"""Find statements of a prompt on a letter that its answer does not declare, because trials ignore them.

Code and formulas are compared on random values. An answer that uses the prompt's statement is then wrong,
although it is right, unless `assume` states it too. Light.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from drill.arraycode import find_functions
from drill.banks.models import FieldPath, Form, Question
from drill.checking import CodeSpec, MatrixExpressionSpec, Spec, TextSpec
from drill.errors import CheckError
from drill.maths.domains import (
    ORTHONORMAL_COLUMNS,
    ROWS_OF_NORM_1,
    ROWS_SUM_TO_1,
    SHARES,
    SORTED,
    Domain,
    read_assumptions,
)
from drill.proving import Severity

_SENTENCE = re.compile(r"(?<=[.;?!])\s+")
# Max characters between a letter and its property, without a verb of another subject.
_NEAR = 60
# A sentence that goes on about the array before it.
_GOING_ON = re.compile(r"\. (?:Each|Every) row\b|\. (?:Its|The) rows\b")
# Words for things that are only derived from the named array, and a name after it, which is another array's.
_OF_ANOTHER = re.compile(
    r"\b(?:factors?|axes|axis|root|inverse|precision|derivatives?|\w*ratios?|logits?|[Ww]rite|new"
    r"|not|nor|never|neither)\b"
)
# Words after which the sentence is about something else.
_OTHER_WORDS = "and|or|from|with|for|to|by|than|as|if|where|is|are|has|have|but|given|on|at"
_UP_TO_NAME = rf"(?: (?!(?:{_OTHER_WORDS})\b)\w+){{0,2}}(?: matri(?:x|ces))?(?: of [a-z -]{{0,30}})? "
# Words before a letter only some of whose entries have the property.
_CONDITION = re.compile(r"\b(?:where|if|whether|whose)\b[^,.;`$]*$")
_FORMULA = re.compile(r"\$[^$]+\$")
_CASE = re.compile(r"\b(?:where|if|when) $")
_OTHERWISE = re.compile(r"[^.]*\b(?:otherwise|else)\b")
# The shape of an array behind its name.
_SHAPE = r"(?:,? (?:has|of) (?:the same )?shape `[^`]*`,?| \(\$[^$]*\\times[^$]*\$,)?"


@dataclass(frozen=True, slots=True)
class _Property:
    """A property that a prompt may state of a letter, by words near it or in a formula; its declaration."""

    code: str
    called: str
    words: re.Pattern[str]
    is_declared: Callable[[Domain, str], bool]
    # What to write, with {} for the letter.
    advice: str
    # A formula that states it, with LETTER for the letter's LaTeX.
    formula: str = ""
    only_arrays: bool = True
    only_square: bool = False


def _is_binary(domain: Domain, structure: str) -> bool:
    return domain.integer and domain.low == 0 and domain.high == 1


def _is_one_hot(domain: Domain, structure: str) -> bool:
    return _is_binary(domain, structure) and structure == ROWS_SUM_TO_1


def _are_shares(domain: Domain, structure: str) -> bool:
    """Return whether rows sum to 1, or entries at least lie between 0 and 1."""
    return structure in SHARES or (domain.low >= 0 and domain.high <= 1)


def _is_nonnegative(domain: Domain, structure: str) -> bool:
    return domain.is_nonnegative or structure in SHARES


def _are_signs(domain: Domain, structure: str) -> bool:
    return domain.integer and domain.low == -1 and domain.high == 1


_WHEN = r"(?:for|at|where|if|on|in|when|wherever)\b[^.;`$]*"
_PROPERTIES = (
    _Property(
        "probabilities", "probabilities",
        re.compile(r"(?<![Ll]og-)(?<![Ll]og )\bprobabilities\b|\bis (?:the|a) (?:\w+ )?distribution\b"),
        _are_shares, f"{{}} {ROWS_SUM_TO_1}], or 0 <= {{}} <= 1 where they are of separate events",
    ),
    _Property(
        "covariance", "a covariance", re.compile(r"\bcovariances?\b"),
        lambda _, structure: structure in ("positive definite", "positive semidefinite", "diagonal"),
        "{} positive semidefinite]", only_square=True,
    ),
    _Property(
        "stated", "0 and 1",
        re.compile(
            rf"\ba? ?1 {_WHEN}(?:\b0\b)|\ba? ?0 {_WHEN}(?:\b1\b)|\b0/1\b|\bzeros and ones\b|\b0s and 1s\b"
            r"|\b0 or 1\b|\b1 or 0\b|\$?\\\{0, ?1\\\}|\bmask(?= [`$])"
            r"|\bbinary\b(?! (?:cross|class|search|tree|log|loss|code))"
        ),
        _is_binary, "{} binary], and rows not zero where each row has a 1",
    ),
    _Property(
        "stated", "one-hot", re.compile(r"\bone[- ]hot\b"), _is_one_hot,
        f"{{}} binary, {{}} {ROWS_SUM_TO_1}]",
    ),
    _Property(
        "stated", "positive",
        re.compile(
            r"(?<![-\w])positive\b(?! (?:semi-?)?definite|,? (?:part|pair|class|example|sample|eigen|singular"
            r"|diagonal|direction|slope|side|infinity|and negative|or negative|with probability))"
        ),
        _is_nonnegative, "{} positive]", formula=r"LETTER > 0", only_arrays=False,
    ),
    _Property(
        "stated", "whole", 
        re.compile(
            r"(?<!nearest )\bintegers?\b(?! (?:hardware|division|product))|(?<!on the )\bwhole numbers?\b"
        ),
        lambda domain, _: domain.integer, "{} integer]", only_arrays=False,
    ),
    _Property(
        "stated", "sorted",
        re.compile(
            r"\bsorted\b(?! (?:so|by|such|from large|in (?:de|falling)))(?!,? (?:largest|biggest))"
            r"|\bin (?:rising|increasing|ascending) order\b|\bsmallest (?:value |entry )?first\b"
            r"|(?<=, )(?:rising|increasing|ascending)\b"
        ),
        lambda _, structure: structure == SORTED, f"{{}} {SORTED}]",
    ),
    _Property(
        "stated", "of norm 1",
        re.compile(
            r"(?<!neither )(?<!towards )(?<!to )\bunit (?:row |column )?"
            r"(?:vectors?|eigenvectors?|rows?|embeddings?|length|norm|sphere)\b(?! along)"
            r"|(?<!towards )(?<!to )(?<!step of )(?<!nor of )\b(?:norm|length) 1\b"
        ),
        lambda _, structure: structure in (ROWS_OF_NORM_1, "orthogonal"), f"{{}} {ROWS_OF_NORM_1}]",
        formula=r"\\l?[Vv]ert\s*LETTER\s*\\r?[Vv]ert(?:_2)?(?:\^2)? = 1\b|LETTER\^\\top LETTER = 1\b",
    ),
    _Property(
        "stated", "-1 or 1",
        re.compile(
            r"(?<!between )(?<!from )\$?[-−]1\$?,? (?:or|and) \$?\+?1\b|\$?\\\{-1, ?\+?1\\\}"
            r"|\$?\+1\$? or \$?[-−]1\b|\b1 or \$?[-−]1\b|\$?\\pm ?1\b|±1\b"
        ),
        _are_signs, "{} labels -1 or 1]",
    ),
    _Property(
        "stated", "orthonormal", re.compile(r"\borthonormal\b|\borthogonal(?= (?:matri(?:x|ces) )?[`$])"),
        lambda _, structure: structure in ("orthogonal", ORTHONORMAL_COLUMNS),
        f"{{}} {ORTHONORMAL_COLUMNS}], of a square matrix {{}} orthogonal",
        formula=r"LETTER\^\\top LETTER = I",
    ),
)  # fmt: skip


def find_undeclared_properties(
    form: Form, question: Question
) -> Iterator[tuple[FieldPath, Severity, str, str]]:
    """Yield properties that the setting and the prompt state of a letter of the key and nothing declares."""
    text = f"{form.setting} {question.prompt}" if form.has_stages else question.prompt
    for path, answer in _list_formula_answers(question):
        declared = (*form.declared.assume, *question.declared.assume, *answer.assume)
        axes_by_name = dict(answer.shapes)
        latex = {**form.declared.names, **question.declared.names, **dict(answer.latex)}
        scalars = (*form.declared.vars, *question.declared.vars, *answer.vars, *latex)
        names = [name for name in dict.fromkeys((*axes_by_name, *scalars)) if _has_name(answer.text, name)]
        try:
            assumed = read_assumptions(declared, names)
        except CheckError:
            continue  # reported by the reader of the file
        marks = {name: _mark_letter(name, latex.get(name, name)) for name in names}
        for stated in _PROPERTIES:
            for name in names if stated.words.search(text) or stated.formula else ():
                if (
                    _may_have(stated, axes_by_name.get(name, ()))
                    and not stated.is_declared(assumed.domain(name), assumed.structures.get(name, ""))
                    and not re.search(rf"\b0 <=? {re.escape(name)}\b", answer.text)
                    and _is_stated(stated, name, latex.get(name, name), marks, text)
                ):
                    yield (*question.at, *path), "warning", stated.code, _describe(stated, name)


def _list_answers(question: Question) -> Iterator[tuple[FieldPath, Spec]]:
    """Yield the answer of a question, and its parts."""
    yield ("answer",), question.answer
    for name, part in question.answer.parts:
        yield ("answer", "parts", name), part


def _list_formula_answers(question: Question) -> Iterator[tuple[FieldPath, TextSpec]]:
    """Yield answers that are compared on random values: code, matrix expressions and expressions."""
    for path, answer in _list_answers(question):
        if isinstance(answer, CodeSpec | MatrixExpressionSpec) or answer.kind in ("expression", "inequality"):
            assert isinstance(answer, TextSpec)
            yield path, answer


def _has_name(text: str, name: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", text) is not None


def _may_have(stated: _Property, axes: Sequence[str]) -> bool:
    if stated.only_square:
        return len(axes) >= 2 and axes[-1] == axes[-2]
    return bool(axes) or not stated.only_arrays


def _describe(stated: _Property, name: str) -> str:
    advice = stated.advice.replace("{}", name)
    return (
        f"the prompt calls {name} {stated.called}, and answers are tried on other values; assume: [{advice}"
    )


def _mark_letter(name: str, latex: str) -> str:
    """Return the pattern of a letter as a text shows it: as code, in a formula, or in a comment."""
    return rf"(?:`{re.escape(name)}`|\${re.escape(latex)}(?:_\{{?\w+\}}?)?\$|# {re.escape(name)}:)"


def _is_stated(stated: _Property, name: str, latex: str, marks: Mapping[str, str], text: str) -> bool:
    """Return whether a formula states it, or a sentence near the letter with no other letter between."""
    if stated.formula:
        letter = rf"(?<![\\\w]){re.escape(latex)}"
        if _shows(stated.formula.replace("LETTER", letter), text):
            return True
    is_before = re.compile(rf"{marks[name]}{_SHAPE}([^`$]{{0,{_NEAR}}})$")
    is_after = re.compile(_UP_TO_NAME + marks[name])
    is_of_other = re.compile(f"{_UP_TO_NAME}(?:{'|'.join(marks.values())})")
    for sentence in _SENTENCE.split(_GOING_ON.sub(", each row", text)):
        for word in stated.words.finditer(sentence):
            before, after = sentence[: word.start()], sentence[word.end() :]
            if is_after.match(after):
                return True
            match = is_before.search(before)
            if match and _CONDITION.search(before[: match.start()]):
                continue
            if match and not _OF_ANOTHER.search(match[1]) and not is_of_other.match(after):
                return True
    return False


def _shows(pattern: str, text: str) -> bool:
    """Return whether a formula of a text states it, other than as the case of a definition."""
    for formula in _FORMULA.finditer(text):
        is_case = _CASE.search(text[: formula.start()]) or _OTHERWISE.match(text[formula.end() :])
        if not is_case and re.search(pattern, formula[0]):
            return True
    return False


# Find prompts that forbid a way of computing which their code answers do not refuse. Light.

# What code can be refused for: an array by its axes, a product, an inverse, a function by its name.
_THING = (
    r"(?:(?:any|an?|the|explicit|other|full|such|whole|large|dense) )*"
    r"(?:arrays?|matri(?:x|ces)|tensors?|tables?|jacobians?|hessians?|inverses?|determinants?|products?"
    r"|`?\([^`)]*\)`?|\$[^$]*(?:\\times|\^\\top|\^\{?-1)[^$]*\$"
    r"|[\w-]+ (?:matrix|array|tensor|product|inverse|function))"
)
_DOING = r"(?:form|build|call|us|comput|creat|materiali[sz]|invert|stor|mak|solv|tak|hold)\w*"
_FORBIDS = re.compile(
    rf"\bwithout (?:(?:ever|explicitly|{_DOING}) )*{_THING}|\b(?:not|never) (?:{_DOING} )+{_THING}"
    rf"|\bavoid (?:{_DOING} )*{_THING}|\b(?:must|may|should) not be {_DOING}\b"
    rf"|\b(?:never|not) {_DOING} (?:it|them)\b"
    rf"|\bno explicit {_THING}|\b(?:without|not) (?:call|invert)\w*\b"
    r"|\b(?:by|use|with) (?:one|a single) solve\b",
    re.IGNORECASE,
)
_FORBIDS_FUNCTION = re.compile(r"\bwithout (?:(?:calling|using|the function) )?`(?:\w+\.)*(\w+)(?:\(\))?`")
# Words that only recommend it.
_WISHES = re.compile(r"\b(?:prefer\w*|the best|if possible|try not|ideally|better)\b[^.;]*$", re.IGNORECASE)


def find_unchecked_bans(question: Question) -> Iterator[tuple[FieldPath, Severity, str, str]]:
    """Yield inputs that the prompt of a code answer forbids and the answer does not refuse."""
    for path, answer in _list_answers(question):
        if not isinstance(answer, CodeSpec) or answer.without:
            continue
        match = _FORBIDS.search(question.prompt)
        function = _FORBIDS_FUNCTION.search(question.prompt)
        if function and find_functions(function[1]):
            match = function
        if match and not _WISHES.search(question.prompt[: match.start()]):
            message = (
                f"the prompt says {match[0]!r}, and the answer refuses nothing; add without: [inv, n n], "
                "functions or axes that no array on the way has together, or say preferably"
            )
            yield (*question.at, *path), "warning", "forbidden", message
