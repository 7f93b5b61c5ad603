"""The public names of the package, each loaded when it is first used."""

from .block import Block as Block
from .block import Span as Span
from .block import Tier as Tier
from .block import cell_width as cell_width
from .glyphs import COMBINING as COMBINING
from .glyphs import clear_caches as clear_caches
from .html import line_html as line_html
from .html import prose_html as prose_html
from .inline import replace_formulas as replace_formulas
from .markdown import code_spans as code_spans
from .markdown import prose_left_over as prose_left_over
from .markdown import set_prose as set_prose
from .render import speak_formula as speak_formula
from .render import typeset_formula as typeset_formula
from .render import typeset_on_one_line as typeset_on_one_line
