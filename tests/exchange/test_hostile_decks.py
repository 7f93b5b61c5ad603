"""No deck hangs an import, whatever stands in it: each ends with a bank or with a sentence, and at ctrl+c."""

from __future__ import annotations

import io
import json
import re
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from contextlib import closing
from itertools import repeat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.errors import UsageError
from drill.exchange import anki_reader, cards, decks, import_deck
from drill.exchange.anki_reader import read_anki_notes, read_package
from drill.exchange.cards import SkippedCard, SourceCard, read_rows
from drill.exchange.checkable_answers import deck_answer
from drill.exchange.html_text import text_of_html, text_of_markdown, write_dollar_formulas
from drill.exchange.question_tables import read_table
from drill.files import find
from tests.rows import sample

# Far more than any of them takes on a busy machine, far less than a repeated search would.
GENEROUS_S = 300
NOTES = "CREATE TABLE notes (id integer primary key, flds text)"
HEAVY = "instr(hex(zeroblob(2400000)), hex(zeroblob(1200000)) || '1')"
# As long as a note may be before its markup is read, and longer.
NEAR, FAR = 190_000, 300_000
BEGINNINGS = [
    "[sound:", "{{c1::", "::", "\\(", "[latex]", "<hr", "<!--", "<a ", "<![", "<![CDATA[", "<!", " ", "\n",
    "$$", "[$]", "&#", '<a">"', "<a '", "<script><", "</anki-mathjax>", "<anki-mathjax>", "<b>", "{", "={",
    "~%50%a", "![a", "![](", "[a", "`", "$", "\\", "=a", "->", "#", "a,  ", "&lt", "{{c1::x}}", "[x]",
    "![a](b) ", "<head>",
]  # fmt: skip

IMPORT_ALL = """
import json, sys, tempfile
from pathlib import Path
from drill.errors import DrillError
from drill.exchange import deck_format, import_deck
from drill.files import find
from tests.rows import sample
places = find({"DRILL_HOME": tempfile.mkdtemp()})
for path in map(Path, sys.argv[1:]):
    try:
        made = import_deck(path, places, as_=deck_format(path), is_dry=True)
        told = [made.rows, sum(made.kinds.values()), [each.why for each in made.skipped]]
    except DrillError as error:
        told = str(error)
    print(json.dumps([path.name, told]), flush=True)
"""


def package(path: Path, *statements: str, notes: Iterable[str] = ()) -> Path:
    file = path.with_suffix(".db")
    with closing(sqlite3.connect(file)) as base, base:
        for statement in statements:
            base.execute(statement)
        for each in notes:
            base.execute("INSERT INTO notes (flds) VALUES (?)", (each,))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.write(file, "collection.anki2")
    file.unlink()
    return path


def import_all(*files: Path) -> dict[str, object]:
    """What becomes of files, in a process of its own: none may take for ever."""
    command = [sys.executable, "-c", IMPORT_ALL, *map(str, files)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=GENEROUS_S, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    return dict(map(json.loads, ran.stdout.splitlines()))


@pytest.mark.slow
def test_whatever_is_repeated_ends(tmp_path: Path) -> None:
    files: list[Path] = []
    for number, begins in sample(list(enumerate(BEGINNINGS)), 3):
        for length in (NEAR, FAR) if number < 3 else (NEAR,):
            text = begins * (length // len(begins))
            name = f"{number}-{length}"
            files.append(package(tmp_path / f"{name}.apkg", NOTES, notes=[f"q {text}\x1fx", "1+1\x1f2"]))
            for ending, deck in {
                ".txt": f"#separator:tab\n#html:true\nq {text.strip()}\tx\n1+1\t2\n",
                ".csv": f'prompt,answer\n"q {text}",x\nq,"{text[:400]};"\n1+1,2\n',
            }.items():
                file = tmp_path / f"{name}{ending}"
                file.write_text(deck)
                files.append(file)
    told = import_all(*files)
    assert set(told) == {file.name for file in files}
    for name, became in told.items():
        is_read = isinstance(became, list) and became[1] >= 1
        assert is_read or re.search("cannot be read|no row has a question", str(became)), (name, became)


@pytest.mark.slow
def test_databases_that_compute_are_refused(tmp_path: Path) -> None:
    plain = ("CREATE TABLE notes (id integer primary key, x text)", "INSERT INTO notes (x) VALUES (1)")
    recursive = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n AS flds FROM c"
    replaced = "replace(hex(zeroblob(2400000)), hex(zeroblob(1200000)) || '1', 'x')"
    files = [
        package(tmp_path / "virtual.apkg", *plain, f"ALTER TABLE notes ADD COLUMN flds text AS ({HEAVY})"),
        package(tmp_path / "replaced.apkg", *plain, f"ALTER TABLE notes ADD COLUMN flds AS ({replaced})"),
        package(tmp_path / "stored.apkg", f"CREATE TABLE notes (id, flds text AS ({HEAVY}) STORED)"),
        package(tmp_path / "view.apkg", f"CREATE VIEW notes AS {recursive}"),
    ]
    told = import_all(*files)
    for name in ("virtual", "replaced", "stored"):
        assert "its notes are computed, not kept" in str(told[f"{name}.apkg"])
    assert "no table of notes" in str(told["view.apkg"])


def test_more_rows_than_a_bank_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "MOST_ROWS", 5)
    file = package(tmp_path / "many.apkg", NOTES, notes=(f"What is {n}?\x1f{n}" for n in range(6)))
    table = ["prompt,answer\n", *["same,1\n"] * 6]
    for found in (read_package(file), read_table(table, ".csv", "", [])):
        with pytest.raises(UsageError, match="more than 5 rows") as told:
            list(read_rows(found))
        assert told.value.hint == "import it in parts"


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_an_import_while_its_database_computes(tmp_path: Path, number: signal.Signals) -> None:
    """The signal comes while SQLite asks whether to go on: it would drop what is raised there."""
    file = package(tmp_path / "deck.apkg", NOTES, notes=repeat("q\x1fa" * 1000, 1000))
    program = (
        "import os, signal, sys; from drill.exchange import anki_reader as reader; from pathlib import Path\n"
        "reader.LIMIT_S = 1e9; reader._STEPS = 100\n"
        "def end(*_): raise SystemExit(143)\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell's background jobs ignore it
        "rows = reader.read_package(Path(sys.argv[1])); next(rows)\n"
        "reader.time.monotonic = lambda: os.kill(os.getpid(), int(sys.argv[2])) or 0.0\n"
        "try:\n    list(rows)\n"
        "except KeyboardInterrupt:\n    raise SystemExit(130)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(file), str(int(number))], timeout=GENEROUS_S, check=False
    )
    assert ran.returncode == {signal.SIGINT: 130, signal.SIGTERM: 143}[number]


def test_a_signal_in_a_databases_own_watch_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite would drop what its watch raises, and tell of an interruption."""
    file = package(tmp_path / "deck.apkg", NOTES, notes=repeat("q\x1fa", 5000))
    monkeypatch.setattr(anki_reader, "_STEPS", 10)
    calls = iter(range(100))

    def clock() -> float:
        if next(calls, None) is None:
            raise KeyboardInterrupt
        return 0.0

    monkeypatch.setattr(anki_reader.time, "monotonic", clock)
    with pytest.raises(KeyboardInterrupt):
        list(read_package(file))


# --- the same as before, for what honest decks hold --------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<![CDATA[x]]> y", "y"),
        ("<!-- a <b> --> y", "y"),
        ("a <!-- b", "a <!-- b"),
        ("a < b and c > d", "a < b and c > d"),
        ('<a title="x>y">link</a>', "link"),
        ('<a href="https://a.b/c">text</a> x', "text (https://a.b/c) x"),
        ("<a href=https://a.b>https://a.b</a>", "https://a.b"),
        ("<a title='x>y>link</a>", "y>link"),
        ("<script>if (a < b) { }</script>c", "c"),
        ("<style>p {}</style>c", "c"),
        ("<head><title>t</title></head>c", "c"),
        ("x<br>y<br/>z<hr>", "x\ny\nz"),
        ("<div>a</div><div>b</div>", "a\n\nb"),
        ("a  \n b", "a    b"),
        ("x<sup>2</sup><sub>i</sub>", "x^2_i"),
        ("2<sup>1/2</sup> x<sup>n+1</sup> e<sup>-x/2</sup>", "2^(1/2) x^(n+1) e^(-x/2)"),
        ("e<sup>2x</sup> 10<sup>-3</sup> x<sup>0.5</sup> x<sup>12</sup>", "e^(2x) 10^(-3) x^0.5 x^12"),
        ("a<sub>n+1</sub> x<sub>10</sub> x<sub>max</sub> x<sub>i,j</sub>", "a_(n+1) x_10 x_max x_(i,j)"),
        ("e<sup>-x<sup>2</sup>/2</sup> x<sub>i<sub>j</sub></sub>", "e^(-x^2/2) x_(i_j)"),
        ("2<sup>3</sup>4 x<sup>n</sup>y log<sub>2</sub>8", "2^3 4 x^n y log_2 8"),
        ("e<sup>x</sup>(x+1) log<sub>2</sub>(8)", "e^x (x+1) log_2(8)"),
        ("the 1<sup>st</sup> and n<sup>th</sup>, 90<sup>o</sup>", "the 1st and nth, 90°"),
        ("<sup>1</sup>/<sub>2</sub>", "1/2"),
        ("\\(x<sup>1/2</sup>\\) x<sup>1/2</sup>", "$x^{1/2}$ x^(1/2)"),
        ('x<span style="vertical-align: super">2n</span>y', "x^(2n) y"),
        ("x<sup><b>1</b>2</sup><i>y</i>", "x^12 y"),
        ("x<sup>(i)</sup> x<sup>(n+1)</sup>", "x^(i) x^((n+1))"),
        ("x<SUP>a b", "x^(a b)"),
        ("<sup></sup>x", "x"),
        ('2&radic;<span style="text-decoration:overline">x+1</span>', "2√(x+1)"),
        ("√<u>√<u>2</u>+1</u>2 √<u>x</u>y √ <u>x</u>+1", "√(√2+1) 2 √x y √ x+1"),
        ("<b>√</b><span style='border-top: 1px solid'>&nbsp;2x&nbsp;</span>", "√(2x)"),
        ("<u>a+1</u>", "a+1"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><th>3</th><td>4</td></tr></table>", "1 | 2\n\n3 | 4"),
        ("<ul><li>1</li><li>2</li></ul>", "1\n\n2"),
        ("<s>2</s> 3", "~~2~~ 3"),
        ("a}<!-- -->} b<!-- x -->c", "a} } bc"),
        ("<math alttext='x^2'><mi>x</mi><mn>2</mn></math>", "$x^2$"),
        ("<math><mi>x</mi><annotation encoding='application/x-tex'>x^3</annotation></math>", "$x^3$"),
        ("<span class='katex-html'><span>x</span>2</span>y", "y"),
        ("&lt;b&gt; &amp; &#955; &nbsp;.", "<b> & λ  ."),
        ("&#" + "9" * 6000 + ";", "\ufffd"),
        ('<anki-mathjax block="true">x</anki-mathjax>', "$$x$$"),
        ("<anki-mathjax>x</anki-mathjax>", "$x$"),
        ("\\(x\\) costs $5, \\[y\\] [$]z[/$] [$$]w[/$$]", "$x$ costs \\$5, $$y$$ $z$ $$w$$"),
        ("[latex]x[/latex] [latex]$y$[/latex] $$v$$", "$x$ $y$ $$v$$"),
        ("\\(x [latex]y [$]z", "\\(x [latex]y [\\$]z"),
    ],
)
def test_html_as_text(html: str, text: str) -> None:
    assert text_of_html(html)[0] == text


@pytest.mark.parametrize(
    ("html", "shown", "what"),
    [
        ("<img src=a.png>", "(picture: a.png)", "picture"),
        ("<img alt='a cat' src=\"a.png\" />", "(picture: a cat, a.png)", "picture"),
        ("<img src='data:image/png;base64,AAAA'>", "(picture)", "picture"),
        ("[sound:a&b.mp3]", "(sound: a&b.mp3)", "sound"),
        ("<VIDEO>", "(video)", "video"),
        ("<video controls> <source src='a.mp4'> <source src=b.ogg></video>", "(video: a.mp4)", "video"),
        ("<input type=image src=a.png>", "(picture: a.png)", "picture"),
        ("<i style=\"background: red url('a.png')\"></i>", "(picture: a.png)", "picture"),
        ("<i style='background-image:url(&quot;a.png&quot;)'></i>", "(picture: a.png)", "picture"),
        ("√<span class=x>b+1</span>", "√b+1", "formula"),
        ("<sup>3</sup>√<u>b+1</u>", "^3√(b+1)", "formula"),
        ("<span style='text-decoration: overline'>x</span>", "x", "formula"),
        ("<math><mi>x</mi></math>", "x", "formula"),
        ("<a href='https://a.b'>c</a>", "c (https://a.b)", "link"),
    ],
)
def test_pictures_sounds_and_links_are_named(html: str, shown: str, what: str) -> None:
    text, media, has_words = text_of_html(f"a {html} b")
    assert (" ".join(text.split()), media, has_words) == (f"a {shown} b", (what,), True)
    assert text_of_html(html).has_words == (what in ("formula", "link"))


PIECES = st.sampled_from(["a", *BEGINNINGS])


@given(st.lists(PIECES, max_size=12))
def test_text_without_markup_is_kept_and_nothing_is_a_fault(pieces: list[str]) -> None:
    text = "".join(pieces)
    text_of_html(text)
    assert (
        write_dollar_formulas(text.replace("\\", "").replace("$", "").replace("[latex]", "")).count("$") == 0
    )
    for row in read_rows(read_anki_notes(io.StringIO(text, newline=""))):
        assert row is not None


@pytest.mark.parametrize(
    ("field", "prompt", "hint"),
    [
        ("The {{c1::rank::r…}} of I is {{c2::2}}.", "The [[gap1]] of I is [[gap2]].", "r…"),
        ("{{c1::a::b::c}} x", "[[gap1]] x", "b::c"),
        ("{{c12::a}}{{c1::b}}", "[[gap1]][[gap2]]", ""),
        (r"It is {{c1::\(\frac{1}{\sqrt{x}}\)}} here", "It is [[gap1]] here", ""),
        (r"It is {{c1::\(\frac{1}{\sqrt{x}<!-- -->}\)}} here", "It is [[gap1]] here", ""),
        (r"It is {{c1::\frac{1}{2}}} here", "It is [[gap1]] here", ""),
        (r"It is {{c1::\[e^{x^{2}}\]::e^?}}.", "It is [[gap1]].", "e^?"),
        ("{{c1::a } b}} x", "… x", ""),
        ("{{c1::{}} x", "… x", ""),
        ("{{c1,2::a}} x", "[[gap1]] x", ""),
    ],
)
def test_gaps_are_found(field: str, prompt: str, hint: str) -> None:
    (card,) = read_anki_notes([f"{field}\t\n"])
    assert isinstance(card, SourceCard)
    assert (card.prompt, card.hint) == (prompt, hint)


@pytest.mark.parametrize(
    ("field", "why"),
    [
        ("{{c1::a {{c2::b}}}}", "its gaps are nested"),
        ("{{c1::a {{c2::b}} }} {{c3::c}}", "its gaps are nested"),
        ("a {{c1::b", "one of its gaps never ends"),
        ("{{c1::image-occlusion:rect:left=.1:top=.2}}", "its gaps are parts of a picture"),
    ],
)
def test_gaps_that_are_nested_or_never_end_are_left_out(field: str, why: str) -> None:
    assert list(read_anki_notes([f"{field}\tx\n"])) == [SkippedCard(1, why)]


def test_pictures_of_markdown_end_in_their_line() -> None:
    text = "a ![x](y) b ![no\n](z) ![w] (v) ![[u](t)"
    assert text_of_markdown(text).text == "a  (picture: x, y)  b ![no\n](z) ![w] (v)  (picture: [u, t) "


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1,  2,  3", "vector"), ("1, 2", "vector"),
        ("a,  " * 60 + "b;", None), ("$" + "(" * 5000 + "1$", None),
    ],
)  # fmt: skip
def test_lists_are_read_whatever_blanks_stand_behind_commas(text: str, kind: str | None) -> None:
    answer = deck_answer(text)
    assert (answer and answer.kind) == kind


def test_what_is_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(text: str) -> list[str]:
        rows = read_rows(read_anki_notes(io.StringIO(text)))
        return [each.why for each in rows if isinstance(each, SkippedCard)]

    assert read("{{c1::x}} " * 101 + "\n") == ["it has more than 100 gaps"]
    assert read("q" + "\ta" * 201 + "\n") == ["it has more than 200 fields"]
    assert read("q" * 200_001 + "\ta\n") == ["a cell has more than 200,000 characters"]
    monkeypatch.setattr(decks, "LONGEST_TEXT", 20)
    monkeypatch.setattr(decks, "LONGEST_LINE", 15)
    file = tmp_path / "deck.csv"
    for text, words in (
        ("prompt,answer\n" + "q,1\n" * 3, "more than 20"),
        ("x" * 16, "line 1 has more than 15"),
    ):
        file.write_text(text)
        with pytest.raises(UsageError, match=words):
            import_deck(file, find({"DRILL_HOME": str(tmp_path)}), is_dry=True)
