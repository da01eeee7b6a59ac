"""Which structure each piece of a drawn page belongs to, and the structure tree of the document. Pure.

The drawing library writes no tags; it draws the words of the sheet in whole paragraphs. So each text object is looked up among
the sheet's words, spaces left out. What is not found (page numbers, headings repeated on the next page) is an artifact
(ISO 32000-1, 14.8.2.2).
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from certificates.papers.objects import Objects, number, text
from certificates.papers.reading import Image, Page, Run
from certificates.papers.sheet import Part, Piece, Sheet


def bare(words: str) -> str:
    """Words without spaces and capitals, as they are looked up."""
    return "".join(words.split()).casefold()


class Finder:
    """Looks drawn text up among the words of a sheet, each word once."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.starts: list[int] = []
        words: list[str] = []
        length = 0
        for piece in pieces:
            said = bare(piece.words)
            self.starts.append(length)
            words.append(said)
            length += len(said)
        self.words = "".join(words)
        self.taken = bytearray(length)
        self.at = 0

    def parts(self, block: Sequence[Run]) -> list[tuple[Part, ...]]:
        """The structure of each run of one text object; () for an artifact."""
        said = [bare(run.text) for run in block]
        found = self._find("".join(said))
        if found < 0:
            return [self._one(words) for words in said]
        answer = []
        for words in said:
            answer.append(self._take(found, len(words)))
            found += len(words)
        return answer

    def unseen(self) -> str:
        """The first piece that nobody took a letter of, or not all; '' when every word was drawn."""
        at = self.taken.find(0)
        return self.pieces[bisect_right(self.starts, at) - 1].words.strip() if at >= 0 else ""

    def _one(self, words: str) -> tuple[Part, ...]:
        found = self._find(words)
        return self._take(found, len(words)) if found >= 0 else ()

    def _find(self, words: str) -> int:
        """Where the words stand that nobody took yet: from here on, else from the beginning; -1 for nowhere."""
        if not words:
            return -1
        for start in (self.at, 0):
            found = self.words.find(words, start)
            while found >= 0:
                if not any(self.taken[found : found + len(words)]):
                    return found
                found = self.words.find(words, found + 1)
        return -1

    def _take(self, found: int, length: int) -> tuple[Part, ...]:
        if not length:
            return ()
        self.taken[found : found + length] = b"\1" * length
        self.at = found + length
        return self.pieces[bisect_right(self.starts, found) - 1].parts


@dataclass(slots=True)
class Marked:
    """A page with its content marked: run or image (by number of its operation) → marked-content id and role."""

    runs: dict[int, tuple[int, str]] = field(default_factory=dict)
    images: dict[int, tuple[int, str]] = field(default_factory=dict)
    owners: list[tuple[Part, ...]] = field(default_factory=list)  # by marked-content id
    boxes: dict[int, Image] = field(default_factory=dict)  # marked-content id of a figure → its place


@dataclass(slots=True)
class Structure:
    """The pages' marks, the alternative texts of figures, and the links' parts in order."""

    pages: list[Marked]
    alternatives: dict[int, str]  # number of a figure's part → its words
    links: list[tuple[Part, ...]]
    unseen: str  # the first words of the sheet that were not drawn; '' when all were


def structure_of(pages: Sequence[Page], sheet: Sheet) -> Structure:
    """Find the structure of everything that was drawn. Runs that follow one another in one part share one mark."""
    finder, figures = Finder(sheet.pieces), list(sheet.figures)
    marked, alternatives = [], {}
    for page in pages:
        marks = Marked()
        for _block, grouped in groupby(page.runs, key=lambda run: run.block):
            block = list(grouped)
            last: tuple[Part, ...] = ()
            for run, parts in zip(block, finder.parts(block), strict=True):
                if not parts:
                    last = ()
                    continue
                if parts != last:
                    marks.owners.append(parts)
                marks.runs[run.number] = (len(marks.owners) - 1, parts[-1].role)
                last = parts
        for image in page.images:
            figure = next((one for one in figures if one.pixels == image.pixels), None)
            if figure is None:
                continue
            figures.remove(figure)
            if figure.parts:
                marks.owners.append(figure.parts)
                mark = len(marks.owners) - 1
                marks.images[image.number] = (mark, "Figure")
                marks.boxes[mark] = image
                alternatives[figure.parts[-1].number] = figure.words
        marked.append(marks)
    links = list(dict.fromkeys(piece.parts for piece in sheet.pieces if piece.parts[-1].role == "Link"))
    return Structure(marked, alternatives, links, finder.unseen())


@dataclass(slots=True)
class _Branch:
    part: Part
    above: int
    object: int = 0
    inside: list[tuple[int, str]] = field(default_factory=list)  # (order, what /K lists)
    page: int = -1
    figure: Image | None = None


def write_tree(
    structure: Structure, objects: Objects, *, root: int, document: int, pages: Sequence[int], links: Sequence[tuple[int, str]]
) -> tuple[list[int], list[int], list[int]]:
    """Write the structure elements. `links`: for each link its page and a reference to its annotation.

    Returns the objects that the document element lists, in reading order; for each page the array of its parents
    (ISO 32000-1, 14.7.4.4); for each link its element, 0 for a link that belongs to no words.
    """
    branches: dict[int, _Branch] = {}

    def branch(parts: tuple[Part, ...]) -> _Branch:
        above = 0
        for part in parts:
            if part.number not in branches:
                branches[part.number] = _Branch(part, above, objects.add())
                if above:
                    branches[above].inside.append((part.number, f"{branches[part.number].object} 0 R"))
            above = part.number
        return branches[above]

    arrays = []
    for at, marks in enumerate(structure.pages):
        parents = []
        for mark, parts in enumerate(marks.owners):
            leaf = branch(parts)
            order = min((n for n, _said in leaf.inside), default=parts[-1].number)
            leaf.figure = marks.boxes.get(mark, leaf.figure)
            if leaf.page in (-1, at):
                leaf.page = at
                leaf.inside.append((order, str(mark)))
            else:
                leaf.inside.append((order, f"<</Type/MCR/Pg {pages[at]} 0 R/MCID {mark}>>"))
            parents.append(leaf.object)
        arrays.append(objects.add("[" + " ".join(f"{name} 0 R" for name in parents) + "]"))
    elements = []
    for count, (at, said) in enumerate(links):
        if count >= len(structure.links):
            elements.append(0)
            continue
        leaf = branch(structure.links[count])
        leaf.page = at if leaf.page < 0 else leaf.page
        leaf.inside.append((10**9, said))
        elements.append(leaf.object)
    for one in branches.values():
        above = branches[one.above].object if one.above else document
        objects.set(one.object, _element(one, above, pages, structure.alternatives))
    tops = sorted((one for one in branches.values() if not one.above), key=lambda one: one.part.number)
    return [one.object for one in tops], arrays, elements


def _element(one: _Branch, above: int, pages: Sequence[int], words: dict[int, str]) -> str:
    """A structure element (ISO 32000-1, 14.7.2)."""
    extra = f"/Pg {pages[one.page]} 0 R" if one.page >= 0 else ""
    if one.part.language:
        extra += f"/Lang({one.part.language})"
    if one.part.role == "TH":
        extra += "/A<</O/Table/Scope/Column>>"
    if one.part.number in words:
        extra += f"/Alt {text(words[one.part.number])}"
    if one.figure is not None:
        a, _b, _c, d, e, f = one.figure.matrix
        extra += "/A<</O/Layout/Placement/Block/BBox[" + " ".join(number(side) for side in (e, f, e + a, f + d)) + "]>>"
    inside = " ".join(said for _order, said in sorted(one.inside, key=lambda entry: entry[0]))
    return f"<</Type/StructElem/S/{one.part.role}/P {above} 0 R{extra}/K[{inside}]>>"
