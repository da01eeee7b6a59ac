"""Broken rules of reporting."""

from lms.kernel.errors import LmsError, NotFound


class ReportNotFound(NotFound):
    """This report does not exist, or it is not yours to see."""


class UnknownPeriod(LmsError):
    """'{period}' is not a period. Write a month as 2026-11, a quarter as 2026-Q4, a week as 2026-W48 or a day as 2026-11-26."""

    status = 422


class WrongMove(LmsError):
    """A report that is {state} can't be {act}. Open it again to see where it stands."""


class SamePerson(LmsError):
    """Submitting, endorsing and deciding are done by different people. You already did one of them on this report."""

    status = 403


class ReportTooClose(LmsError):
    """You are too close to this institution to endorse or decide about its report. Somebody else has to."""

    status = 404


class ReasonMissing(LmsError):
    """Say what must change: the institution reads it."""

    status = 422


class OpenEdition(LmsError):
    """This report was submitted and waits for a decision. It can't be computed again until it is returned or accepted."""


class NotEndorsed(LmsError):
    """The national focal point has not endorsed this report yet, and the ten business days are not over."""


class RemarksOpen(LmsError):
    """{count} remarks are not resolved. Every remark is answered and resolved before a report is accepted."""


class SampleOpen(LmsError):
    """{count} awards of the evidence sample have no finding yet. A report is accepted when each has one."""


class NoteMissing(LmsError):
    """Say what you saw: an observation, or something that does not conform, needs a note."""

    status = 422


class RemarkNotFound(NotFound):
    """This remark does not exist, or it is not yours to see."""


class RemarkClosed(LmsError):
    """This remark is resolved. Write a new one if there is more to say."""


class NotYourRemark(LmsError):
    """A remark is resolved by who wrote it, or by a reviewer."""

    status = 403


class SampleItemNotFound(NotFound):
    """This award is not part of the evidence sample, or it is not yours to see."""


class DelegateRefused(LmsError):
    """Only somebody who holds the same role can act for you, and nobody acts for themselves."""

    status = 422


class DelegationDates(LmsError):
    """The last day can't be before the first one, nor before today; at most {days} days."""

    status = 422


class DelegationNotFound(NotFound):
    """This arrangement does not exist, or it is not yours to see."""


class ScheduleNotFound(NotFound):
    """This schedule does not exist, or it is not yours to see."""


class ScheduleTaken(LmsError):
    """There is a schedule of this report with this rhythm already. Change that one, or end it."""

    status = 422


class ScheduleUnfit(LmsError):
    """A certification report is of a month or a quarter: choose one of these."""

    status = 422


class RecipientMayNot(LmsError):
    """{count} of the people you chose may not see this institution's reports. Only its coordinators receive them."""

    status = 422


class OwnerMayNot(LmsError):
    """A schedule belongs to a coordinator of the institution: its reports are seen with their eyes."""

    status = 403


class RuleNotValid(LmsError):
    """This rule can't be read ({why}). Build it again from its conditions."""

    status = 422


class RuleNotFound(NotFound):
    """This group by rule does not exist, or it is not yours to see."""


class RuleNameTaken(LmsError):
    """Another group by rule has this name already."""

    status = 422


class RuleIsBroken(LmsError):
    """This group speaks of something that is gone: {gone}. It matches nobody until it is mended."""


class NobodyChosen(NotFound):
    """Nobody was chosen whom you may write to. Go back to the list and tick the people."""
