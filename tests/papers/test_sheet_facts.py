"""Facts, links and figures of a paper's sheet: read, checked, and kept when it is written again."""

from __future__ import annotations

from dataclasses import replace

from drill.papers import FigureRow, LinkRow, Paper, merge_sheets, parse_paper, parse_sheet, print_paper
from tests.rows import each_row

WRITTEN = """\
title: Adam
facts:
  why: One learning rate does not fit every weight.
  new: [Both moments are corrected., It needs no annealing.]
  architecture: any network
  objective: the mean loss $E[f(\\theta)]$
  task: image classification
  training: 45 epochs
  limitations: [It may not converge.]
  claims: [Adaptive moments need little tuning., 'Steps are bounded by $\\alpha$.']
  data: MNIST, IMDB, CIFAR-10
  optimiser: {Adam: 'β1 0.9, β2 0.999', learning rate: '0.001'}
  hardware: one GPU
  metrics: training cost
  results: [lower cost than AdaGrad]
links:
- {url: 'https://example.org/post?a=1', title: A post, minutes: 12, what: post}
- {url: 'https://github.com/x/y', title: The code, what: code}
figures:
- {label: Figure 1, words: Training cost over epochs.}
"""


def test_they_are_read_and_written_again() -> None:
    sheet = parse_sheet(WRITTEN, "adam")
    assert sheet.refused == ()
    facts = sheet.facts
    assert facts.claims == ("Adaptive moments need little tuning.", "Steps are bounded by $\\alpha$.")
    assert facts.optimiser == {"Adam": "β1 0.9, β2 0.999", "learning rate": "0.001"}
    assert (facts.data, facts.hardware, facts.metrics, facts.results) == (
        ("MNIST, IMDB, CIFAR-10",), ("one GPU",), ("training cost",), ("lower cost than AdaGrad",),
    )  # fmt: skip
    assert (facts.new, facts.objective) == (
        ("Both moments are corrected.", "It needs no annealing."), ("the mean loss $E[f(\\theta)]$",),
    )  # fmt: skip
    assert all(facts.texts(about) for about in ("why", "architecture", "task", "training", "limitations"))
    assert facts.texts("optimiser") == ()
    assert facts.texts("hyperparameters") == ("Adam: β1 0.9, β2 0.999", "learning rate: 0.001")
    assert facts.texts("optimiser") == ()
    assert sheet.links == (
        LinkRow("https://example.org/post?a=1", "A post", 12, "post"),
        LinkRow("https://github.com/x/y", "The code", 0, "code"),
    )
    assert sheet.figures == (FigureRow("Figure 1", "Training cost over epochs."),)
    assert parse_paper(print_paper(sheet)) == sheet


def test_an_import_keeps_them() -> None:
    earlier = parse_sheet(WRITTEN, "adam")
    merged = merge_sheets(Paper("adam", title="Adam again"), earlier)
    assert (merged.facts, merged.links, merged.figures) == (earlier.facts, earlier.links, earlier.figures)
    own = replace(earlier, facts=replace(earlier.facts, hardware=("two GPUs",)))
    assert merge_sheets(own, earlier).facts == own.facts


@each_row(
    ("old", "new", "says"),
    [
        ("https://github.com/x/y", "http://github.com/x/y", "is not an address"),
        ("https://github.com/x/y", "https://a b.org", "is not an address"),
        ("https://github.com/x/y", "javascript:alert(1)", "is not an address"),
        ("https://github.com/x/y", "https://x.org/<script>", "is not an address"),
        ("what: code", "what: blog", "blog is not known"),
        ("minutes: 12", "minutes: soon", "a whole number"),
        ("title: The code, ", "", "title is missing"),
        ("hardware: one GPU", "gpus: one", "unknown key 'gpus'"),
        (
            "optimiser: {Adam: 'β1 0.9, β2 0.999', learning rate: '0.001'}",
            "optimiser: Adam",
            "names with values",
        ),
        ("words: Training cost over epochs.", "text: Training", "unknown key 'text'"),
    ],
)
def test_what_cannot_be_meant_is_left_out_with_its_place(old: str, new: str, says: str) -> None:
    assert old in WRITTEN
    sheet = parse_sheet(WRITTEN.replace(old, new), "adam", "adam.sheet.yaml")
    (refused,) = sheet.refused
    assert says in refused.message
    line = WRITTEN[: WRITTEN.index(old)].count("\n") + 1
    assert refused.line == line
    assert sheet.title == "Adam"
