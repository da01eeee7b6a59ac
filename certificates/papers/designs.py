"""Designs: what a paper looks like, as text that people without programming can change. Pure; reads shipped files once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from certificates.papers import language, styles
from certificates.papers.names import Box
from certificates.papers.pictures import Picture, drawable
from certificates.papers.problems import PICTURES, CannotDraw, DesignProblems, Problem

FOLDER: Final = Path(__file__).resolve().parent.parent / "design"
A4_LANDSCAPE: Final = (297.0, 210.0)
A4_PORTRAIT: Final = (210.0, 297.0)
CARD: Final = (85.6, 54.0)  # ISO/IEC 7810 ID-1, to the tenth
PAPERS: Final[Mapping[str, tuple[float, float]]] = {
    "certificate": A4_LANDSCAPE,
    "transcript": A4_PORTRAIT,
    "enrolment": A4_PORTRAIT,
    "attendance": A4_LANDSCAPE,
    "hours": A4_PORTRAIT,
    "card": CARD,
}
LONGEST: Final = 100_000  # letters of HTML, and of CSS
SIDES: Final = (40.0, 600.0)  # millimetres


@dataclass(frozen=True)
class Design:
    """HTML and CSS with fields, its own pictures by name, and the page in millimetres (width, height)."""

    html: str
    css: str
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    page: tuple[float, float] = A4_LANDSCAPE

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything that the design is made of."""
        own = {name: sha256(picture.data).hexdigest() for name, picture in self.pictures.items()}
        return sha256(json.dumps([self.html, self.css, own, self.page], sort_keys=True).encode()).hexdigest()

    @property
    def tree(self) -> language.Tree:
        """The design as read, problems and all."""
        return language.read(self.html)

    @cached_property
    def style(self) -> str:
        """The style sheet with the page's size in it. Raises DesignProblems for a design that has any."""
        if found := problems(self):
            raise DesignProblems(tuple(found))
        return styles.with_page(self.css, *self.page)


def problems(design: Design) -> list[Problem]:
    """Everything to mend in a design before it can be drawn, as sentences with lines; [] when it is sound."""
    if len(design.html) > LONGEST or len(design.css) > LONGEST:
        return [Problem(0, _("The design is longer than 100,000 letters."))]
    found = [*design.tree.problems, *styles.problems(design.css)]
    if any(not SIDES[0] <= side <= SIDES[1] for side in design.page):
        found.append(Problem(0, _("A page is 40 to 600 millimetres wide and high.")))
    for name, line in design.tree.pictures.items():
        if name != "?" and name not in design.pictures:
            found.append(Problem(line, _("The picture “%(name)s” is missing.") % {"name": name}))
    for name, picture in design.pictures.items():
        try:
            drawable(picture)
        except CannotDraw as wrong:
            found.append(Problem(0, f"{name}: {wrong.sentence}", PICTURES))
    return found


def box_for(design: Design, field: str) -> Box | None:
    """The box that a field is fitted into, the first one in the design; None for a field on a plain line."""
    for node in language.walk(design.tree.children):
        if isinstance(node, language.Element) and node.box is not None and node.tag != "img":
            inside = [one.path for one in language.walk(node.children) if isinstance(one, language.Named)]
            if inside == [field]:
                return node.box
    return None


@cache
def shipped(paper: str) -> Design:
    """The design that ships for a paper (one of PAPERS). Raises KeyError."""
    size = PAPERS[paper]
    pictures = {path.stem: Picture(path.read_bytes()) for path in sorted((FOLDER / "pictures").iterdir())}
    html, css = (FOLDER / f"{paper}.{kind}" for kind in ("html", "css"))
    design = Design(html.read_text("utf-8"), css.read_text("utf-8"), pictures, size)
    return Design(design.html, design.css, {name: pictures[name] for name in design.tree.pictures if name in pictures}, size)
