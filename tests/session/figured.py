"""Exercises with figures, for tests of the front ends."""

READ_OFF = """\
- id: read-off
  params: {a: [3]}
  prompt: At which number does the dot lie?
  answer: {number: a}
  hints: [Count from 0.]
  steps:
  - {text: 'It is 3.', figure: {plot: [{y: 0}], x: [0, 6], points: [{at: [3, 0], name: counted}],
      says: Three steps.}}
  figure:
    plot: [{y: 0}]
    x: [0, 6]
    points: [{at: [a, 0], name: dot}]
    needed: true
    says: A number line with one dot.
"""
AFTER = """\
- id: after
  params: {a: [2]}
  vars: [x]
  prompt: Differentiate $x^@a$.
  answer: {expression: "diff(x^a, x)"}
  figure:
    plot: [{y: "diff(x^a, x)", name: slope}]
    x: [-2, 2]
    says: The slope is a line through the origin.
"""
HINTED = """\
- id: hinted
  prompt: Compute 1 + 1.
  answer: {number: 2}
  hints: [Two steps.]
  figure: {bars: {names: [one, other], series: [{values: "[1, 1]"}]}, show: hints, says: Two equal bars.}
"""
SKETCHED = """\
- id: sketched
  prompt: Sketch the number 3.
  answer: {self: A dot at 3.}
  steps:
  - {text: The dot lies at 3., figure: {plot: [{y: 0}], x: [0, 6], points: [{at: [3, 0], name: counted}],
      says: A dot at 3.}}
"""
FLOW = """\
- id: flow
  prompt: How many arrows leave the input?
  answer: {number: 1}
  figure: {graph: {nodes: {a: input, b: output}, edges: [[a, b]]}, needed: true, says: One arrow.}
"""
PICTURES = """\
- id: pictures
  prompt: Which is a parabola?
  answer:
    keep-order: true
    choice:
    - {id: square, right: the first, figure: {plot: [{y: x^2, name: U}], x: [-1, 1], says: A parabola.}}
    - id: cube
      wrong: the second
      say: Look again.
      figure: {plot: [{y: x^3, name: S}], x: [-1, 1], says: A cubic.}
"""
EXPLAINED = """\
topic: my.dots
cards:
  my.dots: {when: often, why: so, watch: it, figure: {plot: [{y: 0}], x: [0, 9],
    points: [{at: [1, 0], name: card}], says: The card.}}
exercises:
- id: dots
  skill: my.dots
  params: {a: 1..8}
  prompt: Which number lies right of @a?
  answer: {number: a + 1}
  steps: [One step.]
  figure: {plot: [{y: 0}], x: [0, 9], points: [{at: [a, 0], name: place}], says: A dot.}
"""
