"""Files that any package takes are looked through and cleaned here: called by `AppConfig.ready()`."""

from assessments.services.letter_files import checked
from assessments.sniffing import safe_name
from lms.kernel.intake import CleanFile, register_intake


def take(name: str, body: bytes) -> CleanFile:
    """As the files of letters are. Raises FileRefused."""
    _shown, sniffed, clean = checked(name, body)
    return CleanFile(safe_name(name, sniffed.extension), sniffed.content_type, clean.body)


def wire() -> None:
    """One door."""
    register_intake(take)
