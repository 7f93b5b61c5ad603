"""Explanations of YAML's reading of unquoted text, with advice on how to fix it.

Authors write sentences, YAML sees syntax: a text that starts with ``@``, a backtick or ``*``, one with ``: ``
in it, one with a comma inside braces. Each function turns what the parser or the schema noticed into a
message and a mend.
"""

from __future__ import annotations

import re

from drill.banks.yaml_nodes import Fields, Items, Node, Text
from drill.text import quote_for_message

QUOTE_IT = "put the text in single quotes (a quote inside is doubled), or below the name after >-"

_VALUE = re.compile(r"\s*(?:- +)*(?:[\w-]+: +)?(?P<value>.*)")
_STARTS = {
    "@": "text that starts with @ must be in quotes",
    "`": "text that starts with a backtick must be in quotes",
    "%": "text that starts with % must be in quotes",
    "*": "text that starts with * must be in quotes: YAML takes it for an alias",
    "&": "text that starts with & must be in quotes: YAML takes it for an anchor",
    "!": "text that starts with ! must be in quotes: YAML takes it for a tag",
    "|": "text that starts with | must be in quotes: YAML takes it for the head of a block",
    ">": "text that starts with > must be in quotes: YAML takes it for the head of a block",
}
_TAB = ("there is a tab where only spaces may be", "indent with spaces")
_COLON = (
    "': ' in unquoted text makes YAML see a name and its value, or a line is indented too deep",
    QUOTE_IT,
)
# Message and advice for a backslash between double quotes.
ESCAPED = (
    'a backslash in a double-quoted text is an escape: "\\frac" holds a form feed',
    "put the text in single quotes, or below the name after >-",
)
# Message and advice for a text whose end became a comment.
CUT = "the text is cut at ' #': YAML takes the rest for a comment", QUOTE_IT


def explain_syntax(problem: str, context: str, line: str, column: int) -> tuple[str, str]:
    """Return message and advice for a YAML syntax error at ``column`` (from 1) of ``line``."""
    character = line[column - 1 : column]
    value = _VALUE.match(line)
    first = value["value"][:1] if value else ""
    if character == "\t" or "tab character" in problem:
        return _TAB
    if "cannot start any token" in problem and character in _STARTS:
        return _STARTS[character], QUOTE_IT
    if "alias" in context or "anchor" in context or "tag" in context or "block scalar" in context:
        return _STARTS.get(first, "this does not read as YAML"), QUOTE_IT
    if "mapping values" in problem:
        return _COLON
    if "escape" in problem:
        return ESCAPED
    if "quoted scalar" in context:
        return "a quote is not closed", "a single quote inside a single-quoted text is doubled"
    if "flow" in context:
        return "a bracket is not closed, or text in brackets goes on after its end", QUOTE_IT
    if "expected key" in problem and first in _STARTS:
        return _STARTS[first], QUOTE_IT
    if "expected key" in problem and first in ("'", '"'):
        return "text goes on after its closing quote", "quote the whole text, a quote inside doubled"
    if "expected key" in problem or "node content" in problem:
        return "a name and its value are expected here", "look for a wrong indent, or a bracket too many"
    return f"the text is not YAML: {problem}", ""


def explain_not_text(node: Node) -> tuple[str, str]:
    """Return message and advice where a text is expected and something else was read."""
    if isinstance(node, Fields) and node.in_braces:
        return "text is expected here, and braces { } make a mapping", QUOTE_IT
    if isinstance(node, Fields):
        name = node.entries[0][0].text if node.entries else ""
        return (
            f"text is expected here, and ': ' made a mapping of it (after {quote_for_message(name)})",
            QUOTE_IT,
        )
    if isinstance(node, Items):
        return "text is expected here, and brackets [ ] make a list", QUOTE_IT
    return "text is expected here", QUOTE_IT


def explain_stray_key(key: Text, value: Node | None) -> tuple[str, str] | None:
    """Explain a name that a comma inside braces made of the rest of a text; ``None`` for others."""
    if key.text.strip() == "<<":
        return "merge keys (<<) are not read", "write the names out"
    if isinstance(value, Text) and value.style == "plain" and not value.text:
        return (
            f"a comma inside braces ends a text, so {quote_for_message(key.text)} was read as a name",
            QUOTE_IT,
        )
    return None
