"""Files that people send: looked through and cleaned before anything is kept. A door; who knows how registers (assessments)."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from lms.kernel.errors import LmsError


class NoIntake(LmsError):
    """This site takes no files at the moment. Use the link instead, or ask the site's administrators."""


@dataclass(frozen=True, slots=True)
class CleanFile:
    """A file as it may be kept: a name without a path, its type by content, its bytes without who made it."""

    name: str
    content_type: str
    body: bytes

    @property
    def sha256(self) -> str:
        return sha256(self.body).hexdigest()

    @property
    def columns(self) -> dict[str, object]:
        """As tables of kept files call them."""
        return {
            "name": self.name, "content_type": self.content_type, "size": len(self.body), "sha256": self.sha256,
            "body": self.body,
        }  # fmt: skip


Take = Callable[[str, bytes], CleanFile]
_take: list[Take] = []


def register_intake(take: Take) -> None:
    """In `ready()`. The last one counts. `take(name, body)` raises an LmsError for what may not be kept."""
    _take[:] = [take]


def take_file(name: str, body: bytes) -> CleanFile:
    """A file, cleaned; call it before anything is locked. Raises NoIntake, and what who registered refuses (FileRefused)."""
    if not _take:
        raise NoIntake
    return _take[0](name, body)
