"""Broken rules of certificates."""

from collections.abc import Sequence
from typing import Any

from courses.kinds import FileProblem
from lms.kernel.errors import LmsError, NotFound


class CertificateNotFound(NotFound):
    """This certificate does not exist, or it is not yours to see."""


class CredentialNotFound(NotFound):
    """There is no credential '{key}'."""


class CredentialsRefused(LmsError):
    """Nothing was imported: the file has {count} problems."""

    status = 422

    def __init__(self, problems: Sequence[FileProblem], **facts: Any) -> None:
        self.problems = tuple(problems)
        super().__init__(count=len(self.problems), **facts)


class UnknownCourse(LmsError):
    """A credential asks for courses, and each must exist. Course {course_id} does not."""

    status = 422


class UnknownClaim(LmsError):
    """There is no claim '{claim}'."""

    status = 422


class TwoPeopleNeeded(LmsError):
    """One person proposes and another one approves. The same person can't do both."""


class NotADecider(LmsError):
    """Only deciders propose what happens to a certificate, and only deciders or reviewers approve it."""

    status = 403


class UnknownReason(LmsError):
    """There is no class of reason '{reason}'."""

    status = 422


class MoveRefused(LmsError):
    """This certificate is {state}: that can't be done with it now."""


class NothingToReissue(LmsError):
    """This certificate has not been issued yet. Mend what it waits for; a new edition is not needed."""


class NameCannotBePrinted(LmsError):
    """The name for the certificate can't be printed: {why}"""

    status = 422


class TooManyLookups(LmsError):
    """Many unknown numbers were asked for from your network. Wait a minute, then try again."""

    status = 429


class FileDamaged(LmsError):
    """The stored file is not the one that was issued. It was not sent; tell the programme's administrator."""

    status = 500


class KeepReasonMissing(LmsError):
    """Say why the certificate stays as it is. The reason is kept with it, and never public."""

    status = 422


class NothingAsked(LmsError):
    """Nobody asks about this certificate any more: somebody has answered already."""


class NothingProposed(LmsError):
    """Nobody has proposed to revoke this certificate, or it is decided already."""


class OwnAward(LmsError):
    """Nobody decides about their own certificate. Somebody else has to."""

    status = 403


class TooClose(LmsError):
    """You are too close to the person or the institution that this is about. Somebody else has to decide."""

    status = 404


class MoverTooClose(LmsError):
    """Who moved this may no longer decide about it. Refuse it; then somebody else can move it again."""


class UntilPast(LmsError):
    """A suspension ends on a day to come. Choose a later day, or none."""

    status = 422


class ScopeMissing(LmsError):
    """Say in Spanish and in English what the certificate still covers: the public page shows it."""

    status = 422


class MotionOpen(LmsError):
    """Somebody has moved something about this certificate already. Answer that first."""


class MotionSettled(LmsError):
    """This motion was answered or withdrawn in the meantime."""


class MotionNotFound(NotFound):
    """There is no such motion."""


class MotionFollows(LmsError):
    """It follows a request for review that was found right: the holder was told, and a second person answers it."""


class NotYourMotion(LmsError):
    """Only who moved it withdraws it. Others refuse it, with an answer."""

    status = 403


class AnswerMissing(LmsError):
    """Write an answer: who reads it must understand why."""

    status = 422


class OwnDecision(LmsError):
    """Who took part in a decision does not answer a request to review it. Somebody else has to."""

    status = 403


class ObjectionNotFound(NotFound):
    """There is no such request for review."""


class ObjectionTextMissing(LmsError):
    """Write why the decision should be reviewed: from {least} to {most} characters."""

    status = 422


class ObjectionOnce(LmsError):
    """A review of this decision was asked for already: there is one for each decision."""


class ObjectionSettled(LmsError):
    """This request was answered or withdrawn in the meantime."""


class NothingToObject(LmsError):
    """A review can be asked for when a certificate was suspended, limited or revoked."""


class RulingNotFound(NotFound):
    """There is no such exception or bar."""


class RulingReasonMissing(LmsError):
    """Write the reason: the learner reads it as it stands."""

    status = 422


class RulingSubjectUnknown(LmsError):
    """An exception is from one of the credential's courses; a bar is from the whole credential."""

    status = 422


class RulingTwice(LmsError):
    """The same is proposed or in force for this person already."""


class RulingSettled(LmsError):
    """This was decided or ended in the meantime."""


class NothingLeft(LmsError):
    """An award rests on something that was done. At least one course of the credential must remain to be completed."""

    status = 422


class OwnRuling(LmsError):
    """Nobody proposes or decides an exception or a bar for themselves. Somebody else has to."""

    status = 403


class NoRenewal(LmsError):
    """This credential is not renewed: it holds for ever, or its programme has no renewal."""


class RenewalTooEarly(LmsError):
    """The renewal opens on {day}. Done from then on, it extends the certificate from the end of the present one."""


class NoInstitution(LmsError):
    """A renewal is done with an institution, and no institution has you as an advisor now. Ask one to bring you in."""


class AlreadyRenewed(LmsError):
    """This certificate was renewed already: there is a newer one."""


class BadgeNotFound(NotFound):
    """There is no badge with this number, or its holder does not show it."""


class AchievementNotFound(NotFound):
    """There is no credential of this name."""


class StatusListNotFound(NotFound):
    """There is no such list of badges."""


class BadgesUnavailable(LmsError):
    """Badges are not set up here: the programme's administrator has to provide a key for them."""

    status = 503


class DesignNotForCredential(LmsError):
    """The design '{design}' can't be used for this paper: it is archived, not published, or of another paper."""

    status = 422


class TooManyCoissuers(LmsError):
    """At most two institutions can issue a paper together with the holder's own."""

    status = 422


class DesignNotFound(NotFound):
    """This design does not exist, or it is not yours to see."""


class DesignVersionNotFound(NotFound):
    """The design has no such version."""


class DesignIsShipped(LmsError):
    """This design comes with the software and stays as it is. Make a copy, and change the copy."""


class DesignArchived(LmsError):
    """This design is archived. Bring it back first."""


class DesignKeyTaken(LmsError):
    """There is a design with the key “{key}” already. Choose another one."""

    status = 422


class DesignChanged(LmsError):
    """Somebody saved this design after you opened it. Your text is kept below: compare, then save again."""

    def __init__(self, *, number: int, **facts: Any) -> None:
        self.number = number  # of the draft as it stands
        super().__init__(**facts)


class DesignRefused(LmsError):
    """The design can't be published: {why}"""

    status = 422

    def __init__(self, reasons: Sequence[str], **facts: Any) -> None:
        self.reasons = tuple(reasons)
        super().__init__(why=" ".join(self.reasons), **facts)


class DesignUnchanged(LmsError):
    """Nothing to publish: the draft says what is published already."""


class DesignNamed(LmsError):
    """Credentials name this design: {credentials}. Give them another one first."""


class DesignUnpublished(LmsError):
    """Publish the design first."""


class PictureNotFound(NotFound):
    """This picture does not exist, or it is not yours to see."""


class PictureRefused(LmsError):
    """The file is not a picture that can be used: a PNG or JPEG of at most {megabytes} MB and {pixels} million pixels."""

    status = 422


class PictureKeyTaken(LmsError):
    """There is a picture with the name “{key}” already. Choose another one."""

    status = 422


class PictureShown(LmsError):
    """Designs show this picture: {designs}. Take it out of them first."""


class PermissionNotNeeded(LmsError):
    """This picture is not protected: it needs no permission."""


class PermissionDates(LmsError):
    """The last day of a permission is not before its first one."""

    status = 422


class PermissionNone(LmsError):
    """No permission is recorded that could be withdrawn."""


class BatchNotFound(NotFound):
    """This issue does not exist, or it is not yours to see."""


class PaperUnknown(LmsError):
    """There is no paper '{paper}' that can be issued for a group."""

    status = 422


class CourseOfGroupNotFound(LmsError):
    """Choose a group of your institution and a course that it takes."""

    status = 422


class BatchEmpty(LmsError):
    """Nobody would get a new paper: everybody has the same one already, or there is nothing to state yet."""


class NotStopped(LmsError):
    """This issue was not stopped, or somebody has resumed it in the meantime."""
