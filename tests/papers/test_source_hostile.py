"""Broken and hostile sources are refused or contained, with the reason; nothing outside the root is read."""

from __future__ import annotations

import gzip
import random
from contextlib import suppress
from pathlib import Path
from tarfile import BLKTYPE, CHRTYPE, FIFOTYPE, LNKTYPE, REGTYPE, SYMTYPE

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.errors import PaperError
from drill.papers import paper_of, read_sheet, sheet_of
from drill.papers.source.document import Document
from drill.papers.source.document_reader import read_opened_source, read_paper_document
from drill.papers.source.intake import Packed, Source
from tests.papers.packing import SHOWN, encrypted, paper, tarred, zip_of_link, zipped
from tests.rows import EVERYTHING

SECRET = "\\begin{equation} secret = 7 \\end{equation}"
NOISE = random.Random(5).randbytes(20_000)
TORN = tarred([("main.tex", paper(), REGTYPE)])[:70]
ZEROS = bytes(9_000_000)
NESTED = 20_000 if EVERYTHING else 3_000
"""Levels of nesting: more than Python's stack holds; what takes a square of them is felt by night."""


REFUSED = (
    ("paper.pdf", b"%PDF-1.7\n" + NOISE, "PDF"),
    ("paper.tex", b"\n%PDF-1.7\n" + NOISE, "PDF"),
    ("paper.ps", b"%!PS-Adobe\n", "PostScript"),
    ("figure.tex", b"\x89PNG\r\n" + NOISE, "picture"),
    ("empty.tex", b"", "empty"),
    ("blank.tex", b" \n\t\n", "empty"),
    ("noise.tex", NOISE, "not text"),
    ("words.tex", b"Only words.", "no displayed formula"),
    ("dollars.md", b"# A page\n\n" + b"$$\n" * 20_000, "more than 2,000 displayed formulas"),
    ("brackets.md", b"# A page\n\n" + b"\\[x\\]\n" * 2_001, "more than 2,000 displayed formulas"),
    ("rows.html", b"<html>" + b"<math display='block' alttext='x'/>" * 2_001, "more than 2,000 displayed"),
    ("torn.tar.gz", TORN, "damaged"),
    ("torn.zip", zipped([("main.tex", paper())])[:40], "damaged"),
    ("torn.tex.gz", gzip.compress(paper().encode())[:30], "damaged"),
    ("pdf.tex.gz", gzip.compress(b"%PDF-1.7\n" + NOISE), "PDF"),
    ("bomb.tex.gz", gzip.compress(ZEROS), "more than 8 MB"),
    ("bomb.zip", zipped([("zeros.tex", ZEROS)]), "more than 8 MB"),
    ("stuffed.zip", zipped([("main.tex", paper()), ("zeros.dat", bytes(201_000_000))]), "more than 200 MB"),
    ("many.zip", zipped([("main.tex", paper()), *((f"f{n}.tex", "x") for n in range(5_000))]), "5,000 files"),
    ("links.tar", tarred([("main.tex", "/etc/passwd", SYMTYPE)], "w"), "a link or a device"),
    ("pictures.zip", zipped([("a.png", NOISE)]), "no LaTeX"),
    ("locked.zip", encrypted([("main.tex", paper())]), "an encrypted file"),
    ("wide.tex", b"\xff\xfe" + b"\x00\xd8" * 30, "not valid"),
)


# Archives hold the time at which they were made: their bytes are no names for tests.
@pytest.mark.parametrize(("name", "data", "reason"), REFUSED, ids=[name for name, _, _ in REFUSED])
def test_what_cannot_be_read_is_refused_with_the_reason(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(PaperError, match=reason):
        read_paper_document(tmp_path / name)


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match="no file or folder"):
        read_paper_document(tmp_path / "nowhere.tex")
    with pytest.raises(PaperError, match="no LaTeX"):
        read_paper_document(tmp_path)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("../outside.tex", REGTYPE),
        ("/etc/outside.tex", REGTYPE),
        ("C:\\outside.tex", REGTYPE),
        ("a/../../outside.tex", REGTYPE),
        ("link.tex", SYMTYPE),
        ("hard.tex", LNKTYPE),
        ("device.tex", CHRTYPE),
        ("block.tex", BLKTYPE),
        ("pipe.tex", FIFOTYPE),
    ],
)
def test_members_that_point_elsewhere_are_left_out_and_noted(tmp_path: Path, name: str, kind: bytes) -> None:
    secret = tmp_path / "secret.tex"
    secret.write_text(SECRET)
    path = tmp_path / "paper.tar.gz"
    content = SECRET if kind == REGTYPE else str(secret)
    parts = "".join(
        rf"\input{{{part}}}" for part in ("outside", "../outside", "link", "hard", "device", "pipe")
    )
    path.write_bytes(tarred([("main.tex", paper(parts + SHOWN), REGTYPE), (name, content, kind)]))
    document = read_paper_document(path)
    assert [formula.latex for formula in document.formulas] == ["x = y + 1"]
    assert any(note.code == "member" for note in document.paper.notes)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["paper.tar.gz", "secret.tex"]


def test_a_text_that_is_too_long_is_left_out_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "paper.zip"
    path.write_bytes(zipped([("main.tex", paper("\\input{zeros}" + SHOWN)), ("zeros.tex", ZEROS)]))
    document = read_paper_document(path)
    assert [formula.latex for formula in document.formulas] == ["x = y + 1"]
    assert any("more than 8 MB of text" in note.message for note in document.paper.notes)


def test_a_link_in_a_zip_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "secret.tex").write_text(SECRET)
    path = tmp_path / "paper.zip"
    path.write_bytes(zip_of_link("link.tex", str(tmp_path / "secret.tex")))
    document = read_paper_document(path)
    assert [formula.latex for formula in document.formulas] == ["x = y + 1"]
    assert any(note.code == "member" for note in document.paper.notes)


@pytest.mark.parametrize("name", ["paper.tar", "paper.tar.gz", "paper.zip", "paper.gz", "paper"])
def test_sound_archives_are_read(tmp_path: Path, name: str) -> None:
    members = [("src/main.tex", paper("\\input{part}" + SHOWN)), ("src/part.tex", "$$a=b$$")]
    path = tmp_path / name
    if name.endswith("zip"):
        path.write_bytes(zipped(members))
    elif name == "paper.gz":
        path.write_bytes(gzip.compress(paper("$$a=b$$" + SHOWN).encode()))
    else:
        mode = "w" if name == "paper.tar" else "w:gz"
        path.write_bytes(tarred([(one, text, REGTYPE) for one, text in members], mode))
    assert [formula.latex for formula in read_paper_document(path).formulas] == ["a=b", "x = y + 1"]


@pytest.mark.parametrize(
    "asked",
    [
        r"\input{%s}", r"\include{%s}", r"\input %s ", r"\import{%s/..}{secret}", r"\subfile{%s}",
        r"\input{sub/../../%s}", r"\input{|cat %s}", r'\input|"cat %s"', r"\InputIfFileExists{%s}{}{}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("where", ["absolute", "climbing", "linked"])
def test_no_input_leaves_the_root(tmp_path: Path, asked: str, where: str) -> None:
    secret = tmp_path / "outside" / "secret.tex"
    secret.parent.mkdir()
    secret.write_text(SECRET)
    root = tmp_path / "root"
    root.mkdir()
    (root / "linked.tex").symlink_to(secret)
    target = {"absolute": str(secret), "climbing": "../outside/secret", "linked": "linked"}[where]
    (root / "main.tex").write_text(paper(asked.replace("%s", target) + "\n" + SHOWN))
    for source in (root, root / "main.tex"):
        assert [formula.latex for formula in read_paper_document(source).formulas] == ["x = y + 1"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (paper("\\input{main}" + SHOWN), "loop"),
        (paper("\\input{missing}" + SHOWN), "missing"),
        (paper("\\begin{equation} never = closed\n\n$$x = y + 1$$"), "unclosed"),
        (paper("$$\\a = 1$$" + SHOWN, r"\newcommand{\a}{\b}\newcommand{\b}{\a}"), "macro"),
        (paper("$$\\mi = 1$$" + SHOWN, "BOMB"), "macro"),
        (paper("\\begin{equation}" + "{" * 20_000 + "y" + "}" * 20_000 + "\\end{equation}" + SHOWN), "long"),
    ],
)
def test_what_does_not_end_is_contained_and_noted(tmp_path: Path, text: str, code: str) -> None:
    letters = "abcdefghi"
    bomb = "".join(
        rf"\newcommand{{\m{letter}}}{{{(chr(92) + 'm' + before + ' ') * 10 if before else 'x' * 10}}}"
        for before, letter in zip(["", *letters], letters, strict=False)
    )
    (tmp_path / "main.tex").write_text(text.replace("BOMB", bomb))
    document = read_paper_document(tmp_path)
    assert "x = y + 1" in [formula.latex for formula in document.formulas]
    assert code in {note.code for note in document.paper.notes}
    assert sheet_of(document, tmp_path / "main.tex").formulas


def test_displays_that_a_command_multiplies_are_bounded(tmp_path: Path) -> None:
    (tmp_path / "main.tex").write_text(
        paper(r"\all " * 10 + SHOWN, r"\newcommand{\all}{$$a = b$$" + r"\all " * 10 + "}")
    )
    document = read_paper_document(tmp_path)
    assert [formula.latex for formula in document.formulas] == ["x = y + 1"]
    assert {note.code for note in document.paper.notes} == {"macro"}


def test_links_that_lead_back_are_followed_once(tmp_path: Path) -> None:
    parts = "\\input{loop/main}\\input{loop/part}\\input{part}\\input{ring}\\input{" + "n" * 300 + "}"
    (tmp_path / "main.tex").write_text(paper(parts + SHOWN))
    (tmp_path / "part.tex").write_text("\\input{loop/main}$$a = b$$")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "ring.tex").symlink_to(tmp_path / "gnir.tex")
    (tmp_path / "gnir.tex").symlink_to(tmp_path / "ring.tex")
    document = read_paper_document(tmp_path)
    assert [formula.latex for formula in document.formulas] == ["a = b", "a = b", "x = y + 1"]
    assert [note.code for note in document.paper.notes] == ["loop", "loop", "loop", "missing", "missing"]


def test_parts_that_multiply_are_bounded(tmp_path: Path) -> None:
    (tmp_path / "main.tex").write_text(paper("\\input{a}" * 50 + SHOWN))
    (tmp_path / "a.tex").write_text("\\input{b}" * 1_000)
    (tmp_path / "b.tex").write_text("$$a = b$$")
    document = read_paper_document(tmp_path)
    assert len(document.formulas) <= 2_001
    assert any(note.code == "depth" for note in document.paper.notes)


def test_verbatim_says_no_formula(tmp_path: Path) -> None:
    (tmp_path / "main.tex").write_text(paper(r"\verb|\begin{equation}| and \verb!\[! " + SHOWN))
    assert len(read_paper_document(tmp_path).formulas) == 1


def of_text(text: str, name: str) -> Document:
    kind = {"a.tex": "latex", "a.md": "markdown", "a.html": "html"}[name]
    return read_opened_source(Source(name, kind, name, Packed({name: text.encode()})))  # pyright: ignore[reportArgumentType]


_SOUP = r"""
\begin{equation} \end{equation} \begin{align} \end{align} \[ \] $$ $ { } [ ] & \\ \newcommand{\a}[1]{
\def\b#1\c{ \a \b \c #1 \left( \right) \begin{cases} \end{cases} \frac \over ^ _ x = , \input{a} \iffalse
\fi % \verb| | \section{ \label{q} \tag{1} \begin{algorithm} \State \end{algorithm} \text{ \cite{k} ``` <!--
--> <math <td > " alttext= display="block" </math> <tr class="ltx_eqn_row"> </tr> \let\e\f \dv \qty( \eqref{q}
\NewDocumentCommand\d{s o m}{ \begin{document} \end{document} \usepackage{physics} where is the
"""
_PIECES = st.sampled_from(_SOUP.split())


@given(
    st.lists(st.one_of(_PIECES, st.just("\n"), st.just("\n\n"), st.text(max_size=3)), max_size=60), st.data()
)
def test_any_soup_of_pieces_is_a_document_or_refused(pieces: list[str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["a.tex", "a.md", "a.html"]))
    joint = data.draw(st.sampled_from(["", " "]))
    with suppress(PaperError):
        sheet_of(of_text(joint.join(pieces), name), Path(name))


@given(
    st.binary(max_size=400), st.sampled_from(["a.tex", "a.tar.gz", "a.zip", "a.md", "a.html", "a"]), st.data()
)
def test_any_bytes_are_a_document_or_refused(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, name: str, data: st.DataObject
) -> None:
    sound = data.draw(st.sampled_from([b"", paper().encode(), zipped([("m.tex", paper())]), TORN]))
    at = data.draw(st.integers(0, len(sound)))
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(sound[:at] + noise + sound[at + len(noise) // 2 :])
    try:
        document = read_paper_document(path)
    except PaperError:
        return
    assert document.formulas


@pytest.mark.parametrize("piece", ["<a b ", "<math alttext='", "<tr class=ltx_eqn_row>", "<!--", "&#9"])
def test_whatever_is_repeated_in_a_page_ends(piece: str) -> None:
    page = "<math alttext='x = y + 1' display=block></math>" + piece * (40_000 // len(piece)) + ">"
    assert [formula.latex for formula in of_text(page, "a.html").formulas][:1] == ["x = y + 1"]


def test_a_page_ends_where_a_comment_or_a_tag_never_does() -> None:
    shown = "<math alttext='x = y + 1' display=block></math><!-- a -->"
    for rest in ("<!-- <math alttext='a = b' display=block></math>", "<math alttext='a = b' display=block"):
        assert [formula.latex for formula in of_text(shown + rest, "a.html").formulas] == ["x = y + 1"]


def test_a_tar_with_a_header_that_lies(tmp_path: Path) -> None:
    whole = bytearray(tarred([("main.tex", paper(), REGTYPE), ("b.tex", "x" * 600, REGTYPE)], "w"))
    whole[512 * 3 + 124 : 512 * 3 + 136] = b"77777777777\0"
    (tmp_path / "lies.tar").write_bytes(bytes(whole))
    try:
        document = read_paper_document(tmp_path / "lies.tar")
    except PaperError:
        return
    assert document.formulas


@pytest.mark.parametrize(
    ("before", "again", "after"),
    [
        ("\\begin{figure}", "\\caption{", "}"),
        ("", "\\begin{figure}\\caption{", ""),
        ("", "\\begin{table}", ""),
        ("\\begin{figure}", "\\begin{subfigure}\\caption{a}", ""),
        ("", "\\section{", "}"),
        ("", "\\title{", "}"),
        ("", "\\begin{abstract}", ""),
        ("", "\\begin{theorem}", ""),
        ("", "\\footnote{", "}"),
        ("", "\\iftrue ", "\\fi "),
        ("", "\\(", ""),
        ("\\newcommand{\\y}[1]{#1}", "\\y{", "}"),
    ],
)
def test_what_stands_in_itself_again_and_again_is_read(before: str, again: str, after: str) -> None:
    document = of_text(paper(SHOWN + before + again * NESTED + after * NESTED), "a.tex")
    assert document.formulas


def test_floats_are_told_apart_whatever_is_not_ended() -> None:
    text = paper(
        SHOWN
        + "\\begin{table}\n\\begin{figure}\\begin{subfigure}\\caption{Part.}\\end{subfigure}\\caption{Whole.}"
        "\\end{figure}\n\\begin{wrapfigure}\\caption{Beside.}\\end{wrapfigure}\\caption{None.}"
    )
    captions = of_text(text, "a.tex").paper.captions
    assert [(each.kind, each.number, each.text) for each in captions] == [
        ("figure", "1a", "Part."),
        ("figure", "1", "Whole."),
        ("figure", "2", "Beside."),
    ]


def test_more_formulas_than_any_book_has_are_cut_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drill.papers.source.document_reader.MOST_FORMULAS", 3)
    text = paper("".join(f"\\begin{{equation}} y = x + {n} \\end{{equation}}\n" for n in range(9)))
    document = of_text(text, "a.tex")
    assert len(document.formulas) == 3
    assert "only the first 3 are read" in " ".join(map(str, document.paper.notes))


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        ("y = " + "(" * 200 + "x + 1" + ")" * 200, "nested too deep"),
        ("y = " + r"\frac{1}{1 + " * 200 + "x" + "}" * 200, "nesting too deep"),
        ("y = " + "x_{" * 200 + "i" + "}" * 200, "nesting too deep"),
        ("y = " + r"\operatorname{med}_{i \in S} " * 400 + "x", "too long"),
        ("y = " + "x" * 10_000, "too long"),
        (r"\ell(;; x ;;) = x + 1", "; is not expected here"),
        (r"y = x " + r"(\text{a)}" * 300, "only a name"),
        (r"\ell(" + "; ".join("x" * 700) + ") = x + 1", ""),
    ],
)
def test_a_formula_that_is_too_much_costs_no_other(tmp_path: Path, latex: str, reason: str) -> None:
    text = f"\\begin{{equation}}{latex}\\end{{equation}} Then \\begin{{equation}}z = x + 1\\end{{equation}}"
    (tmp_path / "a.tex").write_text(text, encoding="utf-8")
    first, second = paper_of(read_sheet(tmp_path / "a.tex")).lines
    assert reason in first.refused
    assert bool(reason) == (first.statement is None)
    assert second.statement is not None


def test_five_hundred_formulas_are_read(tmp_path: Path) -> None:
    text = "".join(f"Then \\[y_{{{n}}} = a_{{{n}}} x^{{{n}}} + b\\]\n" for n in range(500))
    (tmp_path / "a.tex").write_text(text, encoding="utf-8")
    assert all(line.statement is not None for line in paper_of(read_sheet(tmp_path / "a.tex")).lines)


def test_a_relation_in_a_box_that_sets_nothing_is_no_update(tmp_path: Path) -> None:
    text = r"""\begin{document}Here $x \leq y + z$ is meant: \[a = b + x\]
\begin{algorithmic}\State $x \leq y + z$ \State $u \gets 2 u$ \end{algorithmic}\end{document}"""
    (tmp_path / "a.tex").write_text(text, encoding="utf-8")
    assert read_sheet(tmp_path / "a.tex").formulas
