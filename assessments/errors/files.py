"""Broken rules of files that come in pieces. The docstring is the sentence people read."""

from lms.kernel.errors import LmsError


class PieceOutOfPlace(LmsError):
    """This piece does not follow what has arrived. Go on at byte {received}."""

    def __init__(self, *, received: int) -> None:
        super().__init__(received=received)
        self.received = received


class PieceUnreadable(LmsError):
    """A piece of the file arrived broken. Choose the file again."""

    status = 422


class FilePieceTooLarge(LmsError):
    """A piece has at most {n} KB. Reload the page and choose the file again."""

    status = 422
