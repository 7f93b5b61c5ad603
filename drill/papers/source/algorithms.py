"""Read boxes of pseudo-code as steps: ``algorithmic``, ``algorithmicx`` and ``algorithm2e``."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from drill.papers.model import AbsentRow, AlgorithmRow
from drill.papers.source.document import Manuscript, Paragraph
from drill.papers.source.latex_scanner import read_braces_at, read_option, read_titled
from drill.papers.source.outline import escape_plain_words, plain_words, split_sentences
from drill.text import clean_text
from drill.typeset import prose_left_over

# A paper's sentences as Markdown that can be shown, and their references.

_FORMULA = re.compile(r"(\$[^$]*\$)")
_ITEM = re.compile(r"^[-+*•]\s+")
_STRESSED = re.compile(r"(?<![\w*])(\*{1,3}|__?)(?=\S)([^*_]+?)(?<=\S)\1(?![\w*])")
# Remnants that are not words: commands, braces, labels.
_LEFT_OVER = re.compile(r"[\\{}&~^_#]|\bITEM\b|\b(?:eq|fig|sec|tab|alg|thm|lem|app)s?:\S")
_ENVIRONMENT = re.compile(r"\\(?:begin|end|State|STATE|includegraphics|caption|hline)(?![a-z])")
# Citations that are a part of the sentence: behind a preposition, or in a subject's place.
_CITED = re.compile(
    r"(?P<word>^|\b(?i:of|in|by|from|to|see|and|with|follow(?:ing|s)?|like|use|uses|adopt|adopts"
    r"|then|recently|later|while|whereas|that|but|as|since|where|however,?))[\s~]*"
    r"(?P<group>\{\s*)?\\[cC]ite[a-zA-Z]*\*?\s*(?:\[[^\[\]]*\]\s*){0,2}\{[^{}]*\}(?(group)\s*\})"
)
_PAINT = re.compile(
    r"\\(?P<name>[vh]?phantom|color|textcolor|colorbox|definecolor|smash|ensuremath)(?![a-zA-Z])"
)
_REFERENCE = re.compile(
    r"(?P<word>\b(?:[Ee]q(?:uation|n|u)?s?\.?|[Ff]ormulas?)[\s~]*)?(?P<opening>\()?"
    r"\\(?P<name>[a-zA-Z]*ref|eqn)\*?\s*\{(?P<labels>[^{}]*)\}(?P<closing>\))?"
)
# A heading in bold before its paragraph's first sentence.
_RUN_IN = re.compile(r"^\s*\\textbf\s*\{[^{}]*\}\s+(?=[A-Z][a-z]* )")
# A command of the paper's own writes the word that its sentence has, too.
_TWICE = re.compile(r"\b([Ee]quations?)[\s~]+equations?(?=[\s~]*\(?\\)")
_LABELS = re.compile(r"\\[a-zA-Z]*ref\*?\s*\{([^{}]*)\}")
_MISSING = re.compile(
    r"(?P<word>\b[Ee]q(?:uation|n|u)?s?\.?[\s~]*\(?)?\\(?P<name>eqref|[cC]ref|autoref|ref)\*?\s*\{(?P<labels>[^{}]*)\}"
)
_CITE = r"\\[cC]ite[a-zA-Z]*\*?\s*(?:\[[^\[\]]*\]\s*){0,2}\{(?P<key>[^{},]*)[^{}]*\}"
_ANY_CITE = re.compile(_CITE)
# Max words before a citation that may contain the name of the cited work.
_WORDS_BEFORE = 7
# Markup that can be written as a formula.
_THING = (
    r"(?:update|rule|formula|equation|expression|bound|inequality|identity|recurrence|recursion|estimator"
    r"|objective|loss|lemma|theorem|derivation|decomposition|schedule|penalty)s?"
)
_OF_OTHERS = re.compile(
    rf"(?P<thing>\b(?:the|an?)\s+(?:[\w–-]+\s+){{0,4}}?{_THING}(?:\s+\(?\d[\d.]*\)?)?"
    r"|\b[Ee]q(?:uation|n|s)?s?\.?[\s~]*\(?\d[\d.]*\)?)"
    r"(?P<link>\s+(?:(?:given|proposed|introduced|derived|described|used|stated|shown|defined)\s+)?"
    r"(?:of|in|by|from|due to))?"
    rf"[\s~]*(?:[A-Z][\w.–-]*[\s~]+(?:and\s+)?){{0,4}}{_CITE}"
)


def convert_prose_to_markdown(text: str, numbers: Mapping[str, str]) -> str:
    """Return a sentence of LaTeX as Markdown with ``$…$``; empty if it cannot be shown in full.

    ``numbers`` are the numbers that the paper prints beside its labelled formulas, by label.
    """
    text = _remove_formula_paint(_RUN_IN.sub("", re.sub(r"\$\$.*?\$\$", " … ", text)))
    if _ENVIRONMENT.search(re.sub(_FORMULA, "", text)):
        return ""
    text = _CITED.sub(lambda match: f"{match['word']} […]".lstrip(), text)
    sentence = plain_words(resolve_references(text, numbers))
    sentence = re.sub(r"\s+([,.;:)])", r"\1", sentence).replace("( ", "(")
    sentence = re.sub(r"\s{2,}", " ", re.sub(r"\(\s*\)|\[\s*\]", "", sentence)).strip()
    sentence = re.sub(r"…(?:\s*…)+", "…", re.sub(r",(?:\s*,)+", ",", sentence))
    pieces = _FORMULA.split(_ITEM.sub("", sentence))
    pieces = [segment if index % 2 else _STRESSED.sub(r"\2", segment) for index, segment in enumerate(pieces)]
    prose = "$".join(pieces[::2])
    if "".join(pieces).count("$") % 2 or _LEFT_OVER.search(prose):
        return ""
    rendered = "".join(
        segment if index % 2 else escape_plain_words(segment) for index, segment in enumerate(pieces)
    )
    return "" if any(prose_left_over(rendered, width=76)) else rendered


def resolve_references(text: str, numbers: Mapping[str, str]) -> str:
    """Return text with references resolved: ``equation (3)`` if a number is known, else ``(…)``."""

    def written(match: re.Match[str]) -> str:
        known = [
            numbers[label_name]
            for label in match["labels"].split(",")
            if numbers.get(label_name := label.strip())
        ]
        numbers_text = " and ".join(f"({number})" for number in known) or "(…)"
        kind = "equations " if len(known) > 1 else "equation " if known else ""
        is_whole = bool(match["opening"]) == bool(match["closing"])
        before, after = ("", "") if is_whole else (match["opening"] or "", match["closing"] or "")
        return f"{match['word'] or ''}{before}{'' if match['word'] else kind}{numbers_text}{after}"

    return _REFERENCE.sub(written, _TWICE.sub(r"\1", text))


def find_referenced_labels(text: str, numbers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the labels of formulas that a text refers to."""
    labels = (label.strip() for match in _LABELS.finditer(text) for label in match[1].split(","))
    return tuple(dict.fromkeys(label for label in labels if label in numbers))


def list_absent_formulas(paragraphs: Iterable[Paragraph], labels: frozenset[str]) -> Iterator[AbsentRow]:
    """Return formulas of other works that the text relies on, and undefined equation labels; each once."""
    seen: set[str] = set()
    for paragraph in paragraphs:
        for sentence in (
            split_sentences(paragraph.text) if "ref" in paragraph.text or "ite" in paragraph.text else ()
        ):
            for reference in (*_unknown_labels(sentence, labels), *_of_others(sentence)):
                if reference.lower() not in seen:
                    seen.add(reference.lower())
                    yield AbsentRow(
                        clean_text(reference), *paragraph.place_of(max(0, paragraph.text.find(sentence)))
                    )


def list_cited_works(paragraphs: Iterable[Paragraph]) -> Iterator[AbsentRow]:
    """Return the words before each citation, the last of its sentence, then the work's key; each once."""
    seen: set[str] = set()
    for paragraph in paragraphs:
        begin = 0
        for match in _ANY_CITE.finditer(paragraph.text):
            before = split_sentences(paragraph.text[begin : match.start()].replace("~", " "))[-1:]
            words = plain_words(" ".join(before)).strip(" ,;:()").split()[-_WORDS_BEFORE:]
            citation = f"{' '.join(words)} [{match['key'].strip()}]"
            if words and citation not in seen:
                seen.add(citation)
                yield AbsentRow(clean_text(citation), *paragraph.place_of(match.start()))
            begin = match.end()


def _unknown_labels(text: str, labels: frozenset[str]) -> Iterator[str]:
    """Yield references to equation labels that the paper does not define."""
    for match in _MISSING.finditer(text):
        for label in (part.strip() for part in match["labels"].split(",")):
            is_equation = match["word"] or match["name"] == "eqref" or label.startswith("eq")
            if label and label not in labels and is_equation:
                yield f"equation {label}"


def _of_others(text: str) -> Iterator[str]:
    for match in _OF_OTHERS.finditer(text):
        if match["link"] is not None and "$$" not in text[match.end() : match.end() + 60]:
            yield f"{' '.join(match['thing'].replace('~', ' ').split())} of {match['key'].strip()}"


def _remove_formula_paint(text: str) -> str:
    r"""Return text without what only moves or colours its formulas; ``\ensuremath`` in words is a formula."""
    position = 0
    while (match := _PAINT.search(text, position)) is not None:
        group = read_braces_at(text, match.end())
        if group is None:
            position = match.end()
            continue
        replacement = group[0] if match["name"] in ("smash", "ensuremath") else ""
        if match["name"] == "ensuremath" and text[: match.start()].count("$") % 2 == 0:
            replacement = f"${replacement}$"
        text = text[: match.start()] + replacement + text[group[1] :]
        position = match.start()
    return text


_BOX = re.compile(r"\\begin\s*\{(?P<name>algorithm2?e?\*?|algorithmic|procedure\*?|function\*?)\}")
_STEP = re.compile(
    r"\\(?P<word>STATEx?|Statex?|FOR|ForAll|FORALL|For|WHILE|While|IF|If|ELSIF|ElsIf|ELSE|Else|REPEAT|Repeat|UNTIL|Until|"
    r"RETURN|Return|REQUIRE|Require|ENSURE|Ensure|INPUT|Input|OUTPUT|Output|LOOP|Loop|Function|Procedure|"
    r"ENDFOR|EndFor|ENDWHILE|EndWhile|ENDIF|EndIf|ENDLOOP|EndLoop|EndFunction|EndProcedure)(?![a-zA-Z])"
)
_OPENS = frozenset(
    ("for", "forall", "while", "if", "elsif", "else", "repeat", "loop", "function", "procedure")
)
_CLOSES = frozenset(
    ("endfor", "endwhile", "endif", "endloop", "endfunction", "endprocedure", "elsif", "else", "until")
)
_PHRASES = {"forall": "for all", "elsif": "else if"}
# The command of a step; a box without it is one of algorithm2e, which ends its steps with ``\;``.
_BEGUN = re.compile(r"\\(?:STATE|State)x?(?![a-zA-Z])")
# Max depth of nested blocks in a box.
_DEEPEST = 20
_HIDDEN = re.compile(
    r"\\(?:addtocounter|setcounter)\s*\{[^{}]*\}\s*\{[^{}]*\}"
    r"|\\(?:label|COMMENT|Comment|vspace|hspace|refstepcounter|stepcounter)\s*\{(?:[^{}]|\{[^{}]*\})*\}"
    r"|\\(?:small|footnotesize|normalsize|centering|noindent|(?:begin|end)\{(?!(?:[a-zA-Z]*matrix|[a-zA-Z]*cases|aligned|array|split|gathered)\})"
    r"[a-zA-Z0-9]+\})(?:\[[^\[\]]*\])?"
)


_CAPTION = re.compile(r"\\caption(?:of\s*\{[^{}]*\})?\*?(?![a-zA-Z])")
_LABEL = re.compile(r"\\label\s*\{([^{}]*)\}")
# Markup to remove if a step cannot be shown in full.
_MARKUP = re.compile(r"\\(?:[a-zA-Z]+\*?|.)|[{}~^&#\\]")


def find_algorithm_boxes(manuscript: Manuscript) -> Iterator[AlgorithmRow]:
    """Yield every box with at least two steps, which are LaTeX."""
    text = manuscript.text
    position = 0
    never_closed: set[str] = set()
    while (match := _BOX.search(text, position)) is not None:
        closing = f"\\end{{{match['name']}}}"
        end = -1 if closing in never_closed else text.find(closing, match.end())
        if end < 0:
            never_closed.add(closing)
            position = match.end()
            continue
        body, caption = _cut_box_caption(text[match.end() : end])
        if _BEGUN.search(body):
            steps = [*_split_algorithm_steps(body)]
        else:
            option = read_option(body, 0)
            plain = _TO.sub(" to ", _LOOKS.sub(" ", body[option[1] :] if option else body))
            steps = [*_list_algorithm2e_steps(plain)]
        if len(steps) >= 2:
            digest = hashlib.sha256("\n".join(steps).encode("utf-8", "replace")).hexdigest()[:12]
            origin = manuscript.place(match.start())
            yield AlgorithmRow(digest, tuple(steps), _find_box_label(body), plain_words(caption), *origin)
        position = end


def in_markdown(box: AlgorithmRow, numbers: Mapping[str, str]) -> AlgorithmRow:
    """Return a box with its steps and its caption in Markdown."""
    caption = box.caption.replace(box.label, "") if box.label else box.caption
    return replace(
        box,
        steps=tuple(_show_algorithm_step(step, numbers) for step in box.steps),
        label=clean_text(box.label),
        caption=clean_text(convert_prose_to_markdown(caption, numbers)).strip(" .:"),
    )


def _show_algorithm_step(step: str, numbers: Mapping[str, str]) -> str:
    indent = step[: len(step) - len(step.lstrip())]
    return indent + clean_text(convert_prose_to_markdown(step, numbers) or _keep_words(step))


def _keep_words(step: str) -> str:
    """Return the words and formulas of a step that cannot be shown in full."""
    pieces = plain_words(step).split("$")
    if len(pieces) % 2 == 0:
        pieces[-2:] = [" ".join(pieces[-2:])]
    pieces[::2] = (escape_plain_words(_MARKUP.sub(" ", piece)) for piece in pieces[::2])
    return " ".join("$".join(pieces).split())


def _find_box_label(body: str) -> str:
    match = _LABEL.search(body)
    return match[1].strip() if match else ""


def _cut_box_caption(body: str) -> tuple[str, str]:
    """Return a box without its caption, at any place, and the caption; its label stays in the box."""
    match = _CAPTION.search(body)
    group = None if match is None else read_titled(body, match.end())
    if match is None or group is None:
        return body, ""
    labels = " ".join(found[0] for found in _LABEL.finditer(group[0]))
    return f"{body[: match.start()]} {labels} {body[group[1] :]}", group[0]


def _split_algorithm_steps(body: str) -> Iterator[str]:
    r"""Yield the steps, each beginning with a command such as ``\State``."""
    marks = list(_STEP.finditer(body))
    depth = 0
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        word = mark["word"].lower()
        if word in _CLOSES:
            depth = max(0, depth - 1)
        text = body[mark.end() : following.start() if following else len(body)]
        phrase = "" if word.startswith(("state", "end")) else _PHRASES.get(word, word)
        step = _tidy_algorithm_text(text, unwrap=word in _OPENS or word == "until")
        if not word.startswith("end") and (phrase or step):
            yield "  " * min(depth, _DEEPEST) + f"{phrase} {step}".strip()
        if word in _OPENS:
            depth += 1


def _tidy_algorithm_text(text: str, *, unwrap: bool = False) -> str:
    text = _HIDDEN.sub(" ", text)
    if unwrap:
        group = read_titled(text, 0)
        text = group[0] + " " + text[group[1] :] if group is not None else text
    text = " ".join(text.split()).strip()
    if text.startswith("{") and text.endswith("}") and text.count("{") == text.count("}") == 1:
        text = text[1:-1].strip()
    return text.removesuffix("\\\\").strip()


# Marks in a box of algorithm2e: the end of a step, a formula's dollars, a command.
_TWO_E = re.compile(r"\\;|\$\$?|\\(?:(?P<word>[a-zA-Z@]+)\*?|.)", re.DOTALL)
# The phrase of a command, and how many of its last arguments are bodies.
_BLOCKS = {
    "For": ("for", 1), "ForEach": ("for each", 1), "ForAll": ("for all", 1), "While": ("while", 1),
    "If": ("if", 1), "ElseIf": ("else if", 1), "Else": ("else", 1), "eIf": ("if", 2), "Begin": ("", 1),
    "Repeat": ("repeat", 1), "KwIn": ("input", 0), "KwOut": ("output", 0), "KwData": ("data", 0),
    "KwResult": ("result", 0), "KwRet": ("return", 0), "Return": ("return", 0), "Input": ("input", 0),
    "Output": ("output", 0),
}  # fmt: skip
_WITHOUT_HEAD = ("Begin", "Else")
_TO = re.compile(r"\\KwTo(?![a-zA-Z])")
_ASIDE = re.compile(r"\s*\([^()]*\)")
# Commands that only set the appearance of a box, with their arguments.
_LOOKS = re.compile(
    r"\\(?:SetKw[a-zA-Z]*|SetAlgo[a-zA-Z]*|SetNl[a-zA-Z]*|Set[A-Z][a-zA-Z]*|caption\*?|label|tc[cp]\*?|algorithmfootnote"
    r"|setstretch|vspace\*?|hspace\*?)(?![a-zA-Z])(?:\s*\[[^\[\]]*\])?(?:\s*\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*"
    r"|\\(?:DontPrintSemicolon|PrintSemicolon|LinesNumbered[a-zA-Z]*|LinesNotNumbered|BlankLine|nl|lnl|Ind[pm]"
    r"|SetLine|SetVline|RestyleAlgo|linesnumbered|SetAlgoLined)(?![a-zA-Z])(?:\s*\{[^{}]*\})?"
)


def _list_algorithm2e_steps(text: str, depth: int = 0) -> Iterator[str]:
    """Yield the lines of a body in a box of algorithm2e, whose steps end with ``\\;``."""
    begin = position = 0
    in_formula = False
    said = ""
    while (match := _TWO_E.search(text, position)) is not None:
        position = match.end()
        in_formula ^= match.group()[0] == "$"
        word = match["word"] or ""
        if word[:1] in ("l", "u") and word[1:] in _BLOCKS:
            word = word[1:]  # on one line, or without a rule at its end
        if in_formula or (match.group() != "\\;" and (word not in _BLOCKS or depth >= _DEEPEST)):
            continue
        yield from _indent_step(f"{said} {text[begin : match.start()]}", depth)
        said, bodies = _BLOCKS.get(word, ("", 0))
        begin = position
        if word not in _BLOCKS:
            continue
        groups: list[str] = []
        if bodies and (aside := _ASIDE.match(text, begin)) is not None:
            begin = aside.end()
        most = bodies + (word not in _WITHOUT_HEAD)
        while len(groups) < most and (group := read_braces_at(text, begin)) is not None:
            groups.append(group[0])
            begin = position = group[1]
        if not groups:  # its text goes up to the end of the step
            continue
        head = groups.pop(0) if word not in _WITHOUT_HEAD else ""
        is_repeat = word == "Repeat"
        yield from _indent_step(said if is_repeat else f"{said} {_tidy_algorithm_text(head)}", depth)
        for index, inner in enumerate(groups):
            yield from _indent_step("else" * (index > 0), depth)
            yield from _list_algorithm2e_steps(inner, depth + bool(said))
        yield from _indent_step(f"until {head}" * is_repeat, depth)
        said = ""
    yield from _indent_step(f"{said} {text[begin:]}", depth)


def _indent_step(text: str, depth: int) -> Iterator[str]:
    step = _tidy_algorithm_text(text)
    if step.strip("{}[] "):
        yield "  " * depth + step
