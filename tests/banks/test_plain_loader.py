"""PyYAML's own loader, which has no C, reads every shipped bank as the one with C does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.rows import EVERYTHING

ROOT = Path(__file__).parents[2] / "exercises"
FILES = sorted(ROOT.rglob("*.yaml"))
# Where the two differ: a plain text in a list on one line that ends in a question mark.
DOUBTFUL = re.compile(r"\[(?:[^'\"\[\]]*,)?\s*[^'\"\[\],]*\?\s*[,\]]")


@pytest.mark.shipped
def test_the_loader_without_c_reads_every_bank() -> None:
    texts = {file: file.read_text(encoding="utf-8") for file in FILES}
    doubtful = [file for file in FILES if EVERYTHING or DOUBTFUL.search(texts[file])]
    for file in doubtful or FILES[:1]:
        assert yaml.load(texts[file], yaml.SafeLoader) == yaml.load(texts[file], yaml.CSafeLoader), file


def test_what_the_loader_without_c_refuses_is_found() -> None:
    refused = "hints: [Why so?, 'Because.']"
    assert DOUBTFUL.search(refused)
    assert yaml.load(refused, yaml.CSafeLoader)["hints"] == ["Why so?", "Because."]
    with pytest.raises(yaml.YAMLError):
        yaml.load(refused, yaml.SafeLoader)
