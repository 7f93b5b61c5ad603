"""Read boxes of pseudo-code as steps: ``algorithmic`` and ``algorithmicx``."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from drill.papers.model import AlgorithmRow
from drill.papers.source.document import Manuscript
from drill.papers.source.expansion import written_out
from drill.papers.source.macros import Macros
from drill.papers.source.outline import escaped, plain_words
from drill.papers.source.prose import markdown
from drill.papers.source.scan import read_titled
from drill.text import clean

_BOX: Final = re.compile(r"\\begin\s*\{(?P<name>algorithm\*?|algorithmic)\}")
_STEP: Final = re.compile(
    r"\\(?P<word>STATEx?|Statex?|FOR|ForAll|FORALL|For|WHILE|While|IF|If|ELSIF|ElsIf|ELSE|Else|REPEAT|Repeat|UNTIL|Until|"
    r"RETURN|Return|REQUIRE|Require|ENSURE|Ensure|INPUT|Input|OUTPUT|Output|LOOP|Loop|Function|Procedure|"
    r"ENDFOR|EndFor|ENDWHILE|EndWhile|ENDIF|EndIf|ENDLOOP|EndLoop|EndFunction|EndProcedure)(?![a-zA-Z])"
)
_OPENS: Final = frozenset(
    ("for", "forall", "while", "if", "elsif", "else", "repeat", "loop", "function", "procedure")
)
_CLOSES: Final = frozenset(
    ("endfor", "endwhile", "endif", "endloop", "endfunction", "endprocedure", "elsif", "else", "until")
)
_PHRASES: Final = {"forall": "for all", "elsif": "else if"}
# Without it a box is none of these: algorithm2e ends its steps with ``\;``.
_BEGUN: Final = re.compile(r"\\(?:STATE|State)x?(?![a-zA-Z])")
_HIDDEN: Final = re.compile(
    r"\\(?:addtocounter|setcounter)\s*\{[^{}]*\}\s*\{[^{}]*\}"
    r"|\\(?:label|COMMENT|Comment|vspace|hspace|refstepcounter|stepcounter)\s*\{(?:[^{}]|\{[^{}]*\})*\}"
    r"|\\(?:small|footnotesize|normalsize|centering|noindent|(?:begin|end)\{(?!(?:[a-zA-Z]*matrix|[a-zA-Z]*cases|aligned|array|split|gathered)\})"
    r"[a-zA-Z0-9]+\})(?:\[[^\[\]]*\])?"
)


def algorithms(manuscript: Manuscript, macros: Macros) -> Iterator[AlgorithmRow]:
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
        body = written_out(text[match.end() : end], macros.commands)
        steps = list(_steps(body)) if _BEGUN.search(body) else []
        if len(steps) >= 2:
            digest = hashlib.sha256("\n".join(steps).encode("utf-8", "replace")).hexdigest()[:12]
            origin = manuscript.place(match.start())
            yield AlgorithmRow(digest, tuple(steps), _label(body), _caption(body), *origin)
        position = end


def in_markdown(box: AlgorithmRow, numbers: Mapping[str, str]) -> AlgorithmRow:
    """Return a box with its steps and its caption in Markdown."""
    caption = box.caption.replace(box.label, "") if box.label else box.caption
    return replace(
        box,
        steps=tuple(_shown(step, numbers) for step in box.steps),
        label=clean(box.label),
        caption=clean(markdown(caption, numbers)).strip(" .:"),
    )


def _shown(step: str, numbers: Mapping[str, str]) -> str:
    indent = step[: len(step) - len(step.lstrip())]
    return indent + clean(markdown(step, numbers) or escaped(step.strip()))


def _label(body: str) -> str:
    match = re.search(r"\\label\s*\{([^{}]*)\}", body)
    return match[1].strip() if match else ""


def _caption(body: str) -> str:
    match = re.search(r"\\caption\*?", body)
    if match is None:
        return ""
    group = read_titled(body, match.end())
    return plain_words(group[0]) if group is not None else ""


def _steps(body: str) -> Iterator[str]:
    r"""Yield the steps, each of which begins with a command such as ``\State``."""
    marks = list(_STEP.finditer(body))
    depth = 0
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        word = mark["word"].lower()
        if word in _CLOSES:
            depth = max(0, depth - 1)
        text = body[mark.end() : following.start() if following else len(body)]
        phrase = "" if word.startswith(("state", "end")) else _PHRASES.get(word, word)
        step = _tidy(text, unwrap=word in _OPENS or word == "until")
        if not word.startswith("end") and (phrase or step):
            yield "  " * depth + f"{phrase} {step}".strip()
        if word in _OPENS:
            depth += 1


def _tidy(text: str, *, unwrap: bool = False) -> str:
    text = _HIDDEN.sub(" ", text)
    if unwrap:
        group = read_titled(text, 0)
        text = group[0] + " " + text[group[1] :] if group is not None else text
    text = " ".join(text.split()).strip()
    if text.startswith("{") and text.endswith("}") and text.count("{") == text.count("}") == 1:
        text = text[1:-1].strip()
    return text.removesuffix("\\\\").strip()
