"""Why a file can't be kept. Pure."""

from enum import StrEnum


class Why(StrEnum):
    """The reasons; `services.letter_files` turns them into sentences."""

    BROKEN = "broken"  # it does not read as what it says it is
    LOCKED = "locked"  # it has a password
    RUNS = "runs"  # it runs something, or calls something up, when it is opened
    HOLDS = "holds"  # it holds other files
    HUGE = "huge"  # a picture with too many points, a document of too many pieces


class Refused(ValueError):
    """The file can't be kept."""

    def __init__(self, why: Why) -> None:
        self.why = why
        super().__init__(why)
