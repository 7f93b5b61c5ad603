"""What each name of a bank's file means, in a sentence: for the completion that editors give."""

from __future__ import annotations

from collections.abc import Mapping

FILE: Mapping[str, str] = {
    "topic": "The id of the topic, such as calc.diff; in a bank of your own any dotted id.",
    "title": "The topic's title; of a bank of one file the bank's.",
    "licence": "The licence of the text.",
    "source": "Where the text comes from.",
    "theory": "What a learner reads before a second attempt: Markdown with $…$, no values of exercises.",
    "cards": "A card for each skill of the topic: when to use it, why it is so, what goes wrong.",
    "exercises": "The exercises, from easy to hard.",
}

EXERCISE: Mapping[str, str] = {
    "id": "Small letters, digits, hyphens; unique in the bank and never changed without `was`.",
    "title": "What it is called: at most 60 characters, unique in the bank, without values.",
    "skill": "The id of the skill that it trains, such as calc.diff.product.",
    "needs": "Further skills that it rests on.",
    "level": "From 1 (recall) to 5 (research); 2 if nothing is said.",
    "vars": "The symbols that the answer may hold.",
    "assume": "What holds of the symbols: x > 0, 0 < p < 1, n positive integer, A symmetric.",
    "names": "What is typed → its LaTeX, where they differ: {m_hat: '\\hat m_t'}. These are symbols too.",
    "params": "Numbers drawn for each variant: 2..9, -4..4 !0, 0..1 step 0.25, or a list such as [4, 5, 8].",
    "let": "Names for expressions, in order; later ones may use earlier ones.",
    "where": "Conditions on the draw, such as a != b; they may use let.",
    "prompt": "The task: Markdown with $…$; @name and @{expression} put values in, @@ is an @.",
    "answer": "The right answer: one kind with its options.",
    "stages": "Two to six stages, in place of answer, hints, steps, wrong, witness; prompt is their setting.",
    "sisters": "Three to twelve sisters: the same idea asked of another object, of which one is drawn.",
    "shape": "How such a task is recognised, without its numbers.",
    "motion": "What one then does, without its numbers.",
    "theory": "The theory of this exercise, in place of the topic's.",
    "hints": "Hints, the mildest first.",
    "steps": "The worked solution: what is done, and why, with this variant's numbers.",
    "wrong": "Known mistakes: the value that each yields, and what to say to whoever makes it.",
    "witness": "A second computation of the key on other ground, run by `drill check`.",
    "was": "Earlier items of this exercise in full, such as calculus/old-id: their marks stay.",
    "corrects": "Earlier content hashes whose marks stay although the key or its numbers changed.",
    "source": "A citation.",
    "card": "The card to show, where it is not that of the skill.",
    "links": "Where to read on, at most five: {title, at: section 3.2, arxiv, doi or url}.",
    "resources": "The former name of links.",
    "tags": "Words to find it by.",
    "allow": "Phrases that are meant here, each with its reason.",
    "seeds": "Variants that `drill check` always tries.",
}

KINDS: Mapping[str, str] = {
    "number": 'A number: "2(1 - Phi(z))"; inf, -inf and dne too.',
    "expression": 'An expression in vars, compared as a function: "diff(f, x)".',
    "antiderivative": "Any function with the right derivative; + C is asked for unless it is optional.",
    "vector": 'A vector: "[1, t, 0]".',
    "matrix": 'A matrix: "[[1, 2], [3, 4]]".',
    "matrix-expression": 'An expression in matrices: "inv(A) B".',
    "span": 'A basis of the right space; any basis is taken: "[[1, 0, 1], [0, 1, 0]]".',
    "eigenvector": "The matrix; any eigenvector of the value is taken.",
    "set": 'Values in any order: "{1, 2}".',
    "list": 'Values in this order: "[a, b]".',
    "interval": 'An interval or a union: "[0, 1) U (2, inf)".',
    "inequality": 'An inequality with the right solutions: "x > 2".',
    "equation": 'An equation with the right solutions: "y = 2x + 1".',
    "solutions": "All solutions of a system: a point, and what spans the rest.",
    "factorisation": "Named factors of a matrix, judged by their product and their structure.",
    "distribution": 'A distribution: "beta(a + k, b + n - k)"; normal(mean, variance), gamma(shape, rate).',
    "choice": "Options, one of them right.",
    "choices": "Options, one or several of them right.",
    "order": "Steps in the right order; they are shown in another.",
    "fault": "The lines of an argument, right as they stand; one of slips is drawn into it.",
    "shape": 'The shape of an array: "(b, h, t, t)".',
    "formula": "A formula, compared by value if it parses, else piece by piece.",
    "code": "NumPy code, compared on random arrays.",
    "any": "Whatever satisfies the conditions: a kind of value and its size, such as {matrix: [2, 2]}.",
    "parts": "Several answers, each of a kind: {mean: {number: 2}, variance: {number: 3}}.",
    "self": "The learner decides; the text says what to compare with.",
}

ANSWER_OPTIONS: Mapping[str, str] = {
    "vars": "The symbols that the answer may hold.",
    "assume": "What holds of the symbols.",
    "names": "What is typed → its LaTeX.",
    "tolerance": "How far off is right: a number (absolute), {abs: …} or {rel: …}.",
    "digits": "So many significant digits are asked for.",
    "decimals": "So many decimals are asked for.",
    "form": "The form that is asked for.",
    "up_to": "scale: any non-zero multiple is right; sign: the opposite too.",
    "wrt": "The variable of integration.",
    "constant": "Whether + C is required.",
    "shapes": "The shapes of the matrices: {A: [n, n]}.",
    "arrays": "The shapes of the arrays: {A: [m, n]}.",
    "value": "The eigenvalue.",
    "of": "The matrix that is factored.",
    "latex": "The formula as it is shown.",
    "keep-order": "true: the options stand as written.",
    "show": "So many options of the pool are shown, three to six.",
    "slips": "What may go wrong: each slip replaces its line, and a list also the lines after it.",
    "none": "true: the argument may also stand untouched, and none is right.",
    "such-that": "The conditions, of X or x.",
    "example": "An answer that satisfies them; it is shown as the key.",
}

_OF_QUESTION = ("vars", "assume", "names", "let", "answer", "hints", "steps", "wrong", "witness")
_OF_SISTER = (
    *(*_OF_QUESTION, "params", "where", "stages", "shape", "motion", "theory", "card", "links", "source"),
    *("tags", "allow"),
)

OTHERS: Mapping[str, Mapping[str, str]] = {
    "ChoiceOption": {
        "id": "Stays the same when the text changes; events use it.",
        "right": "The text of a right option.",
        "wrong": "The text of a wrong option.",
        "say": "What to say to whoever takes it.",
        "claim": "A relation that is true exactly if the option is right; it is the option's witness.",
    },
    "OrderEntry": {"id": "Stays the same when the text changes.", "text": "One step."},
    "Mistake": {
        "answer": "The value that the mistake yields; of parts a mapping of those it touches.",
        "say": "What was done, and what to do instead.",
    },
    "FaultLine": {
        "text": "The line.",
        "claim": "The relation that it states, true in every variant.",
    },
    "Slip": {
        "id": "Stays the same when the text changes; events use it.",
        "line": "The number of the line that it replaces, from 1.",
        "text": "What stands there instead; a list also replaces the lines after it.",
        "say": "What went wrong, to whoever sees no wrong line.",
        "claim": "The relation that the wrong line states, false in every variant.",
    },
    "Stage": {
        **{name: EXERCISE[name] for name in _OF_QUESTION},
        "prompt": "The task of this stage; the setting stands above it.",
        "result": "One sentence or formula, shown from then on in place of the stage.",
    },
    "Sister": {
        **{name: EXERCISE[name] for name in _OF_SISTER},
        "id": "Stays the same; events name her.",
        "prompt": "Her task, put after the exercise's own.",
    },
    "Card": {
        "when": "When to use it: where a reader of papers meets it.",
        "why": "Why it is so: a derivation of three to eight lines.",
        "watch": "What goes wrong, and how to notice.",
        "links": EXERCISE["links"],
    },
    "LinkEntry": {
        "title": "What is linked.",
        "at": "The place in it: section 3.2.",
        "arxiv": "Its arXiv id, in quotes.",
        "doi": "Its DOI.",
        "url": "Its address.",
    },
    "Solutions": {"point": "One solution.", "span": "A basis of the null space."},
}
