"""How glyphs change: accents, script characters, and the plainer forms of glyphs that a tier lacks."""

from __future__ import annotations

COMBINING = {
    "hat": "\u0302", "widehat": "\u0302", "check": "\u030c", "widecheck": "\u030c", "tilde": "\u0303",
    "widetilde": "\u0303", "bar": "\u0304", "overline": "\u0304", "dot": "\u0307", "ddot": "\u0308",
    "dddot": "\u20db", "vec": "\u20d7", "overrightarrow": "\u20d7", "breve": "\u0306", "acute": "\u0301",
    "grave": "\u0300", "mathring": "\u030a", "overleftarrow": "\u20d6", "overleftrightarrow": "\u20e1",
    "underline": "\u0332", "underbar": "\u0332",
}  # fmt: skip
"""The combining mark that draws each accent."""

SUBSCRIPTS = dict(
    zip("0123456789+−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True)
)
SUPERSCRIPTS = dict(
    zip(
        "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ",
        strict=True,
    )
)
"""Script forms of exactly these characters; letters that Unicode lacks are not replaced by look-alikes."""

HIGH_ALREADY = {character: character for character in "′″‴'*†‡°"} | {"∗": "*", "∘": "°", "⊤": "ᵀ"}
"""Superscripts that stand high by themselves, and transposition, written ``T`` as well as ``⊤``."""

SAFE_FORMS = {
    "∣": "|", "∼": "~", "⋯": "…", "⟨": "<", "⟩": ">", "∖": "\\", "∗": "*", "⟹": "=>", "⟸": "<==", "⟺": "<=>",
    "⇒": "=>", "⇐": "<==", "⇔": "<=>", "⟶": "→", "⟵": "←", "⟷": "↔", "⟼": "|->", "↦": "|->", "≔": ":=",
    "≕": "=:", "≜": ":=", "≝": ":=", "⩴": "::=", "∷": "::", "ϕ": "φ", "ϵ": "ε", "⋆": "*", "⋅": "·", "⩽": "≤",
    "⩾": "≥", "ℜ": "Re", "ℑ": "Im", "⟦": "[[", "⟧": "]]", "⟪": "<<", "⟫": ">>", "∘": "◦", "′": "'", "″": "''",
    "‴": "'''", "⊤": "T", "⨁": "⊕", "⨂": "⊗", "⨀": "⊙", "⋃": "∪", "⋂": "∩", "⋁": "∨", "⋀": "∧", "⨉": "×",
    "⨆": "⊔", "⨅": "⊓", "⨄": "⊎", "∥": "‖", "⫫": "⊥⊥", "∫⋯∫": "∫…∫", "𝕜": "k", "⊺": "T",
}  # fmt: skip
"""Plainer forms of glyphs that many terminal fonts lack."""

ASCII_FORMS = {
    "∑": "SUM", "∏": "PROD", "∫": "INT", "≤": "<=", "≥": ">=", "⩽": "<=", "⩾": ">=", "≠": "!=", "→": "->",
    "←": "<-", "↔": "<->", "⇒": "=>", "⇐": "<==", "⟹": "==>", "⟸": "<==", "⟺": "<=>", "⇔": "<=>", "↦": "|->",
    "⟶": "-->", "⟵": "<--", "∞": "oo", "−": "-", "·": "*", "⋅": "*", "…": "...", "⋯": "...", "⋮": ":",
    "⋱": "\\", "⋰": "/", "≈": "~=", "∼": "~", "∣": "|", "′": "'", "″": "''", "‴": "'''", "‖": "||", "∥": "||",
    "⊤": "T", "±": "+-", "∓": "-+", "≡": "==", "≔": ":=", "≕": "=:", "≜": ":=", "≝": ":=", "∗": "*", "⋆": "*",
    "∅": "{}", "≪": "<<", "≫": ">>", "⟨": "<", "⟩": ">", "□": "[]", "⊙": "(.)", "⊗": "(x)", "⊕": "(+)",
    "⊖": "(-)", "∖": "\\", "⌊": "[_", "⌋": "_]", "⌈": "[^", "⌉": "^]", "⟦": "[[", "⟧": "]]", "⊥": "_|_",
    "°": "deg", "•": "*", "√": "sqrt", "÷": "/", "∇": "grad", "∪": "union", "∩": "intersect", "⋃": "UNION",
    "⋂": "INTERSECT", "⊂": "subset", "⊆": "subseteq", "∈": "in", "∉": "not in", "∋": "contains", "¬": "not",
    "∧": "and", "∨": "or", "⋀": "AND", "⋁": "OR", "ℜ": "Re", "ℑ": "Im", "ϕ": "phi", "ϵ": "epsilon",
    "∮": "OINT", "∬": "INT INT", "∭": "INT INT INT", "∫⋯∫": "INT...INT", "ı": "i", "ȷ": "j", "“": '"',
    "”": '"', "‘": "'", "’": "'", "–": "--", "—": "---", "\u00a0": " ", "■": "[#]", "ˇ": "v", "˘": "u",
    "´": "'", "‾": "-", "ˆ": "^", "˜": "~", "¯": "-", "½": "1/2", "⫫": "_||_", "⩴": "::=",
    "∷": "::", "⟪": "<<", "⟫": ">>", "⊺": "T", "✓": "yes", "✗": "no", "µ": "u", "Å": "A",
    "²": "^2", "³": "^3",
}  # fmt: skip
"""ASCII forms; a glyph without one is written by its command's name."""
