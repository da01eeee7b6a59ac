"""HTML and CSS to PDF by xhtml2pdf, closed to the world: nothing remote, nothing outside the given folder, our own fonts."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from lms.kernel.errors import LmsError

FONTS: Final = Path(__file__).resolve().parent.parent / "fonts"
FONT_FACES: Final = "".join(
    f'@font-face {{ font-family: "{family}"; src: url("{name}.ttf"); {weight} }}\n'
    for family, name, weight in (
        ("Cert Sans", "CertSans-Regular", ""),
        ("Cert Sans", "CertSans-Bold", "font-weight: bold;"),
        ("Cert Serif", "CertSerif-Bold", ""),
    )
)


class PdfFailed(LmsError):
    """The document could not be drawn: {why}"""


def pdf_from_html(html: str, *, meta: Mapping[str, str] | None = None) -> bytes:
    """Draw a whole HTML document. Raises PdfFailed with the engine's words.

    Images come as `data:` addresses; a font or image from anywhere else is refused by the policy. The library is loaded by
    who draws: it takes 25 MB.
    """
    from xhtml2pdf import pisa
    from xhtml2pdf.files import ResourceAccessPolicy

    policy = ResourceAccessPolicy.server(base_dir=FONTS, allow_remote=False, max_render_seconds=60)
    out = io.BytesIO()
    done = pisa.CreatePDF(
        html, dest=out, path=str(FONTS / "x.html"), encoding="utf-8", resource_policy=policy, context_meta=dict(meta or {})
    )
    if done.err:
        raise PdfFailed(why="; ".join(str(entry) for entry in getattr(done, "log", [])[:3]) or "unknown")
    return out.getvalue()
