"""The door of courses: the toolkit's verbs and the learning verbs. Ids, enums and frozen values pass; rows do not."""

from courses.access.learners import access_accompanied
from courses.api_learning import (
    CohortCourseCard,
    CompletionCard,
    CourseCard,
    Currency,
    EnrolmentCard,
    GroupUnit,
    Outcome,
    OutlineUnit,
    Path,
    ProgressRow,
    RefresherFigures,
    RefresherLine,
    Requirement,
    Revision,
    TaughtEnrolment,
    UnitInEffect,
    UnitLine,
    WaitingLearner,
    access_taught_enrolment,
    announce,
    close_enrolment,
    cohort_courses_of,
    completion_card,
    completions_of,
    course_by_key,
    course_card,
    course_cards,
    currency,
    enrol,
    enrol_in_cohort_courses,
    enrolment_card,
    enrolments_of,
    figures_of_cohort_course,
    group_unit,
    hold,
    hold_group,
    move_enrolment,
    outline,
    own_enrolment,
    own_line,
    own_updates,
    passed_moments,
    path,
    paths,
    place_cohort,
    progress_rows,
    record_outcome,
    revise_outcome,
    revision,
    revisions,
    todo,
    unit_in_effect,
    unit_line,
    unit_lines,
    unit_states,
    waiting_on_facilitator,
    why_open,
)
from courses.api_toolkit import (
    NOTHING,
    TO_ASK,
    BlockDifference,
    FileProblem,
    ImportReport,
    LawAnswer,
    LessonPage,
    LessonText,
    PeopleGroup,
    Problem,
    ResourceCard,
    SlotComparison,
    SlotPart,
    SourceCard,
    Standing,
    UnsureFact,
    approve_request,
    asked_for,
    begin_draft,
    body_differences,
    citation_problems,
    cited_keys,
    date_in_words,
    drafts_of,
    fact_text,
    facts_to_list,
    fold,
    help_cards,
    import_toolkit,
    item_body,
    keys_there,
    law,
    laws,
    legal_basis,
    lesson_comparison,
    lesson_page,
    number_in_words,
    office_of,
    plain_words,
    problems_of,
    publish_course,
    publish_items,
    render_text,
    return_request,
    save_draft,
    section_titles,
    stage_in_words,
    stems_of,
    submit_course,
    topic_in_words,
    unpublished_items,
    value_in_words,
    values_in_words,
    versions_on,
    withdraw_request,
    write_drafts,
)
from courses.assurances import (
    AUTHORSHIP,
    BLUEPRINT,
    CUT_SCORE,
    EXAM_POOL,
    SITTINGS,
    Assurance,
    assurances,
    register_assurer,
)
from courses.beside import Offer, Stand, register_offerer
from courses.calendar import Asked, CalendarEvent, events_for, register_calendar
from courses.calling import USUAL as USUAL_CRITERIA
from courses.changed import ChangedPage, changed_page
from courses.counts import SESSIONS, counted, register_count
from courses.deadlines import Deadline, deadlines
from courses.demo_groups import Applicant, ask_by_link, give_more_time, pace_group, rehearse_applications
from courses.errors import EnrolmentClosed, EnrolmentNotFound, ItemExists, NothingToPublish, SomebodyElseSaved
from courses.figures import (
    CohortCount,
    EnrolmentFigure,
    ModuleFigure,
    active_people,
    cohort_count,
    cohort_courses,
    enrolment_figures,
    module_figures,
    person_code,
    programme_counts,
)
from courses.figures_of_periods import (
    RefresherFigure,
    acts_of_people,
    facts_cited,
    minutes_earned,
    modules_by_cohort,
    refreshers_falling_due,
    unit_keys,
)
from courses.performing_again import course_again
from courses.progress import asked_of
from courses.reviewable import Adverse, DecidedReview, Reviewable, ReviewLine, register_reviewable, register_source
from courses.risk import Reason as RiskReason
from courses.risk import Rule as RiskRule
from courses.selectors.attendance import AttendanceFigure, attendance_figures
from courses.selectors.beside import stand_of
from courses.selectors.calls import CallFigures, call_figures
from courses.selectors.changed import BoundQuestion, Changed, change_titles, changed_for
from courses.selectors.conjunction import MustPass, conjunctive_rule, must_pass
from courses.selectors.deadlines import deadlines_of
from courses.selectors.evidence import course_evidence, review_evidence
from courses.selectors.journey import Checklist, Journey, JourneyStage, journey
from courses.selectors.learners import Happened, LearnerCard, learner_card, learner_history
from courses.selectors.matrix import STATES as MATRIX_STATES
from courses.selectors.matrix import Matrix, MatrixRow, MatrixUnit, cohort_matrix, placement
from courses.selectors.meetings import has_meeting
from courses.selectors.pace import Flow, cohort_flow
from courses.selectors.people_rules import (
    RuleUnit,
    courses_to_go_on,
    due_soon,
    newcomers,
    people_to_update,
    people_where,
    rule_courses,
    rule_units,
)
from courses.selectors.prior_learning import own_claims, units_to_recognise
from courses.selectors.reviews import decided_reviews, free_of, own_lines, review_todos, spell, today_in, too_close
from courses.selectors.risk import AtRisk, GroupCount, at_risk, group_counts, total_of
from courses.selectors.risk import rules_in as risk_rules
from courses.selectors.scale import completions_at_scale, scored_at_scale
from courses.selectors.sentences import state_in_words, waits_on_in_words
from courses.selectors.upheld import upheld_people
from courses.services.attendance import count_roll, pair_names, upload_roll
from courses.services.calls import draft_call, publish_call
from courses.services.learning import begin_unit, finish_unit
from courses.services.meetings import set_meeting
from courses.services.prior_learning import ask_recognition, recognise
from courses.services.reviews import STATE as REVIEW_STATE
from courses.services.risk import set_risk_rule
from courses.services.scale import backdate_releases, seed_learning
from courses.wording_risk import risk_sentence, risk_sentences, rule_sentences

__all__ = [
    "CohortCourseCard", "CompletionCard", "CourseCard", "Currency", "EnrolmentCard", "Outcome", "OutlineUnit", "Path",
    "ProgressRow", "RefresherFigures", "RefresherLine", "Requirement", "UnitInEffect", "announce", "close_enrolment",
    "cohort_courses_of", "completion_card", "completions_of", "course_by_key", "course_card", "course_cards", "currency",
    "enrol", "enrol_in_cohort_courses", "enrolment_card", "enrolments_of", "figures_of_cohort_course", "hold",
    "move_enrolment", "outline", "own_enrolment", "own_line", "own_updates", "passed_moments", "path", "paths", "place_cohort",
    "progress_rows", "record_outcome", "revise_outcome", "todo", "unit_in_effect", "unit_states", "why_open",
]  # fmt: skip
__all__ += [
    "FileProblem", "ImportReport", "LawAnswer", "LessonPage", "LessonText", "Problem", "ResourceCard", "SlotComparison",
    "SlotPart", "SourceCard", "UnsureFact", "approve_request", "cited_keys", "date_in_words", "fact_text", "import_toolkit",
    "item_body", "law", "laws", "legal_basis", "lesson_comparison", "lesson_page", "number_in_words", "office_of",
    "problems_of", "publish_course", "publish_items", "render_text", "return_request", "section_titles", "submit_course",
    "unpublished_items", "value_in_words", "values_in_words", "versions_on", "withdraw_request",
]  # fmt: skip
__all__ += [
    "CohortCount", "EnrolmentFigure", "Matrix", "MatrixRow", "MatrixUnit", "ModuleFigure", "active_people", "cohort_count",
    "cohort_courses", "cohort_matrix", "enrolment_figures", "module_figures", "person_code", "programme_counts",
]  # fmt: skip
__all__ += ["NothingToPublish", "begin_unit", "finish_unit"]
__all__ += ["BoundQuestion", "Changed", "ChangedPage", "change_titles", "changed_for", "changed_page"]
__all__ += ["NOTHING", "TO_ASK", "PeopleGroup"]
__all__ += ["Standing", "begin_draft", "drafts_of", "keys_there", "save_draft", "write_drafts"]
__all__ += [
    "BlockDifference", "ItemExists", "SomebodyElseSaved", "asked_for", "body_differences", "citation_problems", "facts_to_list",
    "fold", "stage_in_words", "stems_of", "topic_in_words",
]  # fmt: skip
__all__ += [
    "EnrolmentNotFound", "GroupUnit", "TaughtEnrolment", "UnitLine", "WaitingLearner", "access_taught_enrolment", "group_unit",
    "hold_group", "unit_line", "unit_lines", "waiting_on_facilitator",
]  # fmt: skip
__all__ += ["Revision", "revision", "revisions"]
__all__ += ["help_cards", "plain_words"]
__all__ += ["Checklist", "EnrolmentClosed", "Journey", "JourneyStage", "journey"]
__all__ += ["AUTHORSHIP", "BLUEPRINT", "CUT_SCORE", "EXAM_POOL", "SITTINGS", "Assurance", "assurances", "register_assurer"]
__all__ += ["SESSIONS", "counted", "register_count"]
__all__ += [
    "REVIEW_STATE", "Adverse", "DecidedReview", "ReviewLine", "Reviewable", "decided_reviews", "free_of", "own_lines",
    "register_reviewable",
    "register_source", "review_todos", "spell", "today_in", "too_close",
]  # fmt: skip
__all__ += ["MustPass", "asked_of", "conjunctive_rule", "must_pass"]
__all__ += ["course_again", "course_evidence", "review_evidence"]
__all__ += [
    "MATRIX_STATES",
    "AtRisk",
    "GroupCount",
    "RiskReason",
    "RiskRule",
    "at_risk",
    "group_counts",
    "risk_rules",
    "risk_sentence",
    "risk_sentences",
    "rule_sentences",
    "set_risk_rule",
    "total_of",
]  # fmt: skip
__all__ += ["Deadline", "deadlines", "deadlines_of"]
__all__ += ["upheld_people"]
__all__ += ["Offer", "Stand", "register_offerer", "stand_of"]
__all__ += [
    "RefresherFigure", "acts_of_people", "facts_cited", "minutes_earned", "modules_by_cohort", "refreshers_falling_due",
    "unit_keys",
]  # fmt: skip
__all__ += ["Flow", "cohort_flow", "placement"]
__all__ += ["RuleUnit", "courses_to_go_on", "due_soon", "newcomers", "people_to_update", "people_where", "rule_courses"]
__all__ += ["rule_units"]
__all__ += ["AttendanceFigure", "attendance_figures"]
__all__ += [
    "USUAL_CRITERIA", "CallFigures", "ask_recognition", "call_figures", "draft_call", "own_claims", "publish_call", "recognise",
    "units_to_recognise",
]  # fmt: skip
__all__ += ["Happened", "LearnerCard", "learner_card", "learner_history", "state_in_words", "waits_on_in_words"]
__all__ += ["Asked", "AttendanceFigure", "CalendarEvent", "attendance_figures", "events_for", "register_calendar"]
__all__ += ["backdate_releases", "completions_at_scale", "scored_at_scale", "seed_learning"]
__all__ += ["access_accompanied"]
__all__ += ["count_roll", "has_meeting", "pair_names", "set_meeting", "upload_roll"]
__all__ += ["Applicant", "ask_by_link", "give_more_time", "pace_group", "rehearse_applications"]
