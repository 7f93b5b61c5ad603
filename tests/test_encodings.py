"""Files in whatever encoding people save them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.text import decode, guess_encoding

RUSSIAN = "Что такое производная функции? Это предел.\nЧему равен ранг матрицы,ранг\n"
GERMAN = "Für welche Größe gilt das? Übung, schöne Straße\n"
FRENCH = "Théorème; déjà vu à l’été, où ça ?\n"
CHINESE = "什么是矩阵的秩？\t矩阵的秩是其列空间的维数。\n导数\t变化率\n"


@pytest.mark.parametrize(
    ("text", "encodings"),
    [
        (RUSSIAN, "utf-8 utf-8-sig utf-16 utf-16-le utf-16-be utf-32 cp1251 koi8-r"),
        ("Привет", "utf-8 cp1251 koi8-r"),
        (GERMAN, "utf-8 utf-16 utf-16-le utf-16-be cp1252 latin-1"),
        (FRENCH, "utf-8 utf-16 utf-16-be cp1252"),
        (CHINESE, "utf-8 utf-16 utf-16-le utf-16-be gbk gb18030"),
        ("plain\ttext\n", "ascii utf-16-le utf-16-be"),
    ],
)
def test_text_is_read_whatever_its_encoding(text: str, encodings: str) -> None:
    for name in encodings.split():
        data = text.encode(name)
        found = guess_encoding(data)
        assert decode(data, found) == text, name
        assert bool(found.note) == (name not in ("ascii", "utf-8", "utf-8-sig", "utf-16", "utf-32")), name


@pytest.mark.parametrize("around", ["naïve", RUSSIAN, CHINESE])
def test_a_stray_byte_leaves_the_others_as_they_are(around: str) -> None:
    data = f"{around}\nf".encode() + b"\xfcr\n"
    found = guess_encoding(data)
    assert decode(data, found) == f"{around}\nfür\n"
    assert "0xfc" in found.note
    assert f"line {around.count(chr(10)) + 2}" in found.note


def test_a_stray_zero_does_not_make_it_wide() -> None:
    data = b"\\begin{equation}x = y\0 + 1\\end{equation} and more of the text\n"
    assert decode(data, guess_encoding(data)) == data.decode()


@given(st.binary(max_size=200))
def test_no_bytes_are_too_odd(data: bytes) -> None:
    decode(data, guess_encoding(data))
