"""CPU seconds to read a source that repeats an opening 5,000, 10,000 and 20,000 times: each should double.

``python -m tests.bench.openings`` prints a line for each kind of opening, its three times, and how much
longer the last took than the first: about 4 where reading is linear, 16 where it is quadratic.
"""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from drill.errors import PaperError
from drill.papers import read_sheet

SHOWN = "\\begin{equation} y = x + 1 \\end{equation}\n"
COUNTS = (5_000, 10_000, 20_000)
# What comes once before, what is repeated, what is repeated behind all of them.
KINDS: tuple[tuple[str, str, str], ...] = (
    ("", "\\begin{theorem}", ""),
    ("", "\\begin{theorem}A.\\end{theorem}\n", ""),
    ("", "\\begin{theorem}[A] $a$ \\[ a = b \\]\n\n", ""),
    ("", "\\begin{proof}A.\n\n", ""),
    ("", "\\section{", "}"),
    ("", "\\section{A}\nSome text.\n\n", ""),
    ("", "\\section{A}\n\\[ a = b \\]\n\n", ""),
    ("", "\\subsection{A} Text.\n\n", ""),
    ("", "\\title{", "}"),
    ("", "\\begin{abstract}", ""),
    ("", "\\begin{table}", ""),
    ("", "\\begin{figure}\\caption{", ""),
    ("\\begin{figure}", "\\caption{", "}"),
    ("\\begin{figure}", "\\begin{subfigure}\\caption{a}", ""),
    ("", "\\begin{figure}\\caption{A.}\\end{figure}\n", ""),
    ("", "\\footnote{", "}"),
    ("", "Text\\footnote{A note.} goes on. ", ""),
    ("", "\\begin{algorithm}", ""),
    (
        "",
        "\\begin{algorithm}\\begin{algorithmic}\\State $a \\gets b$\\end{algorithmic}\\end{algorithm}\n",
        "",
    ),
    ("", "\\begin{equation}", ""),
    ("", "\\begin{equation} a = b \\end{equation}\n", ""),
    ("", "\\begin{align} a &= b \\\\", ""),
    ("", "\\[", ""),
    ("", "\\[ a = b \\] ", ""),
    ("", "$$", ""),
    ("", "$", ""),
    ("", "$a$ ", ""),
    ("", "\\(", ""),
    ("", "\\left(", ""),
    ("", "{", "}"),
    ("", "{", ""),
    ("", "\\label{a}", ""),
    ("", "\\ref{a} ", ""),
    ("", "\\cite{a} ", ""),
    ("", "\\cite{", "}"),
    ("", "\\item A.\n", ""),
    ("", "\\begin{itemize}", ""),
    ("", "\\newcommand{\\a}{", "}"),
    ("", "\\newcommand{\\a}{b}\n", ""),
    ("\\newcommand{\\a}{b}", "\\a ", ""),
    ("", "\\def\\a{", "}"),
    ("", "\\iffalse ", ""),
    ("", "\\iftrue ", "\\fi "),
    ("", "\\ifx\\a\\b x\\fi ", ""),
    ("", "\\begin{comment}", ""),
    ("", "% \\begin{equation}\n", ""),
    ("", "\\verb|", ""),
    ("", "\\begin{verbatim}", ""),
    ("", "\\input{a}\n", ""),
    ("", "\\begin{tabular}{l} a & b \\\\ \\end{tabular}\n", ""),
    ("", "\\bibitem{a} A.\n", ""),
    ("", "\\textbf{", "}"),
    ("", "\\href{a}{", "}"),
    ("", "where $a$ is the rate, ", ""),
    ("", "Let $a \\in \\mathbb{R}$ be a number.\n\n", ""),
    ("", "A. ", ""),
    ("", "(", ")"),
    ("", "[", "]"),
    ("", "\n\n", ""),
    ("", "\\appendix ", ""),
    ("", "\\begin{document}", ""),
    ("", "\\end{theorem}", ""),
)


def measure_reading(folder: Path, before: str, again: str, after: str, times: int) -> float:
    """Return the CPU seconds of reading one source, whether it is read or refused."""
    body = f"{SHOWN}{before}{again * times}{after * times}"
    text = f"\\documentclass{{article}}\\begin{{document}}{body}\\end{{document}}"
    path = folder / "a.tex"
    path.write_text(text, encoding="utf-8")
    begun = time.process_time()
    with suppress(PaperError):
        read_sheet(path)
    return time.process_time() - begun


def main() -> None:
    """Print the times of all kinds, the slowest growth last."""
    rows: list[tuple[float, str]] = []
    with TemporaryDirectory() as folder:
        for before, again, after in KINDS:
            seconds = [measure_reading(Path(folder), before, again, after, times) for times in COUNTS]
            growth = seconds[-1] / max(seconds[0], 0.02)
            shown = "  ".join(f"{each:6.2f}" for each in seconds)
            rows.append((growth, f"{shown}  × {growth:4.1f}  {before}{again!r} {after!r}"))
    for _, line in sorted(rows):
        print(line)


if __name__ == "__main__":
    main()
