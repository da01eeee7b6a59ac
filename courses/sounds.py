"""Sound files that are taken: what they are by their first bytes, and how large they may be. Pure."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from django.utils.translation import gettext as _

from lms.kernel.textfiles import FileMistake

TYPES: Final = {"m4a": "audio/mp4", "mp3": "audio/mpeg", "ogg": "audio/ogg"}
MAX_BYTES: Final = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sound:
    """The bytes of a sound file as they are, with their type (m4a, mp3, ogg) and SHA-256."""

    type: str
    content: bytes

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


def read_sound(content: bytes, suffix: str) -> Sound:
    """Raises FileMistake: too large, or not what its name says."""
    if len(content) > MAX_BYTES:
        raise FileMistake(1, _("The file is larger than %(size)s. Split it.") % {"size": f"{MAX_BYTES // 1024**2}\u00a0MB"})
    if _type_of(content) != suffix:
        raise FileMistake(1, _("This is no sound file of the kind that its name says: m4a, mp3 or ogg."))
    return Sound(suffix, content)


def _type_of(content: bytes) -> str:
    if content[4:8] == b"ftyp":
        return "m4a"
    if content[:4] == b"OggS":
        return "ogg"
    return "mp3" if content[:3] == b"ID3" or (content[:1] == b"\xff" and content[1:2] >= b"\xe0") else ""
