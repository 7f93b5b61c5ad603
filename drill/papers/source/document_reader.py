"""Read a source to a document: the first four stages in one call."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from string import ascii_lowercase

from drill.errors import PaperError
from drill.papers.model import AlgorithmRow, CaptionRow, NoteRow, Paper, PassageRow, ReferenceRow, SourceRow
from drill.papers.source import outline
from drill.papers.source.algorithms import (
    convert_prose_to_markdown,
    find_algorithm_boxes,
    in_markdown,
    list_absent_formulas,
    list_cited_works,
)
from drill.papers.source.displays import find_displays, make_display_formulas, shown_text
from drill.papers.source.document import Document, Formula, Manuscript, Paragraph, map_label_numbers
from drill.papers.source.flatten import flatten_source
from drill.papers.source.hyperparameters import find_hyperparameters
from drill.papers.source.intake import Files, Source, open_source, safe_name, text_or_none
from drill.papers.source.latex_scanner import blank_unset_text, read_braces_at, read_option, read_titled
from drill.papers.source.markup_source import flatten_html, flatten_markdown
from drill.papers.source.outline import plain_words, split_sentences
from drill.text import clean_text, hash_text, remove_invisible

# A paper's words about itself, found by plain patterns: sentences on novelty and training; captions.

# A number before a unit, also in dollars.
_NUMBER = r"\d[\d.,]*\s*\$?\s*(?:\\[a-z]+\s*)?(?:[kKmMB]\b\s*)?"
# Patterns by line of the overview; the subject has none, because it is the abstract's first sentence.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "new": (
        r"\b[Ww]e (?:\w+ )?(?:propose|introduce|present|develop)\b",
        r"\b[Oo]ur (?:\w+ )?contributions?\b",
    ),
    "claims": (
        r"\b[Ww]e (?:\w+ )?(?:show|prove|demonstrate|find|establish|achieve|improve (?:on|over|upon))\b",
        r"\bstate[- ]of[- ]the[- ]art\b",
    ),
    "why": (r"\b(?:[Hh]owever|[Uu]nfortunately|suffers? from|limitations? of|motivated by|bottleneck)\b",),
    "task": (
        r"\b(?:[Tt]he (?:task|goal|problem) (?:is|of)|[Ww]e (?:consider|study|address|tackle) the "
        r"(?:\w+[- ]){0,3}(?:problem|task)|[Ww]e (?:\w+ )?(?:evaluate|test|experiment) (?:[\w-]+ ){0,4}on)\b",
    ),
    "data": (r"\b(?:data ?sets?|corpus|corpora|benchmarks?|training (?:set|data)|ImageNet|CIFAR|MNIST)\b",),
    "architecture": (
        rf"{_NUMBER}(?:hidden |residual |convolutional |attention )?(?:layers?|units|heads|blocks|neurons)\b",
        r"\b(?:architecture|encoder|decoder|network) (?:consists|is composed|has)\b",
    ),
    "objective": (r"\b(?:minimi[sz]e|maximi[sz]e|objective|loss) (?:the|function|is)\b",),
    "training": (r"\b(?:(?:pre-?)?trained (?:for|with|on|from)|fine-?tun\w+)\b",),
    "optimiser": (
        r"\b(?:AdamW?|SGD|RMSProp|Adagrad|Adafactor|momentum|warm-?up|annealed|[Ww]eight decay)\b",
        r"\blearning rate schedule\b",
    ),
    "hyperparameters": (
        r"\b(?:[Ll]earning rates?|[Ss]tep sizes?|[Bb]atch(?:es| sizes?)?|[Dd]ropout|[Ww]eight decay"
        r"|(?:[Hh]idden|[Ee]mbedding) (?:sizes?|dimensions?))\b[^.;]{0,30}?\d",
        rf"{_NUMBER}(?:epochs|mini-?batch)",
        rf"\b(?:for|after|over|during|of) {_NUMBER}(?:\w+ )?(?:steps|iterations|updates)\b",
    ),
    "hardware": (
        r"\b(?:GPUs?|TPUs?|CPUs?|V100|A100|H100|P100|Titan)\b",
        rf"{_NUMBER}(?:GPU|TPU|hours|days) (?:of|to|on)\b",
    ),
    "metrics": (r"\b(?:BLEU|perplexity|accuracy|F1|FID|AUC|mAP|RMSE|NLL|log-likelihood|error rate)\b",),
    "limitations": (
        r"\b[Oo]ur (?:\w+ )?limitations?\b",
        r"\b[Ll]imitations? of (?:our|this) (?:\w+ )?(?:work|method|approach|study|model)\b",
        r"\b[Oo]ur (?:\w+ ){1,2}(?:still )?(?:fails?|struggles?|does not (?:work|apply|scale))\b",
        r"\b(?:left|leave (?:it|this|that)) (?:for|to) future work\b",
    ),
    "results": (
        r"\b(?:outperform\w*|achieves?|improv\w+|reach(?:es)?|obtains?)\b[^.;]*\d",
        r"\b\d[\d.]*\s*\\?% (?:better|faster|lower)",
    ),
}
# Max sentences of the main part for a line of the overview, and of the appendix; exceptions by their line.
_MOST_PASSAGES = (2, 1)
_MOST_OF = {"hyperparameters": (8, 8), "limitations": (8, 4)}
_ON_LIMITS = re.compile(r"(?:\w+ and )?limitations?\b", re.IGNORECASE)
# Words in a sentence on data that show that it is about a limitation of a method.
_FAULT = re.compile(r"\b(?:fail\w*|missing|(?:does|do|did) not)\b")
# Min and max characters of a sentence that is not a list; one with a number may be short.
_SHORTEST = 40
_SHORTEST_WITH_A_NUMBER = 12
_LONGEST_PASSAGE = 500
# Lines of an algorithm, which are not sentences.
_CODE = re.compile(
    r"\\(?:begin|end|[Rr]equire|REQUIRE|S[Tt][Aa][Tt][Ee]|F[Oo][Rr]|W[Hh][Ii][Ll][Ee]|If|IF|Kw\w+)\b"
)
# Characters of a caption with its commands: two pages.
_LONGEST_CAPTION = 10_000
_PATTERNS = {name: re.compile("|".join(words)) for name, words in _WORDS.items()}
_FLOAT = re.compile(r"\\begin\s*\{(?P<kind>(?:sideways|wrap)?(?:figure|table))\*?\}")
_PART = re.compile(r"\\begin\s*\{(?P<kind>sub)(?:figure|table)\}")
# The end of a float, by the kind that its beginning names; a part of a float is ended by any of them.
_ENDS = {
    kind: re.compile(rf"\\end\s*\{{{kind}\*?\}}")
    for kind in (
        f"{how}{float_name}" for how in ("", "sideways", "wrap") for float_name in ("figure", "table")
    )
} | {"sub": re.compile(r"\\end\s*\{sub(?:figure|table)\}")}
_BOX = re.compile(r"\\subcaptionbox\{[^{}]*\}")
_CAPTION = re.compile(r"\\caption(?:of\s*\{[a-z]+\})?(?![a-zA-Z])\*?")
_DIGIT = re.compile(r"\d")
_LABEL = re.compile(r"\\label\s*\{[^{}]*\}")


def find_overview_passages(
    paragraphs: Iterable[Paragraph],
    abstract: Paragraph,
    appendix: int,
    titles: Sequence[str],
    numbers: Mapping[str, str],
) -> Iterator[PassageRow]:
    """Yield sentences for a line of the overview.

    ``appendix`` is the last section of the main part, ``titles`` are those of all sections.
    """
    limits = {number for number, title in enumerate(titles, 1) if _ON_LIMITS.match(title)}
    for row in _find_latex_passages(paragraphs, abstract, appendix, limits):
        if text := clean_text(convert_prose_to_markdown(row.text, numbers)):
            yield replace(row, text=text)


def _find_latex_passages(
    paragraphs: Iterable[Paragraph], abstract: Paragraph, appendix: int, limits: Container[int]
) -> Iterator[PassageRow]:
    """Yield the same as LaTeX."""
    counted: Counter[tuple[str, bool]] = Counter()
    known: set[str] = set()
    for first in split_sentences(abstract.text)[:1]:
        yield PassageRow("about", first, *abstract.place)
    for paragraph in (abstract, *paragraphs):
        is_late = paragraph.section > appendix
        for sentence in split_sentences(paragraph.text):
            least = _SHORTEST_WITH_A_NUMBER if _DIGIT.search(sentence) else _SHORTEST
            if (
                sentence in known
                or not least <= len(sentence) <= _LONGEST_PASSAGE
                or "$$" in sentence
                or _CODE.search(sentence)
            ):
                continue
            known.add(sentence)
            origin = paragraph.place_of(max(0, paragraph.text.find(sentence[:20])))
            names = {name for name, pattern in _PATTERNS.items() if pattern.search(sentence)}
            names |= {"limitations"} if paragraph.section in limits else set()
            names -= {"data"} if _FAULT.search(sentence) else set()
            names -= {"why"} if "limitations" in names else set()
            for name in sorted(names):
                counted[name, is_late] += 1
                if counted[name, is_late] <= _MOST_OF.get(name, _MOST_PASSAGES)[is_late]:
                    yield PassageRow(name, sentence, *origin, "appendix" if is_late else "")


def find_captions(
    manuscript: Manuscript, typed: Mapping[int, str], numbers: Mapping[str, str]
) -> Iterator[CaptionRow]:
    """Yield the captions of figures and tables in order, numbered; those of parts have a letter, ``3a``."""
    counts: Counter[str] = Counter()
    for kind, within in _find_environments(_FLOAT, manuscript.text, 0, len(manuscript.text)):
        kind = kind.removeprefix("wrap").removeprefix("sideways")
        letters = iter(ascii_lowercase)
        inside = [part for _, part in _find_environments(_PART, manuscript.text, within.start, within.stop)]
        inside += [range(*box.span()) for box in _BOX.finditer(manuscript.text, within.start, within.stop)]
        for match in _CAPTION.finditer(manuscript.text, within.start, within.stop):
            group = read_titled(manuscript.text, match.end())
            if group is None or len(group[0]) > _LONGEST_CAPTION:
                continue
            is_part = any(match.start() in part for part in inside)
            number = f"{counts[kind] + 1}{next(letters, '')}" if is_part else f"{counts[kind] + 1}"
            counts[kind] += not is_part
            latex = " ".join(typed.get(match.start(), group[0]).split())
            digest = hash_text(f"{kind}\n{latex}")
            text = _LABEL.sub(" ", group[0])
            caption = clean_text(convert_prose_to_markdown(text, numbers))
            yield CaptionRow(digest, kind, caption, number, *manuscript.place(match.start()))


def _find_environments(
    opening: re.Pattern[str], text: str, index: int, stop: int
) -> Iterator[tuple[str, range]]:
    """Yield kind and extent of every environment between two places; unclosed ones are left out.

    The end of a kind that is not found once is not looked for again.
    """
    unended: set[str] = set()
    while (begin := opening.search(text, index, stop)) is not None:
        kind = begin["kind"]
        index = begin.end()
        end = None if kind in unended else _ENDS[kind].search(text, index, stop)
        if end is None:
            unended.add(kind)
        else:
            index = end.end()
            yield kind, range(begin.start(), index)


# The cited papers by the entries of a bibliography: ``thebibliography``, a ``.bbl``, or BibTeX.

_CITE = re.compile(r"\\(?!no|bib)[a-zA-Z]*[cC]ite[a-zA-Z]*\*?\s*(?:\[[^\[\]]*\]\s*){0,2}\{(?P<keys>[^{}]*)\}")
_NAMING = re.compile(r"\\(?:bibliography|addbibresource)\s*(?:\[[^\[\]]*\]\s*)?\{(?P<names>[^{}]*)\}")
# Where an entry begins: of a printed bibliography, and of a file of BibTeX.
_ITEM = re.compile(
    r"\\bibitem(?![a-zA-Z])|\\entry(?=\s*\{)|\\end\s*\{thebibliography\}|\\endentry(?![a-zA-Z])"
)
_ENTRY = re.compile(r"@(?P<kind>[a-zA-Z]+)\s*[{(]\s*(?P<key>[^\s,{}()]+)\s*,")
_FIELD = r"(?<![a-zA-Z]){name}\s*=\s*"
_TITLE_FIELD = re.compile(_FIELD.format(name="title"), re.IGNORECASE)
_EPRINT = re.compile(_FIELD.format(name="eprint") + r"[{\"]?(\d{4}\.\d{4,5})", re.IGNORECASE)
# An arXiv number with a word that says that it is one.
_ARXIV = re.compile(r"arxiv[^\d\n]{0,30}(\d{4}\.\d{4,5})(?!\d)", re.IGNORECASE)
_PRINTED_EPRINT = re.compile(r"\\(?:field\s*\{eprint\}\s*\{|verb\s*\{eprint\}\s*\\verb\s*)(\d{4}\.\d{4,5})")
# A title by the commands of some styles, or in quotation marks.
_TITLED = re.compile(r"\\(?:showarticletitle|bibinfo\s*\{\s*title\s*\}|field\s*\{title\}|bibtitle)\s*(?=\{)")
_QUOTED = re.compile(r"``(.+?)[,.]?''", re.DOTALL)
_NEW_BLOCK = re.compile(r"\\newblock(?![a-zA-Z])")
_GROUP = re.compile(r"(\\[a-zA-Z]+\s*|\\[^a-zA-Z])?\{([^{}]*)\}")
# Characters of an entry that has no title of its own, as it is shown.
_LONGEST_REFERENCE = 160
_LONGEST_ENTRY = 20_000


def list_references(manuscript: Manuscript, source: Source) -> Iterator[ReferenceRow]:
    """Yield the cited papers that the bibliography has, in the order and with the line of the citations."""
    first_places: dict[str, int] = {}
    for match in _CITE.finditer(manuscript.text):
        for key in match["keys"].split(","):
            first_places.setdefault(key.strip(), match.start())
    first_places.pop("", None)
    if not first_places:
        return
    folder = posixpath.dirname(source.main)
    printed = text_or_none(source.files, posixpath.splitext(source.main)[0] + ".bbl") or ""
    # a title as BibTeX has it, else as it is printed
    rows = {
        row.key: row
        for text in (manuscript.text, blank_unset_text(printed))
        for row in _read_printed(text, first_places)
    }
    names = [
        name.strip() for match in _NAMING.finditer(manuscript.text) for name in match["names"].split(",")
    ]
    for name in dict.fromkeys(names):
        for row in _read_bibtex(_read_bib_file(source.files, folder, name), first_places):
            before = rows.get(row.key, row)
            rows[row.key] = replace(row, title=row.title or before.title, arxiv=row.arxiv or before.arxiv)
    for key, offset in first_places.items():
        row = rows.get(key)
        if row is not None and row.title:
            place = manuscript.place(offset)
            yield replace(row, file=place.file, line=place.line)


def _read_bib_file(files: Files, folder: str, name: str) -> str:
    name = name if name.endswith(".bib") else f"{name}.bib"
    for path in (posixpath.join(folder, name), name):
        plain = safe_name(path)
        if plain is not None and (text := text_or_none(files, plain)) is not None:
            return text
    return ""


def _read_printed(text: str, keys: Mapping[str, int]) -> Iterator[ReferenceRow]:
    """Yield the cited entries of a printed bibliography."""
    marks = [*_ITEM.finditer(text)]
    for index, mark in enumerate(marks):
        if mark.group().startswith("\\end"):
            continue
        option = read_option(text, mark.end())
        key = read_braces_at(text, mark.end() if option is None else option[1])
        if key is None or key[0].strip() not in keys:
            continue
        end = marks[index + 1].start() if index + 1 < len(marks) else len(text)
        entry = text[key[1] : min(end, key[1] + _LONGEST_ENTRY)]
        number = _ARXIV.search(entry) or _PRINTED_EPRINT.search(entry)
        yield ReferenceRow(key[0].strip(), _find_printed_title(entry), number[1] if number else "")


def _find_printed_title(entry: str) -> str:
    """Return the title in a printed entry; without one the entry's first words."""
    command = _TITLED.search(entry)
    group = None if command is None else read_braces_at(entry, command.end())
    blocks = _NEW_BLOCK.split(entry)
    if group is not None:
        return _write_title(group[0])
    if quoted := _QUOTED.search(entry):
        return _write_title(quoted[1])
    if len(blocks) > 1:
        return _write_title(blocks[1])
    whole = _write_title(entry)
    if len(whole) <= _LONGEST_REFERENCE:
        return whole
    return whole[:_LONGEST_REFERENCE].rpartition(" ")[0] + " …"


def _read_bibtex(text: str, keys: Mapping[str, int]) -> Iterator[ReferenceRow]:
    """Yield the cited entries of a BibTeX file."""
    marks = [*_ENTRY.finditer(text)]
    for index, mark in enumerate(marks):
        if mark["key"] not in keys:
            continue
        end = marks[index + 1].start() if index + 1 < len(marks) else len(text)
        entry = text[mark.end() : min(end, mark.end() + _LONGEST_ENTRY)]
        number = _EPRINT.search(entry) or _ARXIV.search(entry)
        yield ReferenceRow(mark["key"], _read_bibtex_title(entry), number[1] if number else "")


def _read_bibtex_title(entry: str) -> str:
    match = _TITLE_FIELD.search(entry)
    if match is None:
        return ""
    if entry.startswith('"', match.end()):
        closing = re.compile(r'(?<!\\)"').search(entry, match.end() + 1)
        if closing is None:
            return ""
        return _write_title(entry[match.end() + 1 : closing.start()])
    group = read_braces_at(entry, match.end())
    return "" if group is None else _write_title(group[0])


def _write_title(latex: str) -> str:
    """Return a title in plain words, formulas in dollars; braces that only keep its capitals go."""
    for _ in range(4):
        latex = _GROUP.sub(lambda match: match[0] if match[1] else match[2], latex)
    return clean_text(remove_invisible(plain_words(latex))).strip(" .,")


# Max displayed formulas of a paper, because a book of six hundred pages has fewer.
MOST_FORMULAS = 3_000

# Max displays of a page of Markdown or HTML, whose signs are paired by search.
_MOST_ON_A_PAGE = 2_000
# The signs of displays, each of which counts by itself: in LaTeXML's pages a display has two of them.
_SIGNS_OF_DISPLAYS = tuple(
    map(
        re.compile,
        (
            r"\$\$[^$]*\$\$", r"\\\[", r"\\begin\s*\{(?:equation|align|gather|multline)", r"`{3,}\s*\{?math",
            r"display=[\"']?block", r"ltx_eqn_row",
        ),
    )
)  # fmt: skip

_FLATTEN = {"latex": flatten_source, "markdown": flatten_markdown, "html": flatten_html}


def read_paper_document(path: Path) -> Document:
    """Read a folder, a file or an archive.

    Raises:
        PaperError: it cannot be read, or contains no displayed formula.
    """
    source = open_source(path)
    document = read_opened_source(source)
    if not document.formulas:
        notes = document.paper.notes
        noted = f" ({notes[0]})" if notes else ""
        raise PaperError(
            f"{source.name} contains no displayed formula{noted}",
            "displays are in equation, align, \\[ … \\], $$ … $$ and their like; drill brief --formulas "
            "asks a chat for them, drill brief with the file for exercises on its text",
            path=source.main,
        )
    return document


def _refuse_many_displays(source: Source) -> None:
    """Raise PaperError for a page with more displays than one paper has."""
    for name in (source.main, *source.others):
        text = source.files.read(name) or ""
        if any(len(sign.findall(text)) > _MOST_ON_A_PAGE for sign in _SIGNS_OF_DISPLAYS):
            raise PaperError(
                f"{source.name} has more than {_MOST_ON_A_PAGE:,} displayed formulas",
                "import a part of it",
                path=source.name,
            )


def read_opened_source(source: Source) -> Document:
    """Read an opened source; a document without formulas is returned as it is."""
    if source.kind != "latex":
        _refuse_many_displays(source)
    manuscript = _FLATTEN[source.kind](source)
    notes: list[NoteRow] = []
    visible_text = shown_text(manuscript)
    displays = find_displays(visible_text.text, notes, visible_text)
    headings = outline.find_headings(visible_text.text, manuscript.theorems)
    formulas = make_display_formulas(displays, visible_text, manuscript.text)
    formulas, blocks = outline.with_context(formulas, displays, visible_text.text, headings)
    if len(formulas) > MOST_FORMULAS:
        message = f"{len(formulas):,} displayed formulas: only the first {MOST_FORMULAS:,} are read"
        notes.append(NoteRow("too-many", message, *formulas[MOST_FORMULAS].place))
        formulas = formulas[:MOST_FORMULAS]
    running = tuple(outline.find_paragraphs(visible_text, displays, headings))
    labels = frozenset(formula.label for formula in formulas if formula.label)
    numbers = map_label_numbers(formulas)
    abstract = outline.read_abstract(visible_text)
    main = outline.main_sections(visible_text.text, headings)
    boxes = tuple(find_algorithm_boxes(visible_text))
    titles = [heading.title for heading in headings if heading.is_section]
    title = outline.read_title(manuscript.text) or source.name
    paper = Paper(
        "",
        title=clean_text(title),
        source=SourceRow(sha256=_hash_document_text(title, formulas, running, boxes)),
        abstract=clean_text(convert_prose_to_markdown(abstract.text, numbers)),
        blocks=tuple(blocks),
        algorithms=tuple(in_markdown(box, numbers) for box in boxes),
        absent=tuple(list_absent_formulas(running, labels)),
        cited=tuple(list_cited_works(running)),
        passages=tuple(find_overview_passages(running, abstract, main, titles, numbers)),
        captions=tuple(find_captions(visible_text, manuscript.captions, numbers)),
        settings=tuple(find_hyperparameters(visible_text)),
        references=tuple(list_references(visible_text, source)),
        links=tuple(
            replace(link, title=_write_title(link.title) or link.url.partition("://")[2].rstrip("/"))
            for link in manuscript.links
        ),
        notes=tuple(replace(note, message=clean_text(note.message)) for note in (*manuscript.notes, *notes)),
    )
    offsets = dict(zip(reversed(visible_text.places), reversed(visible_text.starts), strict=True))
    in_main = {paragraph.section for paragraph in running if paragraph.part != "appendix"}
    in_appendix = {paragraph.section for paragraph in running} - in_main
    aside = outline.find_sections(headings, outline.ON_EXPERIMENTS) | in_appendix
    notation = outline.find_sections(headings, outline.ON_NOTATION) - aside
    return Document(paper, tuple(formulas), running, offsets, notation, aside)


def _hash_document_text(
    title: str, formulas: Iterable[Formula], paragraphs: Iterable[Paragraph], boxes: Iterable[AlgorithmRow]
) -> str:
    """Return a hash that is the same for the same text, wherever it lies."""
    digest = hashlib.sha256(title.encode("utf-8", "replace"))
    texts = [formula.latex for formula in formulas]
    texts += [paragraph.text for paragraph in paragraphs]
    texts += ["\n".join(box.steps) for box in boxes]
    for text in texts:
        digest.update(b"\0")
        digest.update(text.encode("utf-8", "replace"))
    return digest.hexdigest()[:32]
