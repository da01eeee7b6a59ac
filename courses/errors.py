"""Broken rules of courses."""

from lms.kernel.errors import LmsError, NotFound


class UnknownUnitKind(LmsError):
    """No package has registered the kind of unit '{kind}'."""


class EnrolmentNotFound(NotFound):
    """This enrolment does not exist, or it is not yours to see."""


class UnitNotFound(NotFound):
    """This unit does not exist in your course, or it is not yours to see."""


class EarnedAfterClosing(LmsError):
    """This enrolment was closed before this was earned."""


class NotInEffect(LmsError):
    """The course '{course}' has no published version for {country} yet."""


class PublishingRefused(LmsError):
    """The course can't be published yet: {count} problems are listed below."""

    status = 422


class ImportRefused(LmsError):
    """Nothing was imported: the files have {count} problems."""

    status = 422
