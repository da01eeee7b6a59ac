"""PDF objects as bytes (ISO 32000-1, 7.3): what the assembly and the stamp write. Pure."""

import zlib
from typing import TYPE_CHECKING, Any

from certificates.papers.problems import CannotDraw

if TYPE_CHECKING:
    from pypdf.generic import IndirectObject, StreamObject  # 14 MB: loaded by who draws


def number(value: float) -> str:
    """A number, five decimals at most, without a useless end."""
    said = f"{float(value):.5f}".rstrip("0").rstrip(".")
    return "0" if said in ("-0", "") else said


def stream(data: bytes, extra: str = "", *, deflate: bool = True, level: int = 9) -> bytes:
    """A stream object's inside."""
    if deflate:
        data = zlib.compress(data, level)
        extra += "/Filter/FlateDecode"
    return f"<</Length {len(data)}{extra}>>stream\n".encode("latin-1") + data + b"\nendstream"


def text(words: str) -> str:
    """A text string in UTF-16 with its mark, in hexadecimal."""
    return "<FEFF" + words.encode("utf-16-be").hex().upper() + ">"


def literal(words: str) -> str:
    """An ASCII string in brackets."""
    return "(" + words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"


def _plain(value: Any) -> bytes:
    from pypdf import generic

    match value:
        case generic.ByteStringObject() | generic.TextStringObject():
            return b"<" + value.original_bytes.hex().encode() + b">"
        case generic.NameObject():
            return value.encode("latin-1")
        case generic.BooleanObject():
            return b"true" if value.value else b"false"
        case generic.NullObject():
            return b"null"
        case int() | float():
            return number(value).encode()
    raise CannotDraw(f"{type(value).__name__} in a drawn page")


class Objects:
    """Numbered objects, in order; object 1 is the first. Objects of a read document are copied as they are referred to."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self._copied: dict[int, int] = {}

    def add(self, body: bytes | str = b"") -> int:
        """Append an object; its number."""
        self.bodies.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(self.bodies)

    def set(self, name: int, body: bytes | str) -> None:
        """Give a reserved number its object."""
        self.bodies[name - 1] = body.encode("latin-1") if isinstance(body, str) else body

    def copy(self, value: Any) -> bytes:
        """A value of a read document, written; what it refers to becomes objects here. Raises CannotDraw for a stranger."""
        from pypdf import generic

        if isinstance(value, generic.IndirectObject):
            return b"%d 0 R" % self._reference(value)
        if isinstance(value, generic.StreamObject):
            return self._copied_stream(value)
        if isinstance(value, generic.DictionaryObject):
            return b"<<" + b"".join(str(key).encode() + b" " + self.copy(inner) for key, inner in dict.items(value)) + b">>"
        if isinstance(value, generic.ArrayObject):
            return b"[" + b" ".join(self.copy(inner) for inner in list(value)) + b"]"
        return _plain(value)

    def _reference(self, value: "IndirectObject") -> int:
        if value.idnum not in self._copied:
            self._copied[value.idnum] = self.add()
            self.set(self._copied[value.idnum], self.copy(value.get_object()))
        return self._copied[value.idnum]

    def _copied_stream(self, value: "StreamObject") -> bytes:
        """A stream as it is, compressed or not."""
        extra = b"".join(str(key).encode() + b" " + self.copy(inner) for key, inner in dict.items(value) if key != "/Length")
        data = bytes(value._data)  # the bytes as read: get_data() would unpack them
        return b"<</Length %d" % len(data) + extra + b">>stream\n" + data + b"\nendstream"
