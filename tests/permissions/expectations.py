"""Who reaches which object of Andes, URL by URL. The role alone is the view's declaration; this is the object's side.

A URL without arguments needs no row: whoever has the role may open it, and `test_canary` looks at what it shows. A URL with
arguments and no row fails the walk. Several rows with one URL are the same page for objects in other states.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

# Who holds which role, as the policy of a view calls it. "visitor" is signed out, "nobody" signed in without a Person,
# "former" was a coordinator of Andes until a moment ago, "facilitator2" teaches another group of Andes.
ROLES: Final[Mapping[str, frozenset[str]]] = {
    "visitor": frozenset(),
    "nobody": frozenset(),
    "former": frozenset(),
    "owner": frozenset({"advisor"}),
    "colleague": frozenset({"advisor"}),
    "facilitator": frozenset({"facilitator"}),
    "facilitator2": frozenset({"facilitator"}),
    "assessor": frozenset({"assessor"}),
    "coordinator": frozenset({"coordinator"}),
    "foreign-advisor": frozenset({"advisor"}),
    "foreign-facilitator": frozenset({"facilitator"}),
    "foreign-assessor": frozenset({"assessor"}),
    "foreign-coordinator": frozenset({"coordinator"}),
    "author": frozenset({"author"}),
    "author-other": frozenset({"author"}),
    "focal-own": frozenset({"focal"}),
    "focal-other": frozenset({"focal"}),
    "reviewer": frozenset({"reviewer"}),
    "decider": frozenset({"decider"}),
    "outside-assessor": frozenset({"assessor"}),
    "administrator": frozenset({"administrator"}),
}


@dataclass(frozen=True)
class Row:
    """One URL with one object: who reaches it. `samples` replaces arguments' samples: {argument: name of the sample}."""

    url: str
    reach: frozenset[str]
    samples: Mapping[str, str] = field(default_factory=dict)
    state: str = ""

    @property
    def label(self) -> str:
        return f"{self.url} ({self.state})" if self.state else self.url


def _row(url: str, reach: str, *, state: str = "", **samples: str) -> Row:
    names = frozenset(ROLES) if reach == "*" else frozenset(reach.split())
    assert names <= set(ROLES), names - set(ROLES)
    return Row(f"lms:{url}", names, samples, state)


LIBRARY: Final = "author author-other focal-own focal-other reviewer"  # the toolkit belongs to no institution
REGRADES: Final = "author author-other reviewer administrator"
KEEPERS: Final = "coordinator decider administrator"
REPORT: Final = "coordinator reviewer decider focal-own administrator"
DRAFT: Final = {"edition_id": "draft_edition"}

REACH: Final[tuple[Row, ...]] = (
    # institutions
    _row("institutions:institution-detail", "coordinator administrator"),
    _row("institutions:institution-change", "coordinator administrator"),
    _row("institutions:institution-logo", "coordinator administrator"),
    _row("institutions:member-form", "coordinator administrator"),
    _row("institutions:invitation-create", "coordinator administrator"),
    _row("institutions:membership-end", "coordinator administrator"),
    _row("institutions:membership-end", "administrator", state="a coordinator's", membership_id="coordinators_membership"),
    _row("institutions:invitation-accept", "*"),  # its link is its key
    _row("institutions:contact-form", "coordinator administrator"),
    _row("institutions:leave-list", "coordinator administrator"),
    *(_row(f"institutions:document-{page}", "coordinator administrator") for page in ("list", "file", "withdraw")),
    _row("reporting:institution-ready", "coordinator administrator"),
    _row("institutions:basis-form", "coordinator administrator"),
    _row("institutions:basis-end", "coordinator administrator"),
    _row("institutions:leave-remove", "coordinator administrator"),
    _row("institutions:contact-change", "coordinator administrator"),
    _row("institutions:contact-archive", "coordinator administrator"),
    # the published toolkit: for everybody who is signed in, and its public pages for anyone
    *(
        _row(f"courses:reference-{page}", "*")
        for page in ("section", "stage", "topic", "comparison", "fact", "paper", "paper-file")
    ),
    _row("courses:figure", "*"),
    _row("courses:session-sound", "owner"),
    *(_row(f"courses:module-checklist{page}", "owner") for page in ("", "-file")),
    *(
        _row(f"courses:toolkit-{page}", "*")
        for page in (
            "short", "country", "home", "section", "stage", "topic", "glossary", "comparisons", "comparison", "fact", "help",
            "papers", "paper-file", "search",
        )
    ),
    # calls: open to everybody; applications for who scores them, and for who has their link
    *(_row(f"courses:{page}", "*") for page in ("call-detail", "call-apply", "call-applied", "application", "commitment")),
    _row("courses:application-paper", "*"),
    _row("courses:call-form", "coordinator"),
    *(_row(f"courses:call-{act}", "coordinator administrator") for act in ("act", "decide")),
    *(
        _row(f"courses:{page}", "coordinator facilitator administrator")
        for page in ("call-manage", "application-score", "application-commitment")
    ),
    _row("courses:application-aside", "coordinator administrator"),
    # prior learning: of its owner, and of who decides without a conflict
    *(_row(f"courses:prior-{act}", "owner") for act in ("own", "withdraw")),
    _row("courses:prior-file", "owner decider reviewer"),
    *(_row(f"courses:prior-{act}", "decider reviewer") for act in ("claim", "decide")),
    # jobs
    _row("jobs:job-detail", "coordinator administrator"),
    _row("jobs:job-retry", "administrator"),
    # files one asked for
    _row("exports:export-detail", "coordinator"),
    _row("exports:export-file", "coordinator"),
    # the library
    _row("courses:fact-detail", LIBRARY),
    _row("courses:section-detail", LIBRARY),
    _row("courses:figure-detail", LIBRARY),
    _row("courses:confirm-list", LIBRARY),
    _row("courses:confirm-form", "focal-own"),
    _row("courses:confirm-submit", "focal-own"),
    _row("courses:section-edit", LIBRARY, item_id="behind_item_id"),
    _row("courses:section-preview", LIBRARY),
    _row("courses:section-translate", "author author-other", item_id="done_item_id"),
    _row("courses:stale-translation", LIBRARY, item_id="behind_english_id"),
    _row("courses:stale-variant", LIBRARY, item_id="behind_item_id"),
    _row("courses:comment-add", LIBRARY),
    _row("courses:comment-resolve", LIBRARY),
    _row("courses:comment-reopen", LIBRARY, comment_id="resolved_comment_id"),
    _row("courses:fact-edit", LIBRARY),
    _row("courses:fact-sentence-decline", "author author-other"),
    _row("courses:item-request-detail", LIBRARY),
    _row("courses:item-request-approve", LIBRARY),
    _row("courses:item-request-return", LIBRARY),
    _row("courses:item-request-withdraw", "author"),  # only whose request it is
    _row("courses:item-request-revert", "author author-other", request_id="done_request_id"),
    _row("courses:item-revert", "author author-other", item_id="done_item_id"),
    _row("courses:item-detail", LIBRARY),
    _row("courses:item-edit", LIBRARY),
    _row("courses:item-gauge", LIBRARY),
    _row("courses:item-new", "author author-other"),
    _row("courses:item-owner", "author author-other", item_id="done_item_id"),
    _row("courses:item-retire", "author author-other", item_id="done_item_id"),
    _row("assessments:question-import-review", "author"),  # only whose file it is
    _row("assessments:question-import-confirm", "author"),
    _row("assessments:question-import-drop", "author"),
    _row("assessments:bank-export", "author author-other"),
    _row("assessments:question-page", LIBRARY),
    _row("assessments:question-edit", LIBRARY),
    _row("assessments:question-begin", "author author-other"),
    _row("assessments:question-restore", "author author-other"),
    _row("assessments:likeness-settle", "author author-other"),
    _row("assessments:task-archive", "author author-other"),
    _row("assessments:blueprint-detail", f"{LIBRARY} decider"),
    _row("assessments:blueprint-edit", "author author-other"),
    _row("assessments:blueprint-take", "author author-other"),
    _row("assessments:blueprint-act", "author author-other reviewer decider"),
    _row("assessments:quiz-coverage", f"{LIBRARY} decider"),
    _row("assessments:bank-pool", LIBRARY),
    _row("assessments:question-life", "author author-other reviewer"),
    _row("courses:change-detail", LIBRARY),
    _row("courses:change-open", "author author-other focal-own focal-other"),  # a section is of all countries
    _row("courses:change-entries", "author focal-own"),  # whose country's law it is
    _row("courses:change-approve", "author focal-own reviewer"),
    _row("courses:change-withdraw", "author focal-own"),
    _row("courses:change-close", "author focal-own", change_id="approved_change_id"),
    _row("courses:draft-detail", LIBRARY),
    _row("courses:publish-form", LIBRARY),
    _row("courses:request-approve", LIBRARY),
    _row("courses:request-return", LIBRARY),
    _row("courses:request-withdraw", "author"),
    _row("courses:session-edit", LIBRARY),
    # a learner's course
    _row("courses:enrolment-detail", "owner"),
    _row("courses:enrolment-path", "owner coordinator facilitator administrator"),
    _row("courses:lesson", "owner"),
    _row("courses:lesson-read", "owner"),
    _row("courses:lesson-section", "owner"),
    _row("courses:session", "owner"),
    _row("courses:session-attended", "owner"),
    _row("courses:session-code", "owner"),
    _row("courses:calendar-feed", "*"),  # its link is its key
    _row("courses:calendar-cohort", "coordinator facilitator"),
    *(
        _row(f"courses:{page}", "coordinator facilitator")
        for page in (
            "meeting-detail", "meeting-cancel", "meeting-recording", "meeting-code", "attendance-note", "roll-upload",
            "roll-review", "roll-count", "roll-drop",
        )
    ),
    # a group
    _row("courses:cohort-courses", "coordinator"),
    _row("courses:meeting-form", "coordinator facilitator"),
    _row("courses:roster-import", "coordinator"),
    _row("courses:person-form", "coordinator"),
    _row("courses:person-reinvite", "coordinator"),
    _row("courses:roster-review", "coordinator"),
    _row("courses:roster-confirm", "coordinator"),
    _row("courses:roster-drop", "coordinator"),
    _row("courses:group-edit", "coordinator administrator"),
    _row("courses:join-links", "coordinator"),
    _row("courses:join-answer", "coordinator"),
    _row("courses:join-link-close", "coordinator"),
    _row("courses:join", "*"),  # its link is its key
    _row("courses:group-invite", "coordinator"),
    _row("courses:person-withdraw", "coordinator"),
    _row("courses:person-return", "coordinator"),
    _row("courses:enrolment-deadlines", "coordinator facilitator"),
    _row("courses:module-extension-withdraw", "coordinator facilitator"),
    # a learner's quiz and letter
    _row("assessments:quiz-detail", "owner"),
    _row("assessments:attempt-start", "owner"),
    _row("assessments:attempt-form", "owner"),
    _row("assessments:attempt-save", "owner"),
    _row("assessments:attempt-answer", "owner"),
    _row("assessments:attempt-review", "owner"),
    _row("assessments:attempt-submit", "owner"),
    _row("assessments:attempt-detail", "owner"),
    # a colleague's written answer: who teaches or assesses her scores it, without her name
    _row("assessments:essay-form", "facilitator assessor outside-assessor", attempt_id="waiting_attempt_id"),
    # scoring again after a wrong key: counts and pseudonyms, never a name
    _row("assessments:regrade-new", "author author-other"),
    _row("assessments:regrade-detail", REGRADES),
    _row("assessments:regrade-apply", REGRADES),
    _row("assessments:regrade-drop", REGRADES),
    _row("assessments:regrade-export", REGRADES),
    _row("assessments:regrade-people", "coordinator"),  # by name, of one's own institution
    # what the answers say: without names for the programme, of one's own group for those who teach and coordinate it
    _row("assessments:quiz-draft", LIBRARY),
    _row("assessments:quiz-analysis", "author author-other reviewer"),
    _row("assessments:quiz-analysis-compute", "author author-other reviewer"),
    _row("assessments:cohort-analysis", "coordinator facilitator"),
    _row("assessments:cohort-analysis-compute", "coordinator facilitator"),
    _row("assessments:cohort-foreign-law", "coordinator facilitator"),
    _row("assessments:cohort-foreign-law-file", "coordinator facilitator"),
    # who sits a quiz when: for those who teach and coordinate the group
    _row("assessments:cohort-quiz", "coordinator facilitator"),
    _row("assessments:cohort-quiz-window", "coordinator facilitator"),
    _row("assessments:cohort-quiz-people", "coordinator facilitator"),
    _row("assessments:cohort-quiz-allow", "coordinator facilitator"),
    _row("assessments:cohort-quiz-undo", "coordinator facilitator"),
    # sittings: who plans them, the one who watches over them, who sits them, who decides what went wrong
    *(
        _row(f"assessments:sitting-{page}", KEEPERS, sitting_id="exam_sitting_id") for page in ("detail", "edit", "cancel")
    ),
    *(
        _row(f"assessments:room-{page}", "facilitator2", sitting_id="exam_room_id")
        for page in ("detail", "code", "note", "incident", "close")
    ),
    _row("assessments:room-sign", "facilitator2", sitting_id="exam_closed_id"),
    *(_row(f"assessments:seat-{page}", "owner") for page in ("detail", "enter", "log", "incident", "calendar")),
    _row("assessments:incident-detail", "decider"),
    # cut scores: who leads a panel, who decides, who reads a decision, and a judge's own place; they belong to no institution
    *(_row(f"assessments:cut-{page}", "author author-other reviewer") for page in ("new", "detail", "judge-out", "drop")),
    _row("assessments:cut-advance", "author author-other reviewer", study_id="cut_ready_id"),
    _row("assessments:cut-propose", "author author-other reviewer"),
    *(
        _row(f"assessments:cut-{page}", "author author-other reviewer decider") for page in ("proposal", "approve", "return")
    ),
    _row("assessments:cut-record", "author author-other reviewer decider focal-own focal-other administrator"),
    _row("assessments:cut-withdraw", "reviewer decider"),
    *(_row(f"assessments:cut-{page}", "coordinator") for page in ("panel", "rate", "finish")),
    _row("assessments:cut-declare", "coordinator", study_id="cut_fresh_id"),
    _row("assessments:cut-bounds", "coordinator", study_id="cut_second_id"),
    # supervised pieces: who plans them, who examines, whose it is; families of certifying cases belong to no institution
    _row("assessments:piece-detail", "owner"),
    _row("assessments:piece-plan", "coordinator decider"),
    _row("assessments:piece-change", "coordinator decider"),
    *(_row(f"assessments:examining-{page}", "assessor") for page in ("detail", "begin", "score", "missed")),
    _row("assessments:family-detail", f"{LIBRARY} decider"),
    _row("assessments:case-return", "author author-other decider"),
    _row("assessments:invigilator-end", "decider administrator"),
    _row("assessments:quiz-access", "coordinator facilitator"),
    _row("assessments:allowance-withdraw", "coordinator facilitator"),
    _row("assessments:attempt-history", "coordinator facilitator"),
    # while it waits for a score, not for who scores it without the name
    _row("assessments:attempt-history", "coordinator", state="waiting", attempt_id="waiting_attempt_id"),
    # a case of one's group: states and due days, no score
    _row("assessments:cohort-case", "coordinator facilitator"),
    _row("assessments:cohort-case-due", "coordinator facilitator"),
    _row("assessments:cohort-case-extend", "coordinator facilitator"),
    _row("assessments:cohort-case-undo", "coordinator facilitator"),
    _row("assessments:case-due", "coordinator facilitator"),
    _row("assessments:extension-withdraw", "coordinator facilitator"),
    # what a change of the law asks of who completed a course
    _row("assessments:refresher-detail", "owner"),
    _row("assessments:refresher-start", "owner"),
    _row("assessments:refresher-read", "owner"),
    _row("courses:refresher-excuse", "coordinator administrator"),
    _row("assessments:case-detail", "owner"),
    _row("assessments:case-ask", "owner"),
    _row("assessments:submission-start", "owner"),
    _row("assessments:submission-form", "owner"),
    _row("assessments:submission-save", "owner"),
    _row("assessments:submission-block", "owner"),
    _row("assessments:letter-piece", "owner"),
    _row("assessments:submission-review", "owner"),
    _row("assessments:submission-submit", "owner"),
    _row("assessments:submission-withdraw", "owner"),
    _row("assessments:submission-detail", "owner"),
    _row("assessments:attachment-download", "owner"),
    _row("assessments:letter-versions", "owner"),
    _row("assessments:letter-restore", "owner"),
    _row("assessments:letter-print", "owner"),
    # a colleague's letter, on lease to the assessor of Andes
    _row("assessments:script-form", "assessor"),
    _row("assessments:script-claim", "assessor outside-assessor"),
    _row("assessments:script-draft", "assessor"),
    _row("assessments:script-review", "assessor"),
    _row("assessments:script-score", "assessor"),
    _row("assessments:script-return", "assessor outside-assessor"),
    _row("assessments:script-file", "assessor", file_ref="script_file_ref"),
    # one on which she and another assessor lie apart
    _row("assessments:script-discussion", "assessor"),
    _row("assessments:script-note", "assessor"),
    # practice with businesses: whose session it is, and who teaches that group
    _row("assessments:practicum-detail", "owner"),
    _row("assessments:clinic-session", "owner"),
    _row("assessments:clinic-session-edit", "owner"),
    _row("assessments:clinic-session-withdraw", "owner"),
    _row("assessments:clinic-session-restore", "owner", session_id="withdrawn_session_id"),
    _row("assessments:clinic-rating-link", "owner"),
    _row("assessments:clinic-step-close", "owner"),
    _row("assessments:clinic-referral-close", "owner"),
    _row("assessments:clinic-sequel", "owner"),
    _row("assessments:clinic-confirm", "facilitator"),
    _row("assessments:clinic-settle", "facilitator"),
    _row("assessments:clinic-take-back", "facilitator", session_id="settled_session_id"),
    _row("assessments:clinic-rate", "*"),  # its link is its key
    # surveys: one's own; those who teach the group; any author words the questions; the link of a mail
    *(
        _row(f"assessments:survey{module}{act}", "owner")
        for module in ("", "-module") for act in ("", "-skip", "-withdraw")
    ),
    _row("assessments:gain", "owner"),
    _row("assessments:gain-start", "owner", enrolment_id="untested_enrolment_id", moment="first_moment"),
    _row("assessments:parallel-forms", "author author-other"),
    _row("assessments:survey-group", "coordinator facilitator administrator"),
    _row("assessments:survey-wording", "author author-other"),
    _row("assessments:holder-answer", "*"),  # its link is its key
    _row("assessments:clinic-year", "owner"),
    # records: a legal hold
    _row("records:hold-end", "administrator"),
    # hours of scoring, the pool, looks at a colleague's score
    _row("assessments:cohort-hours", "coordinator facilitator assessor decider administrator"),
    _row("assessments:hours-offer", "coordinator assessor decider"),
    _row("assessments:hours-withdraw", "coordinator assessor decider"),
    _row("assessments:pool-change", "coordinator"),
    _row("assessments:look-form", "assessor"),
    _row("assessments:look-take", "assessor"),
    _row("assessments:look-return", "assessor"),
    # how assessors score: reference scripts, qualifying, figures of a case, who is held back, whom one knows
    _row("assessments:qualifying-form", "assessor foreign-assessor outside-assessor"),
    _row("assessments:qualifying-compared", "assessor"),
    _row("institutions:interest-end", "assessor"),  # only whose interest it is
    _row("assessments:reference-detail", "decider administrator"),
    _row("assessments:reference-archive", "decider administrator"),
    _row("assessments:reference-restore", "decider administrator"),
    _row("assessments:assessor-figures", "reviewer decider administrator"),
    _row("assessments:assessor-figures-compute", "reviewer decider administrator"),
    _row("assessments:assessor-figures-file", "reviewer decider administrator"),
    _row("assessments:hold-detail", "decider"),
    _row("assessments:qualification-end", "decider"),
    # the institution's clinics: editions, businesses by code, strategies, figures
    *(
        _row(f"assessments:clinic-{page}", "coordinator facilitator facilitator2")
        for page in ("detail", "export", "business", "paper-file", "figures", "figures-file")
    ),
    _row("assessments:clinic-paper", "coordinator facilitator facilitator2", business_id="undrawn_business"),
    *(
        _row(f"assessments:clinic-{page}", "coordinator")
        for page in ("new", "edit", "close", "import", "business-new", "business-edit", "business-drop", "strategy")
    ),
    _row("assessments:clinic-business-restore", "coordinator", business_id="dropped_business"),
    _row("assessments:clinic-reopen", "coordinator", clinic_id="closed_clinic"),
    # results that a person releases, by reference; then, by name, for those who teach; appeals
    _row("assessments:release-batch", "coordinator decider"),
    _row("assessments:case-results", "coordinator facilitator"),
    _row("assessments:case-results-file", "coordinator facilitator"),
    _row("assessments:appeal-form", "owner"),
    _row("assessments:appeal-withdraw", "owner"),
    _row("assessments:appeal-detail", "decider"),
    # reviews, accommodations, complaints: whose they are, and who decides without a conflict
    _row("courses:review-ask", "owner"),
    _row("courses:review-ask", "owner", state="asked for", subject_id="reviewed_subject"),
    _row("courses:review-withdraw", "owner", subject_id="reviewed_subject"),
    _row("courses:review-detail", "reviewer decider"),
    _row("courses:review-acknowledge", "reviewer decider"),
    _row("assessments:accommodation-ask", "owner"),
    _row("assessments:accommodation-withdraw", "owner"),
    _row("assessments:accommodation-detail", "reviewer decider"),
    _row("assessments:accommodation-grant", "reviewer decider"),
    _row("assessments:accommodation-refuse", "reviewer decider"),
    _row("assessments:accommodation-evidence", "reviewer decider"),
    _row("assessments:accommodation-end", "reviewer decider", accommodation_id="granted_accommodation"),
    _row("certificates:complaint-follow", "*"),  # its link is its key
    _row("certificates:complaint-withdraw", "*"),
    _row("certificates:complaint-statement", "owner"),
    *(_row(f"certificates:complaint-{act}", "decider") for act in ("detail", "acknowledge", "hear", "decide")),
    _row("certificates:complaint-move", "decider", complaint_id="founded_complaint"),
    _row("assessments:appeal-accept", "decider"),
    _row("assessments:appeal-refuse", "decider"),
    _row("assessments:appeal-decide", "decider"),
    # a case compared country by country
    _row("assessments:twin-detail", LIBRARY),
    _row("assessments:case-draft", LIBRARY),
    # certificates
    _row("certificates:verify-detail", "*"),
    # badges are for anyone's software to read, while their holder shows them
    *(_row(f"certificates:badge-{form}", "*") for form in ("json", "jwt", "png", "svg")),
    _row("certificates:status-list", "*"),
    *(_row(f"certificates:achievement-{part}", "*") for part in ("detail", "png", "svg")),
    _row("certificates:certificate-download", "owner coordinator"),
    _row("certificates:sharing", "owner"),
    # papers for a group
    *(_row(f"certificates:batch-{page}", "coordinator") for page in ("detail", "stop", "resume", "retry", "zip")),
    _row("certificates:group-zip", "coordinator"),
    _row("certificates:drawing-retry", "administrator", certificate_id="failed_certificate"),
    _row("certificates:question-detail", "decider reviewer"),
    _row("certificates:question-keep", "decider"),
    _row("certificates:question-propose", "decider"),
    _row("certificates:question-approve", "decider reviewer"),
    # what two people decide about an award; the holder asks for a review, and renews
    _row("certificates:award-detail", "decider reviewer"),
    _row("certificates:award-move", "decider"),
    _row("certificates:motion-carry", "decider reviewer"),
    _row("certificates:motion-refuse", "decider reviewer"),
    _row("certificates:motion-withdraw", "decider"),
    _row("certificates:objection-answer", "decider reviewer"),
    _row("certificates:objection-form", "owner"),
    _row("certificates:objection-form", "owner", state="asked", event_id="objected_decision"),
    _row("certificates:objection-withdraw", "owner", event_id="objected_decision"),
    _row("certificates:renewal-open", "owner"),
    _row("certificates:reissue-form", "coordinator decider administrator"),
    _row("certificates:ruling-detail", "decider reviewer"),
    _row("certificates:ruling-accept", "decider reviewer"),
    _row("certificates:ruling-refuse", "decider reviewer"),
    _row("certificates:ruling-end", "decider"),
    _row("certificates:credential-papers", "decider administrator"),
    _row("certificates:scheme-detail", "*"),
    _row("certificates:scheme-edit", "administrator"),
    _row("certificates:scheme-publish", "administrator"),
    _row("certificates:endorsement-open", "owner"),
    # designs and pictures of the institution's own; what is said to be allowed, the programme's people write down
    *(
        _row(f"certificates:design-{page}", KEEPERS)
        for page in (
            "detail", "edit", "preview", "preview-picture", "preview-file", "publish", "revert", "use", "archive", "version",
        )
    ),
    *(_row(f"certificates:picture-{page}", KEEPERS) for page in ("detail", "file", "change", "archive")),
    _row("certificates:picture-protect", "decider administrator"),
    *(
        _row(f"certificates:picture-{act}", "decider administrator", picture_id="guarded_picture")
        for act in ("permit", "withdraw")
    ),
    # reports
    _row("reporting:cohort-detail", "coordinator facilitator administrator"),
    *(_row(f"reporting:{page}", "coordinator facilitator administrator") for page in ("cohort-flow", "cohort-risk")),
    *(
        _row(f"reporting:learner-{page}", "coordinator facilitator administrator")
        for page in ("detail", "work", "history")
    ),
    *(_row(f"reporting:institution-{page}", "coordinator administrator") for page in ("progress", "risk")),
    _row("reporting:cohort-risk-set", "coordinator administrator"),
    # what is written to people: groups by rule and words belong to the institution's coordinators
    *(_row(f"reporting:rule-{page}", "coordinator") for page in ("new", "detail", "archive")),
    *(_row(f"reporting:wording-{page}", "coordinator") for page in ("list", "form", "archive")),
    _row("reporting:nudge-detail", "coordinator"),
    _row("messages:failure-again", "coordinator administrator"),
    _row("messages:stop", "*"),  # the signed link stands for the log-in
    _row("reporting:report-detail", REPORT),
    _row("reporting:report-rows", REPORT),
    _row("reporting:report-file", REPORT),
    _row("reporting:report-submit", REPORT),
    _row("reporting:report-rebuild", REPORT),
    _row("reporting:report-endorse", REPORT),
    _row("reporting:report-decide", REPORT),
    _row("reporting:report-comment", REPORT),
    _row("reporting:report-draw", REPORT),
    _row("reporting:report-compare", REPORT),
    _row("reporting:remark-answer", REPORT),
    _row("reporting:sample-list", "reviewer"),
    _row("reporting:sample-detail", "reviewer"),
    _row("reporting:sample-open", "reviewer"),
    *(_row(f"reporting:schedule-{page}", "coordinator") for page in ("edit", "pause", "end")),
    _row("reporting:delegation-end", "focal-own focal-other"),
    # the same before it was submitted: nobody outside the institution but the administrator
    _row("reporting:report-detail", "coordinator administrator", state="draft", **DRAFT),
    _row("reporting:report-rows", "coordinator administrator", state="draft", figure="draft_figure", **DRAFT),
    _row("reporting:report-file", "coordinator administrator", state="draft", **DRAFT),
    _row("reporting:report-submit", "coordinator", state="draft", **DRAFT),
    _row("reporting:report-rebuild", "coordinator", state="draft", **DRAFT),
    _row("reporting:report-endorse", "", state="draft", **DRAFT),
    _row("reporting:report-decide", "", state="draft", **DRAFT),
    _row("reporting:report-comment", "coordinator", state="draft", **DRAFT),
)  # fmt: skip

# Pages that note that they were seen: the only GETs that write, and only their owner's rows.
NOTES_WHEN_SEEN: Final = frozenset(
    {
        "lms:courses:enrolment-detail", "lms:courses:lesson", "lms:courses:session",
        # the audit keeps who opened a file
        "lms:assessments:accommodation-evidence", "lms:courses:prior-file", "lms:courses:application-commitment",
        "lms:exports:export-file",
    }
)  # fmt: skip

# A missing object of these is counted, for everybody alike: guessing serials is limited (lms_certificates_lookupmiss).
COUNTS_MISSES: Final = frozenset(
    {"lms:certificates:verify-detail", *(f"lms:certificates:badge-{form}" for form in ("json", "jwt", "png", "svg"))}
)

# URLs without arguments whose object is named in the body.
NAMED_IN_BODY: Final[Mapping[str, frozenset[str]]] = {"lms:exports:export-request": frozenset({"coordinator", "administrator"})}

# Arguments that name a part of the toolkit: it belongs to no institution, so another one's key is nobody's secret.
NOBODYS: Final = frozenset({"figure", "key"})

# POSTs that change nothing in the database when they succeed, each with the reason.
WRITES_NOTHING: Final[Mapping[str, str]] = {
    "lms:assessments:appeal-form": "the sample is a draft: there is no result to appeal against",
    "lms:assessments:appeal-withdraw": "the sample is a draft: there is no appeal to withdraw",
    "lms:assessments:gain": "the sample's second test is handed in already",
    "lms:assessments:parallel-forms": "the bank of the walk has too few questions for two forms: refused by a rule",
    "lms:assessments:survey-skip": "answered already: there is nothing to put aside",
    "lms:assessments:survey-module-skip": "answered already: there is nothing to put aside",
    "lms:courses:call-decide": "the call is open until its last day: refused by a rule",
    "lms:courses:enrolment-deadlines": "no module of the sample's group has a day: refused by a rule",
    "lms:reporting:nudge": "whom it writes to is in the body; others' people are not found (tests/reporting/test_nudges.py)",
    "lms:courses:person-return": "the sample's person was never taken out of the group",
    "lms:assessments:appeal-decide": "the sample is not scored again yet: refused by a rule",
    "lms:certificates:verify-file": "compares a file with the register",
    "lms:certificates:renewal-open": "the renewal is not open yet: refused by a rule",
    "lms:certificates:question-propose": "the same person has moved it already: the same again does nothing",
    "lms:assessments:script-next": "the only letter is on lease: nothing is free",
    "lms:assessments:sitting-new": "no quiz of the walk certifies: there is nothing to plan",
    "lms:assessments:sitting-edit": "the sample's quiz does not certify: refused by a rule",
    "lms:assessments:seat-log": "only the session that gave the code is heard",
    "lms:assessments:attempt-start": "goes on with the attempt that is open",
    "lms:assessments:refresher-start": "no question is bound to the change: refused by a rule",
    "lms:assessments:submission-start": "goes on with the draft",
    "lms:assessments:question-undo": "nothing was done just now, so there is nothing to take back",
    "lms:courses:section-preview": "shows a text that is not saved",
    "lms:courses:item-gauge": "measures a text that is not saved",
    "lms:courses:change-open": "the sample's draft says what readers have already: refused by a rule",
    "lms:courses:confirm-submit": "nothing was looked up yet: nothing to hand in",
    "lms:courses:publish-form": "the course waits for an answer already: refused by a rule",
    "lms:assessments:submission-withdraw": "the sample is a draft: withdrawing it is refused by a rule",
}
