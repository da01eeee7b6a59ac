"""Broken rules of groups: more time, links to join by, lists that change people."""

from lms.kernel.errors import LmsError, NotFound


class ExtensionReasonNeeded(LmsError):
    """Say why this person gets more time. Only those who accompany them read it."""

    status = 422


class ExtensionOfOneself(LmsError):
    """Nobody gives themselves more time. Ask another coordinator or facilitator."""


class ModuleWithoutDay(LmsError):
    """This module has no due day for this person: there is nothing to extend."""

    status = 422


class ExtensionTooShort(LmsError):
    """This module is due on {when} already. Choose a later day."""

    status = 422


class ModuleExtensionNotFound(NotFound):
    """This extension does not exist, or it is not yours to change."""


class JoinLinkNotFound(NotFound):
    """This link does not exist, or it is not yours. Copy the whole link from the message, or ask for a new one."""


class JoinRequestNotFound(NotFound):
    """This request does not exist, or it is not yours to decide."""


class JoinLinkClosed(LmsError):
    """This link is no longer open. Ask the institution that gave it to you."""

    status = 410


class JoinRequestDecided(LmsError):
    """The request of {name} was already decided."""


class RefusalReasonNeeded(LmsError):
    """Say why: the person reads it."""

    status = 422


class PersonHeldElsewhere(LmsError):
    """{name} takes one of these courses from elsewhere and has not asked to bring it here. Ask them to say so."""


class SeatsTaken(LmsError):
    """There are not enough seats left: {n}."""


class DayOutsideCourse(LmsError):
    """The due day of a module lies between the first and the last day of its course."""

    status = 422


class NobodyToInvite(LmsError):
    """Everybody in this group has an account."""
