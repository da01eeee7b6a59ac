"""The slow path's engine: a sheet and its style to PDF by xhtml2pdf, closed to the world. Pure: no model, no clock, no network.

Anything the library complains about is an error here: a paper that will be frozen is never drawn "almost right".
"""

import io
import logging
from typing import Final

from django.utils.translation import gettext as _

from certificates.papers.problems import CannotDraw, TookTooLong
from lms.kernel.pdf import FONT_FACES, FONTS

SECONDS: Final = 120  # by the wall clock, so generous: a starved machine is slow; the drawing task has the hard limit
BASE_CSS: Final = """
html { font-family: "Cert Sans"; font-size: 10pt; font-weight: normal; color: #1a242e; margin: 0; padding: 0; line-height: 1.4;
  border: 1px none; display: inline; width: auto; height: auto; white-space: normal; }
b, strong, th { font-weight: bold; }
body, div, h1, h2, h3, h4, p, ul, ol, table, tr, td, th, thead, tbody { display: block; margin: 0; padding: 0; }
li { display: list-item; }
u { text-decoration: underline; }
small { font-size: 80%; }
sup { vertical-align: super; font-size: 70%; }
sub { vertical-align: sub; font-size: 70%; }
tr, td, th { vertical-align: top; width: auto; text-align: left; }
a { color: #1a242e; text-decoration: none; }
"""  # instead of the library's sheet for all of HTML: known to the point, and half of the parsing saved


class _Complaints(logging.Handler):
    """What the library says aloud while it draws: a block that was shrunk, a rule that it does not know."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def _find(uri: str, _relative: str | None) -> str:
    """The library asks where a file is: our faces by bare name, pictures as the data they are, and nothing else anywhere."""
    if uri.startswith("data:image/"):
        return uri
    return str(FONTS / uri.rpartition("/")[2]) if uri.endswith(".ttf") else str(FONTS / "nothing")


def printed(html: str, css: str, *, language: str) -> bytes:
    """The PDF of a sheet as the library writes it. Raises CannotDraw with the library's words.

    The library is loaded by who draws: 25 MB that a worker which stamps, and a web process, never need.
    """
    from reportlab import rl_config
    from xhtml2pdf import pisa
    from xhtml2pdf.config.resources import RenderLimitError, ResourceAccessPolicy

    rl_config.useA85 = 0  # streams as bytes, not as ASCII text: a sixth of the drawing time
    whole = (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>-</title><style>{FONT_FACES}'
        f'body {{ font-family: "Cert Sans"; }}\n{css}</style></head><body>{html}</body></html>'
    )
    drawn, complaints = io.BytesIO(), _Complaints()
    policy = ResourceAccessPolicy.server(FONTS, allow_remote=False, max_render_seconds=SECONDS)
    logger = logging.getLogger("xhtml2pdf")
    logger.addHandler(complaints)
    try:
        status = pisa.CreatePDF(
            whole,
            dest=drawn,
            path=str(FONTS / "paper.html"),
            link_callback=_find,
            resource_policy=policy,
            default_css=BASE_CSS,
            encoding="utf-8",
        )
    except RenderLimitError as late:
        raise TookTooLong(_("The page took longer than %(seconds)s seconds to draw.") % {"seconds": SECONDS}) from late
    except Exception as broken:  # whatever the drawing library raises, the answer is the same: not drawn
        raise CannotDraw(f"{type(broken).__name__}: {broken}"[:400]) from broken
    finally:
        logger.removeHandler(complaints)
    said = [str(line[2]) for line in status.log] + complaints.said
    if status.err or status.warn or said:
        raise CannotDraw("; ".join(dict.fromkeys(said))[:400] or "the drawing library reported an error")
    return drawn.getvalue()
