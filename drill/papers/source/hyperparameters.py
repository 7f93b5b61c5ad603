"""The hyperparameters that a paper gives as name and value, in its sentences and in its tables.

A name is a known noun phrase of training, or a letter that the paper calls by one, and its value is next to
it. Sentences on other works, on several values and on a search for the best one are passed over, because
there a value beside a name is not the setting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from drill.papers.model import SettingRow
from drill.papers.source.document import Manuscript, Paragraph, Place
from drill.papers.source.latex_scanner import read_titled
from drill.text import blank_match, read_word_tables

_TABLES = read_word_tables(__file__, "hyperparameters.txt")


def _join_words(table: str) -> str:
    """Return a pattern for any of the words of a table."""
    return "(?:" + "|".join(_TABLES[table].strip().splitlines()) + ")"


_PHRASES = re.findall(r"(?m)^(\S+) (.+?) \| (.+)$", _TABLES["phrases"])
# The kind of value of each phrase, and the spellings of the phrase.
_KINDS = {name: kind for kind, name, _ in _PHRASES}
_SPELLED = {name: re.compile(spelling, re.IGNORECASE) for _, name, spelling in _PHRASES}
_LETTERS_OF_ADAM = ("beta_1", "beta_2", "epsilon")
_PATTERNS = {name: f"(?:{spelled.pattern})" for name, spelled in _SPELLED.items()}
_NAME = "|".join(pattern for name, pattern in _PATTERNS.items() if name not in _LETTERS_OF_ADAM)
_WHICH = rf"(?:{_join_words('which')}[- ])"
_DIGITS = r"(?:\d{1,3}(?:(?:,|\{,\})\d{3}){1,3}(?!\d)|\d+(?:\.\d+)?|\.\d+)"
_POWER = r"10\s*\^\s*(?:\{\s*(?:-\s*)?\d{1,2}\s*\}|\d)"
_VALUE = (
    rf"(?:2\s*\^\s*(?:\{{\s*\d{{1,2}}\s*\}}|\d)|(?:{_DIGITS}\s*(?:\\times|\\cdot|×|\*)\s*)?{_POWER}"
    rf"|{_DIGITS}(?:\s*e\s*\{{?\s*-?\s*\d{{1,2}}\s*\}}?|\s?(?:k|m|million)\b|\s?\\%)?)"
)
_UNIT = (
    rf"(?:\s+(?:{_join_words('counted')}\b(?:\s+per\s+(?:gpu|device|batch)\b)?|per\s+(?:gpu|device|core)\b))"
)
_LETTER = r"(?:\\[a-zA-Z]+|[A-Za-z])(?:\s*[_^]\s*(?:\{[^{}]{1,20}\}|\w))?"
# Signs that a value continues, such as ``32-64`` or ``3x3``, or is one of several; such a value is not read.
# A further number that a name follows is the next setting.
_SECOND = rf"\s*(?:,\s*(?:and|or|then)\b|,|and|or|to|then|&)\s*(?:then\s+)?(?:to\s+)?{_VALUE}(?!\w|\.\d)"
_GOES_ON = (
    r"(?!\s*(?:[-–/^_\\]|\.\d|[x×*]\s*\d))(?!\w)"
    rf"(?!{_UNIT}?(?:\s+for\s+[\w\s-]{{1,40}}?)?{_SECOND}(?!\s*{_WHICH}*(?:{_NAME})))"
)
# Text that may be between a name and its value: verbs that set it, its letter.
_LINK = (
    rf"(?:\s*\(\s*{_LETTER}\s*\)|\s*{_LETTER}(?=\s*(?:=|is\b|was\b|of\b|to\b|$)))?"
    r"(?:\s+(?:is|was|are|were|be|being|equals)\b(?:\s+(?:always|also|kept|then))?)?"
    r"(?:\s+(?:set|fixed|chosen|kept|held|initiali[sz]ed|equal)\b){0,2}"
    r"(?:\s+(?:to be|to|at|of|as|with)\b|\s*(?:=|:|\()|\s)"
    r"(?:\s*(?:probability|rate|coefficient|ratio|value)(?:\s+of|\s*=)?\s)?"
    rf"\s*(?:{_LETTER}\s*=\s*)?"
)
_NAMED = re.compile(
    rf"(?<![\w-])(?P<which>{_WHICH}{{0,2}})(?P<name>{_NAME})"
    r"(?P<of>\s+(?:for|of)(?:\s+[a-z][\w-]*){1,4}?(?=\s+(?:is|was|are|were)\b))?"
    rf"(?P<link>{_LINK})(?P<value>{_VALUE})(?P<unit>{_UNIT}?){_GOES_ON}",
    re.IGNORECASE,
)
# A value before its name, where a word says that it is one: ``with 0.9 momentum``.
_BEFORE_NAME = re.compile(
    rf"(?:\b(?:with|and|a|of|use|using)\s+|,\s*)(?P<value>{_VALUE})\s+"
    r"(?P<name>dropout(?: rate)?|momentum|weight decay|label smoothing|gradient accumulation steps"
    r"|warm-?up (?:steps|iterations|epochs|updates))\b(?!\s+(?:of|is|was|set|=|to)\b|\s*[=(\d])",
    re.IGNORECASE,
)
_TRAINED = re.compile(
    r"\b(?:for|over|during|use|using)\s+(?:a total of\s+)?"
    rf"(?P<value>{_VALUE})\s+(?P<name>(?:training\s+)?epochs"
    r"|(?:(?:training|gradient|optimi[sz]ation|mini-?batch)\s+)?(?:steps|iterations|updates))\b(?!\s+of\b)",
    re.IGNORECASE,
)
_TRAINING = re.compile(r"\b(?:pre-?|fine-?|re)?(?:train(?:ed|s)?|tun(?:e|ed)|optimi[sz]ed?)\b", re.IGNORECASE)
_CLIPPED = re.compile(
    r"\b(?:gradients?(?:\s+norms?)?\s+(?:(?:are|is|were|was)\s+)?clipp(?:ed|ing)"
    r"|clip(?:ped|ping)?\s+(?:(?:the|all)\s+)?(?:global\s+)?gradients?(?:\s+norms?)?)"
    r"(?:\s+(?:is|are|set|to|at|of|with|by|a|the|an|maximum|max|global|norm|value|threshold|absolute|size|its"
    r"|their|\\ell_2|L2)\b|\s*[=(])+"
    rf"\s*(?P<value>{_VALUE}){_GOES_ON}",
    re.IGNORECASE,
)
_ASSIGNED = re.compile(rf"(?<![\w\\^_{{(|])(?P<letter>{_LETTER})\s*=\s*(?P<value>{_VALUE}){_GOES_ON}")
_BOTH_BETAS = re.compile(
    r"\\beta\s*_\s*\{?1\}?\s*,\s*\\beta\s*_\s*\{?2\}?\s*\)?\s*(?:=|&)\s*\(?\s*"
    rf"(?P<first>{_VALUE})\s*,\s*(?P<second>{_VALUE})(?!\s*,)"
)
_CALLED = re.compile(
    rf"(?P<name>{_NAME})\s+\$\s*(?P<letter>{_LETTER})\s*\$|\$\s*(?P<letter_first>{_LETTER})\s*\$\s+"
    rf"(?:is|denotes|as)\s+(?:the\s+|a\s+)?(?P<name_behind>{_NAME})",
    re.IGNORECASE,
)
# A clause in which something is set, and one that looks at a case, a change, a search or another work.
_SETS = re.compile(rf"\b{_join_words('setting')}\b", re.IGNORECASE)
_CASE = re.compile(rf"\b{_join_words('cases')}\b", re.IGNORECASE)
_ASIDE = re.compile(
    rf"\b{_join_words('asides')}\b|\\in\b|\\\{{"
    r"|\\cite[a-zA-Z]*\s*(?:\[[^\[\]]*\])*\{[^{}]*\}\s+(?:\w+ly\s+)?"
    r"(?:use|train|report|set|propos|employ|adopt|show|found|find)",
    re.IGNORECASE,
)
_CHANGED = re.compile(rf"\b{_join_words('changes')}\s+(?:the\s+|a\s+|our\s+|its\s+)?$", re.IGNORECASE)
_CLAUSE_END = re.compile(
    r";|[.!?](?=\s+[A-Z\\$(]|\s*$)|,?\s+(?:while|whereas|but|because|although)\s", re.ASCII
)
_DRESSED = re.compile(
    r"\\(?:emph|textbf|textit|texttt|textrm|text|mathrm|mathbf|num|underline|textsc"
    r"|multirow\s*\{[^{}]*\}\s*\{[^{}]*\})\s*\{([^{}]*)\}"
)
_GAP = re.compile(
    r"(?<!\\)\\[,;:! ]|[$~]|\\cmidrule(?:\([lr]*\))?\{[^{}]*\}|(?<=\\)\\\[[^\]]*\]"
    r"|\\(?:hline|toprule|midrule|bottomrule|quad|qquad|sim|approx|small|footnotesize)(?![a-zA-Z])"
)
_TABLE = re.compile(r"\\begin\s*\{(?:tabular[x*]?|longtable|tblr|tabu)\}")
_TABLE_END = re.compile(r"\\end\s*\{(?:tabular[x*]?|longtable|tblr|tabu)\}")
_ROW_END = re.compile(r"\\\\")
_NAMED_CELL = re.compile(
    rf"\W*(?P<which>(?:[A-Z]\w*\s+)?{_WHICH}{{0,2}})(?P<name>{'|'.join(_PATTERNS.values())}|optimi[sz]er)"
    rf"\s*(?:\(?\s*{_LETTER}\s*\)?)?\s*:?\s*",
    re.IGNORECASE,
)
_VALUE_CELL = re.compile(rf"\s*(?P<value>{_VALUE})(?P<unit>{_UNIT}?)\s*", re.IGNORECASE)
_WORDS_CELL = re.compile(r"\s*([A-Za-z][\w +-]{1,30}?)\s*")
_LIST = re.compile(r"\\begin\s*\{(?:itemize|enumerate|description)\}")
_LIST_END = re.compile(r"\\end\s*\{(?:itemize|enumerate|description)\}")
_CITED = re.compile(r"\\[cC]ite[a-zA-Z]*\*?\s*(?:\[[^\[\]]*\])*\{[^{}]*\}")
_PART_END = re.compile(r"\\item(?![a-zA-Z])|[,;](?!\d)|\.(?=\s)|\n\s*\n")
# Words that name a setting in a list or a table of settings, whatever they are.
_ANY_NAME = re.compile(rf"(?!.*\b{_join_words('unnamed')}\b)[A-Za-z]{{3}}[\w-]*(?:\s+[\w-]+){{0,5}}", re.I)
_LISTED = re.compile(
    rf"\s*(?:(?:the|an?)\s+)?(?P<name>[A-Za-z][\w-]*(?:\s+[A-Za-z-]+){{0,5}}?)(?:\s*\(?\s*{_LETTER}\s*\)?)?\s*(?:=|:|\bof\b|\bis\b)"
    rf"\s*(?:{_LETTER}\s*=\s*)?(?P<value>{_VALUE})(?:\s*|\s*\(.*|\s+(?:for|per|in)\b.*)",
    re.IGNORECASE | re.DOTALL,
)
# Names of which one must be in a table or a list of settings.
_TELLING = ("learning rate", "batch size", "epochs", "training steps", "optimizer")
_PAIR = 2
_MOST = 60
_LONGEST = 20_000


def find_hyperparameters(manuscript: Manuscript, paragraphs: Iterable[Paragraph]) -> Iterator[SettingRow]:
    """Yield each hyperparameter with the place of its value; a repeated one is yielded once."""
    known: set[tuple[str, str]] = set()
    read = (*_read_paragraphs(paragraphs), *_read_tables(manuscript), *_read_lists(manuscript))
    for name, value, place in read:
        if (name, value) not in known and len(known) < _MOST:
            known.add((name, value))
            yield SettingRow(name, value, *place)


def _read_paragraphs(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[str, str, Place]]:
    texts = [
        (paragraph, _blank_markup(paragraph.text[:_LONGEST]))
        for paragraph in paragraphs
        if paragraph.part not in ("related work", "proof")
    ]
    letters = _read_called_letters(texts)
    for paragraph, text in texts:
        for offset, name, value in sorted(_read_sentences(text, letters)):
            yield name, value, paragraph.place_of(offset)


def _read_tables(manuscript: Manuscript) -> Iterator[tuple[str, str, Place]]:
    for begin, text in _find_environments(manuscript.text, _TABLE, _TABLE_END):
        for offset, name, value in _read_table(text):
            yield name, value, manuscript.place(begin + offset)


def _read_lists(manuscript: Manuscript) -> Iterator[tuple[str, str, Place]]:
    """Yield the further settings of lists in which two known ones are, one of them telling."""
    for begin, text in _find_environments(manuscript.text, _LIST, _LIST_END):
        if _are_settings([name for _, name, _ in _read_sentences(text, {})]):
            for offset, name, value in _read_listed(text):
                yield name, value, manuscript.place(begin + offset)


def _find_environments(
    text: str, opening: re.Pattern[str], closing: re.Pattern[str]
) -> Iterator[tuple[int, str]]:
    """Yield the place and the text of each environment, behind its arguments and without markup."""
    for match in opening.finditer(text):
        begin = match.end()
        end = closing.search(text, begin, begin + _LONGEST)
        while (argument := read_titled(text, begin)) is not None:
            begin = argument[1]
        if end is not None:
            yield begin, _blank_markup(text[begin : end.start()])


def _read_listed(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield each part of a list that is a name and its value."""
    text = _CITED.sub(blank_match, text)
    begin = 0
    for end in (*_PART_END.finditer(text), None):
        stop = end.start() if end else len(text)
        match = _LISTED.fullmatch(text, begin, stop)
        name = _make_any_name(match["name"]) if match else ""
        if match and name and not _ASIDE.search(match[0]) and not _NAMED.search(match[0]):
            yield match.start("value"), name, _print_value(match["value"])
        begin = end.end() if end else stop


def _make_any_name(words: str) -> str:
    """Return the name of a setting in a list of settings: a known phrase, else its own words."""
    plain = " ".join(words.split())
    if not _ANY_NAME.fullmatch(plain):
        return ""
    own = plain if plain[1:2].isupper() else plain[:1].lower() + plain[1:]
    return _find_phrase(plain) or own


def _are_settings(names: Sequence[str]) -> bool:
    """Return whether names are those of settings, because results are called after methods, too."""
    bare = {name.partition(",")[0] for name in names}
    return len(bare) > 1 and any(name.endswith(_TELLING) for name in bare)


def _blank_markup(text: str) -> str:
    """Return a text of the same length without dollars, gaps and fonts."""

    def blank(match: re.Match[str]) -> str:
        inside = match[1] if match.re is _DRESSED else ""
        before = match.start(1) - match.start() if inside else len(match[0])
        return " " * before + inside + " " * (len(match[0]) - before - len(inside))

    for _ in range(2):
        text = _DRESSED.sub(blank, text)
    return _GAP.sub(blank, text)


def _read_called_letters(texts: Iterable[tuple[Paragraph, str]]) -> Mapping[str, str]:
    r"""Return the phrases that the paper calls letters by: ``learning rate $\eta$``.

    A letter of two phrases or of several values is left out, because it is not a setting of the whole paper.
    """
    called: dict[str, set[str]] = {}
    values: dict[str, set[str]] = {}
    for paragraph, text in texts:
        for match in _CALLED.finditer(paragraph.text):
            name = _find_phrase(match["name"] or match["name_behind"])
            called.setdefault(_plain_letter(match["letter"] or match["letter_first"]), set()).add(name)
        for match in _ASSIGNED.finditer(text):
            values.setdefault(_plain_letter(match["letter"]), set()).add(_print_value(match["value"]))
    return {
        letter: next(iter(names))
        for letter, names in called.items()
        if len(names) == 1 and len(values.get(letter, ())) == 1
    }


def _plain_letter(letter: str) -> str:
    return re.sub(r"[\s{}]", "", letter)


def _find_phrase(words: str) -> str:
    """Return the phrase that words spell, whole; empty for others."""
    plain = " ".join(words.split())
    return next((name for name, pattern in _SPELLED.items() if pattern.fullmatch(plain)), "")


def _read_sentences(text: str, letters: Mapping[str, str]) -> Iterator[tuple[int, str, str]]:
    """Yield the place of each value in a text, with its name."""
    begin = 0
    ends = [*((match.start(), match.end()) for match in _CLAUSE_END.finditer(text)), (len(text), len(text))]
    for end, following in ends:
        clause = text[begin:end]
        if any(sign.isdigit() for sign in clause) and not _ASIDE.search(clause):
            yield from (
                (begin + offset, name, value) for offset, name, value in _read_clause(clause, letters)
            )
        begin = following


def _read_clause(clause: str, letters: Mapping[str, str]) -> Iterator[tuple[int, str, str]]:
    taken: list[tuple[int, int]] = []
    for pattern in (_NAMED, _BEFORE_NAME, _CLIPPED, _TRAINED):
        for match in pattern.finditer(clause):
            span = match.span("value")
            is_free = all(span[1] <= start or end <= span[0] for start, end in taken)
            is_said = pattern is not _TRAINED or bool(taken) or _TRAINING.search(clause, 0, match.start())
            if (
                not is_free
                or not is_said
                or _CHANGED.search(clause[max(0, match.start() - 40) : match.start()])
            ):
                continue
            if (row := _make_row(match)) is not None:
                taken.append(span)
                yield (span[0], *row)
    if not _SETS.search(clause) or _CASE.search(clause):
        return
    is_adam = re.search(r"\bN?Adam|\bRMSProp", clause, re.IGNORECASE) is not None
    for match in _BOTH_BETAS.finditer(clause) if is_adam else ():
        yield match.start("first"), "beta_1", _print_value(match["first"])
        yield match.start("second"), "beta_2", _print_value(match["second"])
    for match in _ASSIGNED.finditer(clause):
        name = _name_letter(match["letter"], letters, is_adam=is_adam)
        span = match.span("value")
        value = _print_value(match["value"])
        is_free = all(span[1] <= start or end <= span[0] for start, end in taken)
        if name and is_free and _fits(name, value):
            yield span[0], name, value


def _name_letter(letter: str, letters: Mapping[str, str], *, is_adam: bool) -> str:
    """Return the phrase for a letter; of Adam's own letters their names."""
    plain = _plain_letter(letter)
    own = plain.removeprefix("\\").replace("varepsilon", "epsilon")
    if is_adam and own in _LETTERS_OF_ADAM:
        return own
    return letters.get(plain, "")


def _make_row(match: re.Match[str]) -> tuple[str, str] | None:
    """Return name and value of a match; None where the value does not fit the name."""
    groups = match.groupdict("")
    spelled = groups.get("name", "gradient clipping")
    name = _find_phrase(spelled) or ("epochs" if "epochs" in spelled.lower() else "training steps")
    unit = " ".join(groups.get("unit", "").split())
    value = _print_value(groups["value"])
    if name == "warm-up steps" and unit.startswith("epochs"):
        name = "warm-up epochs"
    if not _fits(name, value):
        return None
    which = " ".join(groups.get("which", "").replace("-", " ").split()).lower()
    whose = " ".join(groups.get("of", "").split())
    if re.search(r"\b(?:all|our|each|both|experiments?|models?|training|runs?)\b", whose):
        whose = ""
    is_unit_said = not unit or unit.split()[0] in ("steps", "iterations", "updates", "epochs")
    return " ".join(filter(None, (which, name, whose))), value if is_unit_said else f"{value} {unit}"


def _print_value(latex: str) -> str:
    r"""Return a number as Python reads it: ``3 \times 10^{-4}`` is ``3e-4``, ``100k`` is ``100000``."""
    plain = re.sub(r"\{,\}|,(?=\d{3})|[\s{}]", "", latex).lower()
    plain = re.sub(r"^\.", "0.", plain)
    if plain.startswith("2^"):
        return str(2 ** int(plain[2:]))
    plain = re.sub(r"(?:\\times|\\cdot|×|\*)10\^", "e", plain)
    plain = re.sub(r"^10\^", "1e", plain)
    for word, zeros in (("million", 6), ("m", 6), ("k", 3)):
        if plain.endswith(word):
            whole, _, part = plain.removesuffix(word).partition(".")
            if len(part) <= zeros:
                return (whole + part.ljust(zeros, "0")).lstrip("0")
            return plain
    return plain.replace("\\%", "%")


def _fits(name: str, value: str) -> bool:
    """Return whether a value is possible for a name."""
    is_percent = value.endswith("%")
    number = float(value.removesuffix("%")) / (100 if is_percent else 1)
    match _KINDS[name]:
        case "count":
            return not is_percent and number >= 1 and number.is_integer()
        case "share":
            return 0 <= number <= 1
        case _:
            return number > 0


def _read_table(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the settings of a table's rows, if one of them can only be a setting."""
    begin = 0
    group = ""
    rows: list[tuple[int, str, str]] = []
    others: list[tuple[int, str, str]] = []
    header: list[str] = []
    for end in (*(match.start() for match in _ROW_END.finditer(text)), len(text)):
        cells = text[begin:end].split("&")
        offsets = [begin + sum(len(cell) + 1 for cell in cells[:index]) for index in range(len(cells))]
        group = _read_title_cell(cells[0]) or group
        read = list(_read_cells(cells, offsets, header, group))
        value = _VALUE_CELL.fullmatch(cells[-1])
        other = (
            _make_any_name(_read_title_cell(cells[0])) if len(cells) == _PAIR and not read and value else ""
        )
        if other and value:
            others.append((offsets[1], other, _print_value(value["value"])))
        header = header if read or header else cells
        rows += read
        begin = end + 2
    if _are_settings([name for _, name, _ in rows]):
        yield from sorted((*rows, *others))


def _read_cells(
    cells: Sequence[str], offsets: Sequence[int], header: Sequence[str], group: str
) -> Iterator[tuple[int, str, str]]:
    """Yield the settings of one row: a name with the one value behind it, or one for each titled column.

    If the header has the names, the row's first cell is the subject of the settings; if the names are in a
    later column, the subject is the ``group``, the last words in the first column.
    """
    names = {index: name for index, cell in enumerate(cells) if (name := _read_name_cell(cell))}
    if group and names and 0 not in names:
        names = {index: f"{name}, {group}" for index, name in names.items()}
    for index, name in names.items():
        stop = min((other for other in names if other > index), default=len(cells))
        bare = name.partition(",")[0]
        values = {at: value for at in range(index + 1, stop) if (value := _read_value_cell(cells[at], bare))}
        if len(values) == 1:
            yield from ((offsets[at], name, value) for at, value in values.items())
        elif len(header) == len(cells) and len(values) == stop - index - 1:
            for at, value in values.items():
                if title := _read_title_cell(header[at]):
                    yield offsets[at], f"{name}, {title}", value
    title = _read_title_cell(cells[0])
    if not names and title and not _VALUE_CELL.fullmatch(cells[0]) and len(header) == len(cells):
        for at, (above, cell) in enumerate(zip(header, cells, strict=True)):
            name = _read_name_cell(above)
            if name and (value := _read_value_cell(cell, name)):
                yield offsets[at], f"{name}, {title}", value


def _read_title_cell(cell: str) -> str:
    words = re.sub(r"\\[a-zA-Z]+|[^\w .+/-]", " ", cell)
    return " ".join(words.split())


def _read_name_cell(cell: str) -> str:
    match = _NAMED_CELL.fullmatch(cell)
    if match is None:
        return ""
    name = _find_phrase(match["name"]) or "optimizer"
    which = "" if name in _LETTERS_OF_ADAM else " ".join(match["which"].replace("-", " ").split()).lower()
    return " ".join(filter(None, (which, name)))


def _read_value_cell(cell: str, name: str) -> str:
    """Return a cell's value; of an optimizer its name; empty where the cell is something else."""
    if name.endswith("optimizer"):
        words = _WORDS_CELL.fullmatch(cell)
        return "" if words is None else words[1]
    match = _VALUE_CELL.fullmatch(cell)
    value = "" if match is None else _print_value(match["value"])
    kind = next((phrase for phrase in sorted(_KINDS, key=len, reverse=True) if name.endswith(phrase)), "")
    if match is None or not kind or not _fits(kind, value):
        return ""
    return " ".join((value, *match["unit"].split()))
