"""A broken rule is a class. Its docstring is the message people read, with the facts as `{names}`."""

from typing import Any, ClassVar

from django.utils.translation import gettext


class LmsError(Exception):
    """Something went wrong."""

    status: ClassVar[int] = 409

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.sentence())

    @classmethod
    def template(cls) -> str:
        """The English sentence with its `{names}`: the first paragraph of the docstring on one line."""
        return " ".join((cls.__doc__ or LmsError.__doc__ or "").split("\n\n")[0].split())

    def sentence(self) -> str:
        """The message in the active language. The docstring is a msgid: `update_translations` collects it."""
        return gettext(self.template()).format_map({name: str(value) for name, value in self.facts.items()})

    def __str__(self) -> str:
        return self.sentence()


class NotFound(LmsError):
    """This page does not exist, or it is not yours to see."""

    status = 404


class NotAllowed(LmsError):
    """Your role does not allow this here."""

    status = 403


class Stale(LmsError):
    """Somebody changed this after you opened it. Your text is kept below; look at the newer version and save again."""

    status = 409


class BadInput(LmsError):
    """{what}"""

    status = 422
