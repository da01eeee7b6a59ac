"""Broken rules of accommodations."""

from lms.kernel.errors import LmsError, NotFound


class AccommodationNotFound(NotFound):
    """This request does not exist, or it is not yours to see."""


class AccommodationOpen(LmsError):
    """You have asked already: your request waits for a decision. You can withdraw it and ask anew."""


class AccommodationEmpty(LmsError):
    """Choose at least one measure."""

    status = 422


class AccommodationReason(LmsError):
    """Say in {least} to {most} characters why you need it. Only the person who decides reads it."""

    status = 422


class AccommodationFiles(LmsError):
    """Add {most} files at most."""

    status = 422


class AccommodationUnits(LmsError):
    """Choose certifying tasks of this course, or all of them."""

    status = 422


class AccommodationDay(LmsError):
    """Choose a last day from today on, and within three years."""

    status = 422


class AccommodationSettled(LmsError):
    """This request is decided or withdrawn: nothing was changed."""


class AccommodationAnswer(LmsError):
    """Say why not: who asked reads it."""

    status = 422
