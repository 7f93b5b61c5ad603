"""Printed pages in a browser: nothing sticks out of A4 or Letter, and nothing is loaded."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest

from drill.cli.printed_sheets import format_sheet_as_html
from drill.session.library.printing import PrintedSheet
from tests.cli.browser import CHROMIUM, Page, open_tab
from tests.cli.conftest import Drill

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here")

MM_OF_AN_INCH, PIXELS_OF_AN_INCH, POINTS_OF_AN_INCH = 25.4, 96, 72
MARGINS_MM = 34
PAPERS = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4)}

STICKS_OUT = """(() => {
    const page = document.body.getBoundingClientRect();
    return [...document.querySelectorAll('body *')].filter(at => !at.closest('svg') || at.localName === 'svg')
        .filter(at => { const box = at.getBoundingClientRect();
            return box.width && (box.right > page.right + 1 || box.left < page.left - 1)
                || at.scrollWidth > at.clientWidth + 1 && getComputedStyle(at).overflow !== 'visible'; })
        .map(at => at.outerHTML.slice(0, 120)).join('\\n');
})()"""

SUM = " + ".join(rf"\sum_{{i=1}}^n a_i x_{{{i}}}" for i in range(14))
MATRIX = rf"\begin{{pmatrix}} {' & '.join(f'a_{{1,{i}}}+b' for i in range(16))} \\ 1 \end{{pmatrix}}"
WORD = "w" * 300
WIDE = rf"""Words {WORD} and `{WORD}` and `{"foo(a, b) + " * 30}`, in a sentence $y = {SUM}$.

$$ y = {SUM} $$

$$ \left( {SUM} \right)^2 = \frac{{{SUM}}}{{2}} $$

$$ {MATRIX} $$

$$ \begin{{aligned}} a &= {SUM} \\ b &= 2 \end{{aligned}} $$

$$ \text{{{"word " * 60}}} $$

```
x = {WORD}
```

- a list: ${SUM}$
  - inner $${SUM}$$
    > {WORD}

| a | b | c |
| --- | ---: | :-: |
| {WORD} | ${SUM}$ | {WORD} |

{"| head " * 12}|
{"| --- " * 12}|
{"| somewhatlongword " * 12}|

{"| head " * 40}|
{"| --- " * 40}|
{"| somewhatlongword " * 40}|

[a link](https://example.org/{WORD[:200]})
"""

BANK = r"""
topic: odd.all
title: Odd
exercises:
- id: code
  title: Which line?
  prompt: |
    Read this.

    ```
    CODE
    ```
  answer: {number: -3}
- id: formula
  prompt: |
    Compute $\frac{\partial L}{\partial W_{ij}}$ for

    $$ L = \frac{1}{2} \sum_{i=1}^n (y_i - \hat y_i)^2 + \lambda \|W\|_F^2. $$
  answer: {number: 4}
"""


async def printed(page: Page, file: Path, paper: str) -> tuple[str, list[float]]:
    """What sticks out of a page, and the size of the paper in points."""
    width, height = PAPERS[paper]
    await page.ask("Page.enable")
    await page.ask("Network.enable")
    await page.ask("Page.navigate", url=file.as_uri())
    await page.until("document.readyState === 'complete' && document.body !== null")
    await page.ask("Emulation.setEmulatedMedia", media="print")
    view: dict[str, Any] = {
        "width": int((width - MARGINS_MM) / MM_OF_AN_INCH * PIXELS_OF_AN_INCH),
        "height": 900,
        "deviceScaleFactor": 1,
        "mobile": False,
    }
    await page.ask("Emulation.setDeviceMetricsOverride", **view)
    wide = await page.value(STICKS_OUT)
    inches = {"paperWidth": width / MM_OF_AN_INCH, "paperHeight": height / MM_OF_AN_INCH}
    pdf = base64.b64decode((await page.ask("Page.printToPDF", **inches))["data"])
    box = re.search(rb"/MediaBox\s*\[([\d. ]+)\]", pdf)
    assert box is not None
    return wide, [float(number) for number in box[1].split()[2:]]


@pytest.mark.parametrize("paper", PAPERS)
async def test_nothing_is_wider_than_the_paper(drill: Drill, home: Path, tmp_path: Path, paper: str) -> None:
    code = f"loss = cross_entropy({'model(images.to(device)), ' * 5} reduction='mean')"
    (home / "banks" / "odd.yaml").write_text(BANK.replace("CODE", code), encoding="utf-8")
    bank, notes = tmp_path / "bank.html", tmp_path / "notes.html"
    assert drill("print", "odd", "--as", "html", "--solutions", "-o", bank).code == 0
    notes.write_text(format_sheet_as_html(PrintedSheet("Notes", {}, WIDE), solutions=False), encoding="utf-8")
    async with open_tab(tmp_path / "browser") as page:
        for file, displays in ((bank, 1), (notes, 5)):
            wide, size = await printed(page, file, paper)
            assert wide == ""
            points = [length / MM_OF_AN_INCH * POINTS_OF_AN_INCH for length in PAPERS[paper]]
            assert size == pytest.approx(points, abs=1.5)
            assert await page.value("document.querySelectorAll('math').length") > displays
            assert await page.value("document.querySelectorAll('.display').length") >= displays
            height = "document.querySelector('math').getBoundingClientRect().height"
            assert await page.value(height) > 5
        assert await page.value("document.querySelectorAll('table').length") == 2
    asked = [each["params"]["request"]["url"] for each in page.told if each["method"] == REQUEST]
    assert {url.partition(":")[0] for url in asked} == {"file"}
    assert len(asked) == 2


REQUEST = "Network.requestWillBeSent"
