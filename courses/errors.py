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


class ExportRefused(LmsError):
    """The file {path} would lie outside the folder, or a link stands in its way. Nothing more was written."""

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


class ItemNotFound(NotFound):
    """This does not exist in the library, or it is not yours to change."""


class CommentNotFound(NotFound):
    """This comment does not exist, or it is not yours to see."""


class SomebodyElseSaved(LmsError):
    """Somebody saved version {number} while you were writing. Your text is kept below: nothing is lost."""


class TextRefused(LmsError):
    """Nothing was saved yet: the text has {count} mistakes, listed below with their lines."""

    status = 422


class SectionExists(LmsError):
    """There is a section with this key already: {key}."""

    status = 422


class ItemExists(LmsError):
    """There is one with this key already: {key}."""

    status = 422


class EntryRefused(LmsError):
    """Nothing was saved yet: {count} things are to be mended, each said beside its field."""

    status = 422


class OwnerDoesNotWrite(LmsError):
    """Only somebody who writes the toolkit can answer for a part of it. Choose an author."""

    status = 422


class RequestRefused(LmsError):
    """This can't be handed in yet: {count} things are listed below."""

    status = 422


class ReadabilityReasonMissing(LmsError):
    """A text is harder to read than its module asks for. Simplify it, or say why it goes out as it is."""

    status = 422


class NotYourCountry(LmsError):
    """Somebody from the country whose law this is, or a reviewer at WIPO, must approve it: {countries}."""


class OriginMoved(LmsError):
    """The text that yours was made from moved on while you were deciding. Look at it again."""


class AlreadyAnswered(LmsError):
    """This was answered already for your country."""


class AnswerIncomplete(LmsError):
    """Say where you looked, on which day (not in the future), and, for a correction or rejection, what is right or why."""

    status = 422


class ChangeNotFound(NotFound):
    """This change does not exist, or it is not yours to see."""


class ChangeOpen(LmsError):
    """The change can't be closed yet: {count} entries are undecided. Each must be mended, or not affected because of
    something.
    """


class ChangeMoved(LmsError):
    """This change was {state} meanwhile: that can't be done any more."""


class ChangeRefused(LmsError):
    """The change can't be approved yet: {count} problems are listed below. Mend them, or say why it must go out all
    the same.
    """

    status = 422


class ChangeWaits(LmsError):
    """Another change of {key} was proposed and waits for its approval. Approve or withdraw that one first."""


class NothingChanges(LmsError):
    """Nothing would change for readers: this is what the toolkit says already."""

    status = 422


class ReferenceNotFound(NotFound):
    """This page of the toolkit does not exist, or it was withdrawn."""


class AlreadyHandedIn(LmsError):
    """This waits for approval already: {keys}."""


class NothingToHandIn(LmsError):
    """Nothing is handed in: these texts are as readers have them."""


class NeverPublished(LmsError):
    """This was not published: there is nothing to take back."""


class MovedOnSince(LmsError):
    """This can't be taken back as a whole: something was published after it: {keys}."""


class DeclineReasonMissing(LmsError):
    """Say why block {block} stays as it is: the reason is kept beside it."""

    status = 422


class StillTheSame(LmsError):
    """Block {block} reads as before: change it, or decline and say why."""

    status = 422


class FactExists(LmsError):
    """This fact says something for this jurisdiction already: {key}, {country}."""

    status = 422


class NoRefresherMaker(LmsError):
    """No package makes refreshers on this site: assessments is not installed."""


class RefresherNotFound(NotFound):
    """This refresher does not exist, or it was not asked of you."""


class RefresherSettled(LmsError):
    """This refresher was already passed or excused."""


class StillInUse(LmsError):
    """This can't be retired while others rest on it: {places}."""


class ReviewNotFound(NotFound):
    """This request for review does not exist, or it is not yours to see."""


class NothingToReview(NotFound):
    """There is no decision here that you can ask to have reviewed."""


class ReviewReason(LmsError):
    """Say why in {least} to {most} characters."""

    status = 422


class ReviewOnce(LmsError):
    """You have asked for a review of this decision before. There is one request for each."""


class ReviewLate(LmsError):
    """The time to ask for a review of this decision ended on {when}."""


class ReviewSettled(LmsError):
    """This request for review is over."""


class ReviewBegun(LmsError):
    """Somebody of the panel has already said what they think: it can’t be withdrawn any more."""


class ReviewAnswerMissing(LmsError):
    """Give your reasons: who asked reads them."""

    status = 422


class ReviewRemedyUnknown(LmsError):
    """Choose what follows when the request is right."""

    status = 422


class ReviewMoved(LmsError):
    """Another member of the panel has spoken since you opened this page. Read what was said, and say yours again."""


class CalendarNotFound(NotFound):
    """This calendar does not exist, or its link was withdrawn."""


class CalendarBusy(LmsError):
    """This calendar was read too often within an hour. Ask again later."""

    status = 429


class MeetingNotFound(NotFound):
    """This meeting does not exist, or it is not yours to see."""


class MeetingCancelled(LmsError):
    """This meeting was called off. Set it again first."""


class MeetingNotYet(LmsError):
    """This meeting has not begun: nobody can have been there yet."""


class RollNotFound(NotFound):
    """This list does not exist, or it is not yours to see."""


class RollSettled(LmsError):
    """This list was counted or dropped already. Upload the file again to start anew."""


class CodeTooEarly(LmsError):
    """The code can be shown from {when} on, when {share} percent of the meeting is over: a code at the door would only prove
    joining.
    """


class CodeNotOpen(LmsError):
    """No code is open for this meeting now. Ask your facilitator."""


class CodeWrong(LmsError):
    """This is not the code that is shown now. You can try {left} more times."""

    status = 422


class CodeBlocked(LmsError):
    """Too many wrong codes. Your facilitator can note that you attended."""

    status = 429


class AttendanceElsewhere(LmsError):
    """Your group meets for this session: it counts when you were there long enough, or once you have watched its recording."""
