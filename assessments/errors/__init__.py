"""Broken rules of assessments. The docstring is the sentence people read."""

from lms.kernel.errors import LmsError, NotFound


class AttemptNotFound(NotFound):
    """This attempt does not exist, or it is not yours to see."""


class SubmissionNotFound(NotFound):
    """This letter does not exist, or it is not yours to see."""


class AttachmentNotFound(NotFound):
    """This file does not exist, or it is not yours to see."""


class QuizNotFound(NotFound):
    """This quiz does not exist in your course, or it is not yours to see."""


class CaseNotFound(NotFound):
    """This case does not exist in your course, or it is not yours to see."""


class NoAttemptsLeft(LmsError):
    """You have used all {allowed} attempts of this quiz. Ask your facilitator for another one."""


class QuizNotOpenYet(LmsError):
    """This quiz opens on {when}."""


class QuizOver(LmsError):
    """This quiz closed on {when}. Ask your facilitator if you could not sit it in time."""


class AttemptTooSoon(LmsError):
    """You can start another attempt on {when}. Use the time to read again what you missed."""


class AnswerStands(LmsError):
    """The answer to question {slot} was checked and stands; it can't be changed any more."""


class CheckNotOffered(LmsError):
    """Answers of this quiz are not checked one by one; the result comes when you hand in."""

    status = 422


class AttemptClosed(LmsError):
    """This attempt was already submitted on {when}. Answers can't be changed any more."""


class AttemptLate(LmsError):
    """The time for this attempt ended on {when}. This answer came too late; what you had saved before counts."""


class UnknownSlot(LmsError):
    """Question {slot} is not on this sheet. Reload the page and answer again."""

    status = 422


class AnswerNotUnderstood(LmsError):
    """{why}"""

    status = 422


class ClientIdMissing(LmsError):
    """This save came without its own number, so it can't be told from a repeated one. Reload the page and save again."""

    status = 422


class LetterHandedIn(LmsError):
    """This letter was handed in on {when} and can't be changed now."""


class LetterChangedElsewhere(LmsError):
    """This part was changed in another tab or device. Nothing is lost: your text is here, and the newer one is shown too."""


class LetterIncomplete(LmsError):
    """The letter can't be handed in yet: {what}"""

    status = 422


class UnknownBlock(LmsError):
    """The letter has no part called '{block}'."""

    status = 422


class TooManyWords(LmsError):
    """This part is longer than {limit} characters. Shorten it and save again; what you saved before is kept."""

    status = 422


class WithdrawTooLate(LmsError):
    """This letter can't be withdrawn any more: somebody has begun to score it."""


class NoSubmissionsLeft(LmsError):
    """You have handed in all {allowed} letters that this case allows. Talk to your facilitator."""


class LetterWaits(LmsError):
    """Your letter is being scored. You can write another one when the result is here."""


class CasePassed(LmsError):
    """You have already passed this case. Your result stands; there is nothing more to do here."""


class UnknownQuestionToAsk(LmsError):
    """This case has no question '{question}'."""

    status = 422


class FileRefused(LmsError):
    """{name}: {why}"""

    status = 422


class ScriptTaken(LmsError):
    """Another assessor is scoring the letter {ref} now. Take the next one."""


class QualifyFirst(LmsError):
    """Before you score letters of this case, score its reference scripts: it shows that you and the others mean the same."""


class LeaseLost(LmsError):
    """Your time for the letter {ref} ran out and another assessor has it now. Your score was not recorded."""


class ScriptScored(LmsError):
    """The letter {ref} already has its result."""


class ScoreIncomplete(LmsError):
    """The score is not complete: {what}"""

    status = 422


class QuestionMissing(LmsError):
    """The quiz '{quiz}' asks the question '{question}', which no question bank has."""

    status = 422


class CaseMissing(LmsError):
    """The unit '{unit}' asks for the case '{case}', which no file has."""

    status = 422


class KeyTaken(LmsError):
    """The unit key '{key}' belongs to a unit of another kind in this course."""

    status = 422


class ScoreFileRefused(LmsError):
    """Line {line}, column {column}: {what}"""

    status = 422


class NothingToAnalyse(LmsError):
    """Nobody has handed in this quiz yet, so there is nothing to compute."""


class AnalysisBusy(LmsError):
    """The figures of this quiz are being computed already. It is tried again in a moment."""


class MadeByChange(LmsError):
    """A refresher is made by an approved change of the law; it can't stand in a course file."""


class NothingToAsk(LmsError):
    """No question is bound to this change: reading it is enough."""


class RefresherUnread(LmsError):
    """This update has questions: answer them, reading alone does not settle it."""


class UnknownQuestionKind(LmsError):
    """No package has registered the kind of question '{kind}'."""


class BankKeyRefused(LmsError):
    """«{key}» can't be a bank's key: lower case letters, digits and hyphens, at most 60."""

    status = 422


class AttemptWaits(LmsError):
    """Your last attempt waits to be scored by a person. You can start another one when its result is here."""


class AnswerScored(LmsError):
    """These answers have been scored already."""


class AnswerUnscored(LmsError):
    """Every written answer needs a score from 0 to 100."""

    status = 422


class BankNotFound(NotFound):
    """There is no question bank «{key}»."""


class UploadNotFound(NotFound):
    """This file is not here any more: it was imported, forgotten, or older than a day. Upload it again."""


class NothingToImport(LmsError):
    """Nothing was imported: something in the file can't be read. Mend the file, or import only what can be read."""

    status = 422


class WindowUpsideDown(LmsError):
    """The quiz would close on {closes}, before it opens on {opens}."""

    status = 422


class WindowChanged(LmsError):
    """Somebody moved the days of this quiz while you were writing. Nothing was changed: look at the new ones and try again."""


class AllowanceEmpty(LmsError):
    """Nothing is given yet: say how many attempts, how many minutes, or until when."""

    status = 422


class AllowanceReasonMissing(LmsError):
    """Write why, in a few words. It stays in the history; only those who teach and coordinate the group read it."""

    status = 422


class AllowanceTooMuch(LmsError):
    """At most {attempts} attempts and {minutes} minutes can be given at once."""

    status = 422


class NoAttemptLimit(LmsError):
    """This quiz may be sat as often as one likes: there are no attempts to give."""

    status = 422


class NoTimeLimit(LmsError):
    """This quiz has no time limit: there are no minutes to give."""

    status = 422


class OwnAllowance(LmsError):
    """Nobody gives themselves more time or more attempts. Ask another facilitator or your coordinator."""


class AllowanceChanged(LmsError):
    """Somebody changed what {name} may while you were writing. Nothing was given: look at it again."""


class AllowanceNotFound(NotFound):
    """This allowance does not exist, or it is not yours to see."""


class AllowanceWithdrawn(LmsError):
    """This allowance was already withdrawn, on {when}."""
