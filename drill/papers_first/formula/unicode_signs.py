"""Signs and letters that are typed as single characters, ``α ≤ x²``: the commands they stand for."""

from __future__ import annotations

import re
from typing import Final

_LETTERS: Final = (
    "α alpha β beta γ gamma δ delta ε varepsilon ϵ epsilon ζ zeta η eta θ theta ϑ vartheta ι iota κ kappa "
    "λ lambda μ mu µ mu ν nu ξ xi π pi ρ rho σ sigma ς varsigma τ tau υ upsilon φ varphi ϕ phi χ chi ψ psi "
    "ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega ℓ ell"
)
_SIGNS: Final = (
    "≤ leq ≥ geq ≠ neq ≈ approx ∝ propto ≡ equiv ∼ sim ≃ simeq ≅ cong ∈ in ∉ notin ∋ ni ⊂ subset ⊆ subseteq "
    "⊃ supset ⊇ supseteq ≪ ll ≫ gg ← leftarrow → rightarrow ↔ leftrightarrow ⇒ Rightarrow ⇔ Leftrightarrow "
    "⇐ Leftarrow ↦ mapsto ∀ forall ∃ exists ¬ neg ± pm ∓ mp ⋅ cdot ∙ cdot ∗ ast ∘ circ ⊙ odot ⊗ otimes "
    "⊕ oplus ∧ wedge ∨ vee ∩ cap ∪ cup ∖ setminus ÷ div ∑ sum ∏ prod ∫ int ∂ partial ∇ nabla ∞ infty "
    "∅ emptyset ⟨ langle ⟩ rangle ‖ Vert ∥ Vert ∣ mid ⌊ lfloor ⌋ rfloor ⌈ lceil ⌉ rceil ⊤ top ⋯ cdots "
    "ℝ mathbb{R} ℕ mathbb{N} ℤ mathbb{Z} ℚ mathbb{Q} ℂ mathbb{C} 𝔼 mathbb{E} ½ frac{1}{2} ¼ frac{1}{4}"
)
_ABOVE: Final = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱᵀ", "0123456789+-()niT", strict=True))
_BELOW: Final = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₍₎ᵢⱼₖₙₘₜₓ", "0123456789+-()ijknmtx", strict=True))


def _commands() -> dict[str, str]:
    words = f"{_LETTERS} {_SIGNS}".split()
    return {sign: f"\\{command} " for sign, command in zip(words[::2], words[1::2], strict=True)}


_COMMANDS: Final = _commands()
_MARKS: Final = re.compile(
    r"\\(?:text[a-z]*|[mh]box)\s*\{[^{}]*\}"
    f"|(?P<above>[{''.join(_ABOVE)}]+)|(?P<below>[{''.join(_BELOW)}]+)|(?P<sign>[{''.join(_COMMANDS)}])"
)


def with_commands(latex: str) -> str:
    """``latex`` with commands for the signs and letters that are typed as single characters, but in text.

    A root's sign stays: how far it reaches is not typed.
    """
    return latex if latex.isascii() else _MARKS.sub(_command, latex)


def _command(match: re.Match[str]) -> str:
    if match["sign"]:
        return _COMMANDS[match["sign"]]
    if match["above"]:
        return f"^{{{''.join(map(_ABOVE.__getitem__, match['above']))}}}"
    if match["below"]:
        return f"_{{{''.join(map(_BELOW.__getitem__, match['below']))}}}"
    return match.group()
