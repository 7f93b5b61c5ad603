"""Short texts and gaps: what is forgiven, what is asked back, what is wrong."""

from __future__ import annotations

from typing import Any

from drill.banks.draws import KnownMistake
from drill.banks.load import load_bytes
from drill.checking import as_mapping, spec_from
from tests.asked import check, question
from tests.checking.test_checking_verdicts import right, rows, unreadable, wrong
from tests.rows import each_row

KERNEL = {"text": ["null space", "kernel"]}
CLOZE = {"cloze": {"rank": {"number": 2}, "name": {"text": "full rank"}}}
WORDS = [
    *rows(
        KERNEL,
        *right("null space", "The null-space", "NULL SPACES", "kernel", "the kernels"),
        *right("nullspace", "Nullspaces", "the nullspace", "null  space", "ker nel"),
        *unreadable("spelling", "kernal", "kernle", "kerne", "kernell", "null spice", "nulspace"),
        *unreadable("kind", "", "?"),
        *wrong("wrong", "nul space", "space", "kernel space", "image", "colonel"),
    ),
    *rows({"text": "eigenvector"}, *right("eigen vector", "eigen-vectors"), *wrong("wrong", "eigen value")),
    *rows({"text": "cross entropy"}, *right("crossentropy", "cross-entropy"), *wrong("wrong", "entropy")),
    *rows({"text": "softmax"}, *right("soft max", "soft-max"), *wrong("wrong", "softmin", "log softmax")),
    *rows({"text": "i.i.d."}, *right("iid", "i. i. d.", "IID")),
    *rows({"text": "top-k"}, *right("top k", "topk"), *wrong("wrong", "top p", "top")),
    *rows(
        {"text": "Bayes' theorem"},
        *right("Bayes's theorem", "Bayes’s Theorem", "Bayes theorem", "BAYES’S THEOREM"),
        *wrong("wrong", "theorem", "theorem of Bayes"),
    ),
    *rows(
        {"text": "Jensen's inequality"},
        *right("Jensen inequality", "Jensens inequality", "Jensen’s-inequality"),
    ),
    *rows({"text": "l'Hôpital's rule"}, *right("lhopital rule", "L’Hôpital rule", "L'HOPITAL'S RULE")),
    *rows({"text": "asymmetric"}, *unreadable("spelling", "a symmetric", "symmetric")),
    *rows({"text": "L2 norm"}, *right("L 2 norm", "l2norm"), *wrong("wrong", "L1 norm", "L norm")),
    *rows({"text": "12"}, *right("12"), *wrong("wrong", "1 2", "1-2")),
    *rows({"text": "matrix"}, *right("matrices", "a matrix"), *wrong("wrong", "vector")),
    *rows({"text": "Poincaré"}, *right("poincare", "Poincare\u0301"), *unreadable("spelling", "Poincar")),
    *rows({"text": "basis"}, *right("bases"), *unreadable("spelling", "bassis")),
    *rows({"text": "even"}, *wrong("wrong", "ever", "odd")),
    *rows(
        CLOZE,
        *right("rank = 2; name = Full rank", {"rank": "2", "name": "full ranks"}),
        *wrong("wrong", "rank = 2; name = half", "rank = 3; name = full rank"),
        *unreadable("unknown-name", {"rank": "2", "size": "3"}),
    ),
]


@each_row(("expect", "answer", "verdict", "code"), WORDS)
def test_words(expect: dict[str, Any], answer: Any, verdict: str, code: str) -> None:
    said = check(expect, answer)
    assert (said.verdict, said.code) == (verdict, code)


def test_what_is_asked_back_is_shown_where_it_stands() -> None:
    said = check(KERNEL, "the Kernal")
    assert (said.at, said.message) == (5, "look again at the spelling of “Kernal”")


def test_a_blank_counts_where_a_known_mistake_differs_by_it() -> None:
    mistakes = [KnownMistake("over fit", "One word.")]
    assert check({"text": "overfit"}, "over-fit", mistakes=mistakes).code == "misconception"
    assert check({"text": "overfit"}, "overfit", mistakes=mistakes).verdict == "correct"
    mistakes = [KnownMistake("nullity", "A number.")]
    assert check(KERNEL, "nullspace", mistakes=mistakes).verdict == "correct"
    assert check(KERNEL, "null ity", mistakes=mistakes).code == "misconception"


def test_a_known_mistake_comes_before_a_near_miss() -> None:
    mistake = KnownMistake("kernal", "That is no word.")
    assert check(KERNEL, "Kernal", mistakes=[mistake]).message == "That is no word."


def test_the_first_text_decides_and_the_others_are_wording() -> None:
    def hashes(answer: str, prompt: str = "Which?") -> tuple[str, str]:
        text = f"exercises:\n- {{id: t, prompt: '{prompt}', answer: {answer}}}\n"
        loaded = load_bytes(text.encode(), "t.yaml")
        assert not loaded.problems
        return loaded.exercises[0].entry.maths, loaded.exercises[0].entry.wording

    lone, both, other = (hashes(f"{{text: {text}}}") for text in ("kernel", "[kernel, null space]", "image"))
    assert lone[0] == both[0] != other[0]
    assert lone[1] != both[1]
    gaps = [
        hashes(f"{{cloze: {{g: {{text: [kernel, {word}]}}}}}}", "[[g]]") for word in ("core", "null space")
    ]
    assert gaps[0][0] == gaps[1][0]


def test_gaps_stand_in_the_prompt() -> None:
    body = {"prompt": "It is [[g]] in $[[1, 2]]$ and `[[g]]`.", "answer": {"cloze": {"g": {"number": 2}}}}
    stage = question(body, 1).stage(1)
    assert stage.prompt == r"It is \_\_\_\_ (g) in $[[1, 2]]$ and `[[g]]`."
    assert stage.fields == ("g",)
    assert stage.key == {"g": "2"}


@each_row(
    ("prompt", "message"),
    [
        ("It is [[h]] or [[g]].", "no gap is called 'h'"),
        ("It is nothing.", "[[g]] must appear once"),
        ("[[g]] and [[g]]", "[[g]] must appear once"),
        ("$[[g]]$", "[[g]] must appear once"),
    ],
)
def test_every_gap_is_asked_for_and_shown(prompt: str, message: str) -> None:
    text = f"exercises:\n- {{id: t, prompt: '{prompt}', answer: {{cloze: {{g: {{number: 2}}}}}}}}\n"
    assert message in str(load_bytes(text.encode(), "t.yaml").problems[0])


def test_texts_are_written_as_they_are_read() -> None:
    assert as_mapping(spec_from(KERNEL)) == KERNEL
    assert as_mapping(spec_from({"text": ["rank"]})) == {"text": "rank"}
    assert as_mapping(spec_from(CLOZE))["cloze"] == {"rank": {"number": "2"}, "name": {"text": "full rank"}}
