"""A picture of a PDF's first pages, as PNG, for people who design. Pure."""

import io
from typing import Final

PAGES: Final = 3  # shown at most; the file has them all
WIDTH: Final = 1240  # pixels of the widest page
GAP: Final = 24  # pixels between two pages
_DESK: Final = "#d4d7da"


def picture_of(pdf: bytes) -> tuple[bytes, int]:
    """(PNG of the first pages below one another, how many pages the file has). Raises pypdfium2.PdfiumError for no PDF."""
    import pypdfium2  # here alone: a library of 8 MB that only the workers of `designs` need
    from PIL import Image

    document = pypdfium2.PdfDocument(pdf)
    try:
        count = len(document)
        sizes = [document.get_page_size(n) for n in range(min(count, PAGES))]
        scale = WIDTH / max(width for width, _height in sizes)
        pages = [document[n].render(scale=scale).to_pil().convert("RGB") for n in range(len(sizes))]
    finally:
        document.close()
    whole = pages[0]
    if len(pages) > 1:
        height = sum(page.height for page in pages) + GAP * (len(pages) - 1)
        whole = Image.new("RGB", (max(page.width for page in pages), height), _DESK)
        top = 0
        for page in pages:
            whole.paste(page, (0, top))
            top += page.height + GAP
    out = io.BytesIO()
    whole.quantize(64, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue(), count
