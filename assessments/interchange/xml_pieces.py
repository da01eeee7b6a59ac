"""XML in pieces: the elements of one name, one in memory at a time, from a stream. Pure.

Read with expat and handlers of our own: a document type is refused at its first sign, so that there are no entities to
expand and nothing to fetch. Depth and the number of elements in one piece are capped.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final
from xml.parsers import expat

from django.utils.translation import gettext as _

from assessments.interchange.decoding import encoding_of
from assessments.interchange.keeping import MARK
from assessments.interchange.neutral import Notes, UnreadableFile

_CHUNK: Final = 256 * 1024
_DEEPEST: Final = 60
_MOST_NODES: Final = 20_000  # in one question


@dataclass(slots=True)
class Node:
    """An element: its name, attributes, own text, children and line."""

    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    content: list["Node | str"] = field(default_factory=list)  # children and the text between them, in order
    children: list["Node"] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def all(self, name: str) -> list["Node"]:
        """The children of a name."""
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> "Node | None":
        """The first child of a name."""
        return next((child for child in self.children if child.name == name), None)

    def word(self, name: str, default: str = "") -> str:
        """The text of a child, trimmed."""
        child = self.first(name)
        return child.text.strip() if child else default

    def below(self, name: str) -> Iterator["Node"]:
        """All elements of a name under this one, in order."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.below(name)


class Elements:
    """Elements of one name out of an XML stream, one at a time; everything around them is passed over."""

    def __init__(self, wanted: str, root: str = "") -> None:
        self.wanted, self.root = wanted, root
        self.ready: list[Node] = []
        self.remarks: list[str] = []
        self._stack: list[Node] = []
        self._depth = self._nodes = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data
        self._parser.ProcessingInstructionHandler = self._remark
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.ExternalEntityRefHandler = self._refuse

    def _refuse(self, *_args: object) -> int:
        sentence = _("The file declares a document type or entities (DOCTYPE): refused. Delete that line and import again.")
        raise UnreadableFile(sentence, self._parser.CurrentLineNumber)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        name = name.rsplit(":", 1)[-1]
        if self._depth == 1 and self.root and name != self.root:
            sentence = _("This XML begins with <%(name)s>; <%(root)s> is wanted.") % {"name": name[:60], "root": self.root}
            raise UnreadableFile(sentence, self._parser.CurrentLineNumber)
        if not self._stack and name != self.wanted:
            return
        self._nodes += 1
        if self._depth > _DEEPEST or self._nodes > _MOST_NODES:
            raise UnreadableFile(_("A question of this file is nested or long beyond reason."), self._parser.CurrentLineNumber)
        node = Node(name, attributes, self._parser.CurrentLineNumber)
        if self._stack:
            self._stack[-1].children.append(node)
            self._stack[-1].content.append(node)
        self._stack.append(node)

    def _data(self, text: str) -> None:
        if self._stack:
            self._stack[-1].content.append(text)

    def _end(self, _name: str) -> None:
        self._depth -= 1
        if self._stack:
            node = self._stack.pop()
            node.text = "".join(piece for piece in node.content if isinstance(piece, str))
            if not self._stack:
                node.remarks += self.remarks
                self.remarks = []
                self._nodes = 0
                self.ready.append(node)

    def _remark(self, target: str, data: str) -> None:
        if target == MARK:
            self.remarks.append(data)

    def feed(self, chunk: bytes, final: bool = False) -> None:
        """More bytes. Raises UnreadableFile with the line."""
        try:
            self._parser.Parse(chunk, final)
        except expat.ExpatError as broken:
            sentence = _("This is no well-formed XML: %(why)s.") % {"why": expat.errors.messages.get(broken.code, "error")}
            raise UnreadableFile(sentence, broken.lineno) from None
        except (ValueError, LookupError) as broken:
            if isinstance(broken, UnreadableFile):
                raise
            raise UnreadableFile(_("The encoding that this file says it has can't be read. Save it as UTF-8.")) from None


def elements_of(file: BinaryIO, wanted: str, root: str = "", notes: Notes | None = None) -> Iterator[Node]:
    """The elements of one name in a file, streamed. Raises UnreadableFile.

    A file that says it is UTF-8 (or says nothing) and is not is read as Windows-1252, and that is told.
    """
    reader = Elements(wanted, root)
    recode = _recoder(file, notes)
    while chunk := file.read(_CHUNK):
        reader.feed(recode(chunk))
        yield from reader.ready
        reader.ready.clear()
    reader.feed(b"", final=True)
    yield from reader.ready


def _recoder(file: BinaryIO, notes: Notes | None) -> Callable[[bytes], bytes]:
    head = file.read(200)
    file.seek(0)
    declared = re.search(rb"<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9_.-]+)", head)
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        return lambda chunk: chunk  # expat reads UTF-16, Latin-1 and Windows-1252 by their names
    if encoding_of(file, notes or Notes()) == "cp1252":
        return lambda chunk: chunk.decode("cp1252", errors="replace").encode()
    return lambda chunk: chunk
