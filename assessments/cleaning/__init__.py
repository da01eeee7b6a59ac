"""A file without what says who made it, so that scoring stays anonymous; what must not be kept at all is refused. Pure.

Nothing is drawn again: pixels, pages and words stay as they were. What a person wrote or drew *on* a page stays too: a name
in a text is the writer's to remove.

PNG and JPEG lose every block but those that draw them (EXIF, XMP, comments, thumbnails, what is behind the end go); DOCX and
ODT lose their properties, the authors and days of comments and of tracked changes, revision marks, custom parts, printer
settings and signatures; PDF loses Info, XMP, the authors of notes, application data and signatures. Refused: a PDF that is
encrypted, runs something or holds other files; a document with macros, embedded objects or a password.
"""

from dataclasses import dataclass

from assessments.cleaning.images import clean_jpeg, clean_png
from assessments.cleaning.office import clean_docx, clean_odt
from assessments.cleaning.refusing import Refused, Why

__all__ = ["Cleaned", "Refused", "Why", "clean"]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The bytes to keep. `pages` is None where a file does not say how many it has."""

    body: bytes
    pages: int | None = None


def clean(body: bytes, content_type: str) -> Cleaned:
    """The file without what says who made it. The same bytes in give the same bytes out. Raises Refused."""
    if content_type == "image/png":
        return Cleaned(clean_png(body))
    if content_type == "image/jpeg":
        return Cleaned(clean_jpeg(body))
    if content_type == "application/pdf":
        from assessments.cleaning.pdf import clean_pdf  # with pypdf 10 MB: loaded by who cleans one

        return Cleaned(*clean_pdf(body))
    word = "wordprocessingml" in content_type
    return Cleaned(*(clean_docx(body) if word else clean_odt(body)))
