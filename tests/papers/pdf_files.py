"""PDF files as tests need them, written by hand: each line of text on pages of its own."""

from __future__ import annotations

from collections.abc import Sequence


def make_pdf(pages: Sequence[str]) -> bytes:
    """Return a PDF with a page for each text; a page without text has nothing on it, as a scan."""
    font = len(pages) * 2 + 3
    kids = " ".join(f"{3 + 2 * place} 0 R" for place in range(len(pages)))
    bodies = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>"]
    for place, text in enumerate(pages):
        resources = f"<< /Font << /F1 {font} 0 R >> >>"
        bodies.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources {resources} "
            f"/Contents {4 + 2 * place} 0 R >>"
        )
        lines = " T* ".join(f"({line}) Tj" for line in text.split("\n"))
        shown = f"BT /F1 12 Tf 14 TL 50 700 Td {lines} ET" if text else ""
        bodies.append(f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream")
    bodies.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    written, places = b"%PDF-1.4\n", list[int]()
    for number, body in enumerate(bodies, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start, rows = len(written), "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(bodies) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{rows}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return written + f"{end}startxref\n{start}\n%%EOF\n".encode()
