"""An exercise in three stages, a derivation with a fault, and a pool, for tests that play them."""

from __future__ import annotations

CHAIN = r"""- id: chain
  title: Sum, product, difference
  params: {a: [10], b: [3]}
  prompt: Two numbers are given.
  stages:
  - prompt: Compute $@a + @b$.
    answer: {number: a + b}
    result: The sum is @{a + b}.
    hints: [Add the units first.]
    steps: [Add the units., Then the tens.]
    wrong:
    - {answer: a - b, say: You subtracted.}
  - prompt: Compute $@a \cdot @b$.
    answer: {number: a b}
    hints: [Multiply.]
    steps: ['It is $@{a b}$.']
  - prompt: Compute $@a - @b$.
    answer: {number: a - b}
    steps: ['It is $@{a - b}$.']
"""

FAULT = r"""- id: fault
  params: {a: [4, 5]}
  prompt: Someone adds $@a$ to itself and doubles the sum.
  answer:
    fault:
    - {text: 'The sum is $@a + @a$.'}
    - {text: 'That is $2 \cdot @a = @{2 a}$.', claim: a + a = 2 a}
    - {text: 'Doubled it is $@{4 a}$.', claim: 2 (2 a) = 4 a}
    none: false
    slips:
    - id: squared
      line: 2
      text: ['That is $@a^2 = @{a^2}$.', 'Doubled it is $@{2 a^2}$.']
      claim: a + a = a^2
      say: A sum of two equal terms is twice the term.
    - id: added
      line: 3
      text: 'Doubled it is $@{2 a + 2}$.'
      claim: 2 (2 a) = 2 a + 2
      say: To double is to multiply by 2.
  hints: [Which rule does each line use?]
  steps: ['The sum is $@{2 a}$, and twice that is $@{4 a}$.']
"""

POOL = """- id: pool
  prompt: Which number is even?
  answer:
    show: 3
    choice:
    - {id: two, right: the number 2}
    - {id: four, right: the number 4}
    - {id: three, wrong: the number 3, say: Three is odd.}
    - {id: five, wrong: the number 5, say: Five is odd.}
    - {id: seven, wrong: the number 7, say: Seven is odd.}
  hints: [Halve it.]
  steps: [An even number is twice a whole number.]
"""
