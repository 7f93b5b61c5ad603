"""HTML of strangers as tags and text: what is a tag, what its attributes say, and that every text ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.html_parts import REMARK, read_characters, read_html_parts

PIECES = (
    *(
        "<",
        ">",
        "</",
        "/>",
        "<a",
        "<p ",
        "b",
        "=",
        "= ",
        '"',
        "'",
        "<!--",
        "-->",
        "<!",
        "<?",
        "</script",
        " ",
    ),
    *("<script>", "<style ", "&lt;", "&#", "x", "\n", "<math alttext='", "<tr class=ltx_eqn_row>"),
)


@pytest.mark.parametrize(
    ("html", "parts"),
    [
        ("a<B>c</B>", ["a", "<b>", "c", "</b>"]),
        ("a < b <c", ["a ", "<", " b ", "<", "c"]),
        ("<br/>x<a\nhref=y>", ["<br>", "x", "<a>"]),
        ('<a title="x>y" b>z', ["<a>", "z"]),
        ("<a title='x>y>z", ["<a>", "y>z"]),
        ("<i title=it's>a</i> isn't", ["<i>", "a", "</i>", " isn't"]),
        ("<a = 'b>'>c", ["<a>", "c"]),
        ("x<!-- <p> -->y<!doctype html><?xml a?>", ["x", "<!>", "y", "<!>", "<!>"]),
        ("x<!-- y", ["x", "<", "!-- y"]),
        ("<script>if (a<b) '</p>'</script>c", ["<script>", "</script>", "c"]),
        ("<style>p", ["<style>"]),
        ("<1></ a>", ["<", "1>", "<", "/ a>"]),
    ],
)
def test_tags_and_the_text_between_them(html: str, parts: list[str]) -> None:
    shown = [
        f"<{'/' * part.is_end}{part.name}>" if part.name else part.text for part in read_html_parts(html)
    ]
    assert shown == parts


@pytest.mark.parametrize(
    ("tag", "attributes"),
    [
        ('<a HREF="x y" b=c d>', {"href": "x y", "b": "c", "d": ""}),
        ("<a b = 'c&lt;&amp;\"'>", {"b": 'c<&"'}),
        ("<a b=\"c\"d='e'/>", {"b": "c", "d": "e"}),
        ("<a src=a/b.png />", {"src": "a/b.png"}),
        ("<a b=it's c=d>", {"b": "it's", "c": "d"}),
        ("<a b=1 b=2>", {"b": "2"}),
        ("<a title='src=x'>", {"title": "src=x"}),
        ("<math alttext=\"f'\" b='\"'>", {"alttext": "f'", "b": '"'}),
        ("</a>", {}),
    ],
)
def test_attributes_of_a_tag(tag: str, attributes: dict[str, str]) -> None:
    (part,) = read_html_parts(tag)
    assert part.attributes == attributes


def test_characters_by_their_names_and_numbers() -> None:
    assert read_characters("&lt;&#955;&#x3bb; &nosuch; &") == "<λλ &nosuch; &"
    assert read_characters("&#" + "9" * 9_000 + ";") == "\ufffd"


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_no_text_is_lost_but_in_scripts(html: str) -> None:
    position = 0
    for part in read_html_parts(html):
        between = html[position : part.begin]
        assert not between or "<script" in html or "<style" in html
        assert part.name or part.text == html[part.begin : part.end]
        assert part.name in ("", REMARK) or html[part.begin : part.end].endswith(">")
        assert all(name == name.lower() for name in part.attributes)
        position = part.end
    assert position == len(html) or "<script" in html or "<style" in html


@pytest.mark.parametrize(
    "piece", ["<a b ", "<a b='", "<a b=", '<a b="c', "<!--", "<![", "</", "<?", "<hr", "a= "]
)
@pytest.mark.parametrize("around", [("", ""), ("<a ", ">"), ("<a x='", "")])
def test_whatever_is_repeated_ends(piece: str, around: tuple[str, str]) -> None:
    """Where a text were searched again for each tag, this would take long."""
    for part in read_html_parts(around[0] + piece * (40_000 // len(piece)) + around[1]):
        assert part.attributes is not None
