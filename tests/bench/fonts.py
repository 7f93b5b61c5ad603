"""Which script characters and combining marks the usual fonts have; writes the list of the tier ``unicode``.

    python -m tests.bench.fonts FOLDER

``FOLDER`` holds, unpacked anywhere below it, DejaVu Sans Mono, Fira Code, Hack and JetBrains Mono (Debian:
fonts-dejavu-core, fonts-firacode, fonts-hack, fonts-jetbrains-mono) and Cascadia (npm:
@openfonts/cascadia-code_all). Needs fonttools and brotli. A character that all but one of them have is taken:
the system's fallback draws it there, as Hack's digits below the line; else Adam's betas would read ``β_1``.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from drill.maths.characters import LOWERED, RAISED
from drill.typeset import COMBINING

FONTS = {
    "DejaVu Sans Mono": "DejaVuSansMono.ttf",
    "Fira Code": "FiraCode-Regular.ttf",
    "Hack": "Hack-Regular.ttf",
    "JetBrains Mono": "JetBrainsMono-Regular.ttf",
    "Cascadia Mono": "cascadia-code-all-400.woff2",
}
ENOUGH = len(FONTS) - 1
TARGET = Path(__file__).parents[2] / "drill" / "typeset" / "common.py"


def main(folder: Path) -> int:
    """Write the list, and print what is missing where."""
    from fontTools.ttLib import TTFont  # pyright: ignore[reportMissingTypeStubs]

    has: dict[str, set[str]] = {}
    for font, pattern in FONTS.items():
        files = list(folder.rglob(pattern))
        if not files:
            print(f"{font}: no {pattern} below {folder}", file=sys.stderr)
            return 2
        has[font] = {chr(code) for file in files for code in TTFont(file).getBestCmap()}
    characters = dict.fromkeys("".join([*COMBINING.values(), *RAISED.values(), *LOWERED.values()]))
    counts = Counter(character for font in has.values() for character in font)
    common = [each for each in characters if counts[each] >= ENOUGH]
    marks = "".join(f"\\u{ord(each):04x}" for each in sorted(common) if each in COMBINING.values())
    signs = "".join(each for each in common if each not in COMBINING.values())
    TARGET.write_text(
        '"""The characters of the tier ``unicode``: a list written by ``tests/bench/fonts.py``."""\n\n'
        f'COMMON = frozenset("{marks}{signs}")\n'
        '"""Script characters and combining marks that at least four of the five fonts have."""\n',
        encoding="utf-8",
    )
    for each in characters:
        if each not in common:
            lacks = ", ".join(font for font in FONTS if each not in has[font])
            print(f"U+{ord(each):04X} {each}  lacking in {lacks}")
    print(f"{len(common)} of {len(characters)} are common")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
