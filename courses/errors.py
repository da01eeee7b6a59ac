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


class CourseNotFound(NotFound):
    """This course does not exist, or it is not yours to see."""


class CompletionNotFound(NotFound):
    """This completion does not exist, or it is not yours to see."""


class CohortCourseNotFound(NotFound):
    """This group does not take this course, or it is not yours to see."""


class RosterNotFound(NotFound):
    """This list of people does not exist, or it is not yours to see."""


class EnrolmentClosed(LmsError):
    """This enrolment is closed. What was earned in it is kept."""


class EnrolledElsewhere(LmsError):
    """This person can't be placed on this course from here now. Ask the programme to move their enrolment."""


class ReasonMissing(LmsError):
    """Say why: a result that is changed keeps the reason beside it."""

    status = 422


class RosterNotOpen(LmsError):
    """This list was already confirmed or dropped. Upload the file again to start anew."""


class SectionNotFound(NotFound):
    """This section does not exist in the library."""


class FactNotFound(NotFound):
    """This fact does not exist in the library."""


class RequestNotFound(NotFound):
    """This request to publish does not exist."""


class LessonNotForCountry(NotFound):
    """This lesson was not published for {country}."""


class TwoPeopleNeeded(LmsError):
    """Somebody else must approve what you publish."""


class NothingToPublish(LmsError):
    """Nothing has changed since version {number} was published."""


class RequestNotOpen(LmsError):
    """This request to publish was already decided or withdrawn."""


class DraftsMoved(LmsError):
    """The drafts changed after they were handed in. Look at them again and hand them in anew."""
