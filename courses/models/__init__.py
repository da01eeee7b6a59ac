"""The tables of the toolkit, of courses and of enrolments (docs: TABLES in docs/adr/0002)."""

from courses.models.authoring import (
    Confirmation,
    ConfirmationAnswer,
    ItemComment,
    ItemRequest,
    ItemRequestLine,
    StaleAnswer,
    StaleDecision,
)
from courses.models.calls import Application, ApplicationScore, ApplicationState, Call, CallState, CommitmentPaper
from courses.models.enrolments import (
    Completion,
    Enrolment,
    EnrolmentPurpose,
    EnrolmentState,
    EnrolmentSummary,
    Manifest,
    ManifestUnit,
    OutcomeRecord,
    OutcomeState,
    RosterImport,
    RosterState,
    UnitProgress,
)
from courses.models.files import ToolkitFile
from courses.models.groups import JoinLink, JoinRequest, JoinState, ModuleExtension
from courses.models.ledger import (
    Change,
    ChangeEntry,
    ChangeEntryState,
    ChangeState,
    Refresher,
    RefresherDue,
)
from courses.models.meetings import (
    Attendance,
    AttendanceSource,
    CalendarFeed,
    CalendarMark,
    CodeTry,
    MeetingCode,
    RollCall,
    RollName,
    RollState,
)
from courses.models.modules import (
    CohortCourse,
    Course,
    Lesson,
    LessonSection,
    Meeting,
    Module,
    PublishRequest,
    Purpose,
    Release,
    ReleaseCountry,
    ReleaseEntry,
    RequestState,
    Session,
    Unit,
    UnitVersion,
    UnitVersionItem,
)
from courses.models.prior_learning import PriorClaim, PriorFile, PriorState, PriorUnit
from courses.models.recordings import Recording, SoundFile
from courses.models.reference import PaperKind, PrintedPaper, SearchEntry
from courses.models.reviews import ReviewOpinion, ReviewRequest, ReviewState
from courses.models.risk import RiskRule
from courses.models.toolkit import (
    ChangeClass,
    Citation,
    Confidence,
    Fact,
    FactVersion,
    Item,
    ItemKind,
    ItemVersion,
    LogEntry,
    LogRecord,
    Section,
    Source,
)

__all__ = [
    "Change", "ChangeClass", "ChangeEntry", "ChangeEntryState", "ChangeState", "Citation", "CohortCourse", "Completion",
    "Confidence", "Confirmation", "ConfirmationAnswer", "Course", "Enrolment", "EnrolmentPurpose", "EnrolmentState",
    "EnrolmentSummary", "Fact", "FactVersion", "Item", "ItemComment", "ItemKind", "ItemRequest", "ItemRequestLine",
    "ItemVersion", "JoinLink", "JoinRequest", "JoinState", "Lesson", "LessonSection", "LogEntry", "LogRecord", "Manifest",
    "ManifestUnit", "Meeting", "Module", "ModuleExtension",
    "OutcomeRecord", "OutcomeState", "PaperKind", "PrintedPaper", "PublishRequest", "Purpose", "Recording", "Refresher", "RefresherDue", "SoundFile",
    "Release", "ReleaseCountry", "ReleaseEntry", "RequestState",
    "ReviewOpinion", "ReviewRequest", "ReviewState", "RiskRule", "RosterImport", "RosterState", "SearchEntry", "Section",
    "Session", "Source", "StaleAnswer", "StaleDecision", "ToolkitFile", "Unit", "UnitProgress", "UnitVersion",
    "UnitVersionItem",
]  # fmt: skip
__all__ += [
    "Attendance", "AttendanceSource", "CalendarFeed", "CalendarMark", "CodeTry", "MeetingCode", "RollCall", "RollName",
    "RollState",
]  # fmt: skip
__all__ += [
    "Application", "ApplicationScore", "ApplicationState", "Call", "CallState", "CommitmentPaper", "PriorClaim", "PriorFile",
    "PriorState", "PriorUnit",
]  # fmt: skip
