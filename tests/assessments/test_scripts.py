"""Scoring letters: who may, one at a time, on the whole rubric, without knowing whose letter it is."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import api, events
from assessments.errors import CasePassed, LeaseLost, NoSubmissionsLeft, ScoreIncomplete, ScriptScored, ScriptTaken
from assessments.models import Allocation, CaseStudy, Score, Submission, SubmissionState
from assessments.services.letter_files import attach_file
from assessments.services.letters import open_letter, save_letter, submit_letter, withdraw_letter
from assessments.services.scoring_letters import claim_letter, record_score
from courses import api as courses
from courses.models import Enrolment, UnitProgress
from lms.audit.models import AuditEvent
from lms.institutions.api import scope
from lms.institutions.models import Membership, Person
from lms.messages.models import Message
from tests.assessments.conftest import LETTER
from tests.assessments.test_letters import PDF
from tests.conftest import House

QUEUE = "lms:assessments:submission-list"
GOOD = {"r1": 2, "business": 3}


def url(name: str, *args: Any) -> str:
    return reverse(f"lms:assessments:{name}", args=args)


def score(letter: Submission, assessor: Person, **changed: Any) -> int:
    allocation = Allocation.objects.get(pk=claim_letter(submission_id=letter.pk, assessor_id=assessor.pk))
    values = {"fence": allocation.fence, "picks": GOOD, "comments": {"r1": "Bien visto."}, "red_flags": []} | changed
    return record_score(allocation_id=allocation.pk, assessor_id=assessor.pk, **values)


def refs(person: Person) -> list[str]:
    return [letter.ref for letter in api.waiting_submissions(scope(person.pk))]


@pytest.fixture
def released_to() -> Iterator[list[int]]:
    """What scores_released said."""
    heard: list[int] = []

    def listen(submission_id: int, **kwargs: Any) -> None:
        heard.append(submission_id)

    events.scores_released.connect(listen)
    yield heard
    events.scores_released.disconnect(listen)


# Who may


def test_the_queue_is_of_ones_own_institution_or_of_all_for_the_programmes_assessors(
    handed_in: Submission, andes: House, sur: House, programme: dict[str, Person]
) -> None:
    assert refs(andes.assessor) == refs(programme["assessor"]) == [handed_in.ref]
    assert refs(sur.assessor) == refs(andes.facilitator) == refs(andes.coordinator) == []


@pytest.mark.parametrize(
    "conflict", ["facilitator of the group", "facilitator of the institution", "coordinator", "the learner"]
)
@pytest.mark.parametrize("who", ["institution", "programme"])
def test_nobody_scores_people_they_teach_or_coordinate_or_themselves(
    handed_in: Submission,
    andes: House,
    programme: dict[str, Person],
    as_person: Callable[[Person], Client],
    conflict: str,
    who: str,
) -> None:
    assessor = andes.assessor if who == "institution" else programme["assessor"]
    if conflict == "the learner":
        Enrolment.objects.filter(pk=handed_in.enrolment_id).update(person=assessor)
    else:
        role = conflict.split(maxsplit=1)[0]
        cohort = andes.cohort if conflict == "facilitator of the group" else None
        Membership.objects.create(person=assessor, institution=andes.institution, cohort=cohort, role=role)
    assert refs(assessor) == []
    client = as_person(assessor)
    assert client.post(url("script-claim", handed_in.ref)).status_code == 404
    assert not Allocation.objects.exclude(assessor=None).exists()


def test_an_assessor_who_facilitates_another_group_may_score(handed_in: Submission, andes: House, sur: House) -> None:
    Membership.objects.create(person=andes.assessor, institution=sur.institution, cohort=sur.cohort, role="facilitator")
    assert refs(andes.assessor) == [handed_in.ref]


@pytest.mark.parametrize(
    ("name", "method"), [("script-form", "get"), ("script-claim", "post"), ("script-score", "post"), ("script-return", "post")]
)
def test_strangers_do_not_reach_a_letter_by_its_reference(
    handed_in: Submission, andes: House, sur: House, as_person: Callable[[Person], Client], name: str, method: str
) -> None:
    for person in (sur.assessor, andes.advisor, andes.advisor2, andes.coordinator, andes.facilitator):
        assert getattr(as_person(person), method)(url(name, handed_in.ref)).status_code == 404


def test_nobody_reads_a_letter_without_a_lease(
    handed_in: Submission, andes: House, as_person: Callable[[Person], Client]
) -> None:
    client = as_person(andes.assessor)
    assert client.get(url("script-form", handed_in.ref)).status_code == 404
    assert client.post(url("script-claim", handed_in.ref)).url == url("script-form", handed_in.ref)
    assert client.get(url("script-form", handed_in.ref)).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=4, minutes=1), tick=False):
        client = as_person(andes.assessor)
        assert client.get(url("script-form", handed_in.ref)).status_code == 404


def test_a_draft_a_withdrawn_and_a_scored_letter_are_not_in_the_queue(
    draft: Submission, andes: House, as_person: Callable[[Person], Client]
) -> None:
    assert refs(andes.assessor) == []
    save_letter(letter_id=draft.pk, blocks=LETTER, revision=0)
    submit_letter(letter_id=draft.pk)
    withdraw_letter(letter_id=draft.pk)
    assert refs(andes.assessor) == []
    assert as_person(andes.assessor).post(url("script-claim", draft.ref)).status_code == 404


# Anonymous


def test_no_surface_of_scoring_says_who_wrote_it(
    draft: Submission, andes: House, sur: House, programme: dict[str, Person], as_person: Callable[[Person], Client]
) -> None:
    attach_file(letter_id=draft.pk, name="carta de Elena De Andes.pdf", body=PDF)
    save_letter(letter_id=draft.pk, blocks=LETTER, revision=0)
    submit_letter(letter_id=draft.pk)
    client = as_person(programme["assessor"])
    seen = [client.get(reverse(QUEUE)), client.post(url("script-claim", draft.ref)), client.get(url("script-form", draft.ref))]
    file_ref = draft.lms_attachments.get().ref
    download = client.get(url("script-file", draft.ref, file_ref))
    seen += [
        download,
        client.post(url("script-score", draft.ref), {"fence": "1"}),
        client.post(url("script-return", draft.ref), follow=True),
    ]
    hidden = ("Elena", "De Andes", andes.advisor.email, "Centro andes", "andes centre", str(andes.advisor.ref), "Grupo B")
    for reply in seen:
        text = reply.content.decode(errors="replace") + str(dict(reply.headers))
        for word in hidden:
            assert word not in text, word
    assert download["Content-Disposition"] == f'attachment; filename="{draft.ref}-1.pdf"'
    assert "sandbox" in download["Content-Security-Policy"]


def test_a_letter_of_another_institution_gives_no_file(
    draft: Submission, sur: House, as_person: Callable[[Person], Client]
) -> None:
    ref = attach_file(letter_id=draft.pk, name="a.pdf", body=PDF)
    save_letter(letter_id=draft.pk, blocks=LETTER, revision=0)
    submit_letter(letter_id=draft.pk)
    assert as_person(sur.assessor).get(url("script-file", draft.ref, ref)).status_code == 404


# One at a time


def test_a_letter_is_with_one_assessor_until_the_lease_ends(
    handed_in: Submission, andes: House, programme: dict[str, Person]
) -> None:
    first = claim_letter(submission_id=handed_in.pk, assessor_id=andes.assessor.pk)
    assert claim_letter(submission_id=handed_in.pk, assessor_id=andes.assessor.pk) == first
    with pytest.raises(ScriptTaken):
        claim_letter(submission_id=handed_in.pk, assessor_id=programme["assessor"].pk)
    with time_machine.travel(timezone.now() + timedelta(hours=4, minutes=1), tick=False):
        claim_letter(submission_id=handed_in.pk, assessor_id=programme["assessor"].pk)
        with pytest.raises(LeaseLost):
            record_score(allocation_id=first, assessor_id=andes.assessor.pk, fence=1, picks=GOOD, comments={}, red_flags=[])
    assert not Score.objects.exists()


def test_a_double_click_scores_once(handed_in: Submission, andes: House) -> None:
    scored = Score.objects.get(pk=score(handed_in, andes.assessor)).allocation_id
    with pytest.raises(ScriptScored):
        record_score(allocation_id=scored, assessor_id=andes.assessor.pk, fence=1, picks=GOOD, comments={}, red_flags=[])
    assert Score.objects.count() == 1


# The result


def test_a_score_is_released_at_once_told_recorded_and_audited(
    handed_in: Submission, andes: House, released_to: list[int]
) -> None:
    made = Score.objects.get(pk=score(handed_in, andes.assessor))
    handed_in.refresh_from_db()
    assert (made.percent, made.passed, handed_in.state) == (Decimal("80.00"), True, SubmissionState.RELEASED)
    progress = UnitProgress.objects.get(unit_id=handed_in.unit_id)
    assert (progress.state, progress.score, progress.passed_at) == ("passed", 80, handed_in.submitted_at)
    message = Message.objects.get()
    assert (message.person_id, message.kind) == (andes.advisor.pk, "case_result")
    assert released_to == [handed_in.pk]
    event = AuditEvent.objects.get(act="submission.scored")
    assert (event.actor, event.institution, event.after["passed"]) == (andes.assessor.pk, andes.institution.pk, True)


def test_a_red_flag_fails_whatever_the_sum(handed_in: Submission, andes: House) -> None:
    made = Score.objects.get(pk=score(handed_in, andes.assessor, picks={"r1": 3, "business": 3}, red_flags=["f1"]))
    assert (made.percent, made.passed) == (100, False)
    assert UnitProgress.objects.get(unit_id=handed_in.unit_id).code == "case_red_flag"


@pytest.mark.parametrize(
    "changed", [{"picks": {"r1": 2}}, {"picks": {"r1": 2, "business": 9}}, {"picks": GOOD | {"r3": 1}}, {"red_flags": ["zz"]}]
)
def test_a_score_that_does_not_fit_the_rubric_is_refused(handed_in: Submission, andes: House, changed: dict[str, Any]) -> None:
    with pytest.raises(ScoreIncomplete):
        score(handed_in, andes.assessor, **changed)


def test_after_not_yet_competent_one_may_write_again_as_often_as_the_case_allows(handed_in: Submission, andes: House) -> None:
    low = {"picks": {"r1": 0, "business": 1}}
    score(handed_in, andes.assessor, **low)
    second = Submission.objects.get(pk=open_letter(enrolment_id=handed_in.enrolment_id, unit_id=handed_in.unit_id))
    assert second.letter == LETTER
    submit_letter(letter_id=second.pk)
    score(second, andes.assessor, **low)
    progress = UnitProgress.objects.get(unit_id=handed_in.unit_id)
    assert (progress.state, progress.code, progress.waits_on) == ("failed", "case_none_left", "facilitator")
    with pytest.raises(NoSubmissionsLeft):
        open_letter(enrolment_id=handed_in.enrolment_id, unit_id=handed_in.unit_id)


def test_after_passing_there_is_nothing_more_to_hand_in(handed_in: Submission, andes: House) -> None:
    score(handed_in, andes.assessor)
    with pytest.raises(CasePassed):
        open_letter(enrolment_id=handed_in.enrolment_id, unit_id=handed_in.unit_id)


def test_work_handed_in_before_an_enrolment_closed_is_scored_and_counts(handed_in: Submission, andes: House) -> None:
    courses.close_enrolment(enrolment_id=handed_in.enrolment_id, because="moved", by=andes.coordinator.pk)
    score(handed_in, andes.assessor)
    assert UnitProgress.objects.get(unit_id=handed_in.unit_id).state == "passed"


# In the browser


def test_the_score_form_keeps_what_was_typed_and_says_what_is_missing(
    handed_in: Submission, andes: House, as_person: Callable[[Person], Client]
) -> None:
    client = as_person(andes.assessor)
    client.post(url("script-claim", handed_in.ref))
    page = client.get(url("script-form", handed_in.ref)).content.decode()
    assert "Hallazgo-secreto" in page
    assert LETTER["advice"] in page
    assert page.index('id="flag-f1"') < page.index('id="level-r1"')
    sent = {"fence": "1", "level-r1": "2", "comment-r1": "Bien visto, Elena no."}
    reply = client.post(url("script-score", handed_in.ref), sent)
    html = reply.content.decode()
    assert reply.status_code == 422
    assert 'href="#flag-f1"' in html
    assert 'href="#level-business"' in html
    assert "Bien visto, Elena no.</textarea>" in html
    assert 'name="level-r1" value="2" data-key="2" checked' in html
    done = client.post(url("script-score", handed_in.ref), sent | {"flag-f1": "clear", "level-business": "1"})
    assert done.url == reverse(QUEUE)
    assert Score.objects.get().comments == {"r1": "Bien visto, Elena no."}


def test_a_red_flag_needs_a_comment(handed_in: Submission, andes: House, as_person: Callable[[Person], Client]) -> None:
    client = as_person(andes.assessor)
    client.post(url("script-claim", handed_in.ref))
    sent = {"fence": "1", "level-r1": "2", "level-business": "2", "flag-f1": "raised"}
    assert client.post(url("script-score", handed_in.ref), sent).status_code == 422
    assert client.post(url("script-score", handed_in.ref), sent | {"comment": "Falta."}).status_code == 302


def test_nothing_of_a_score_shows_before_its_release_and_all_of_it_after(
    elena: Client, handed_in: Submission, andes: House
) -> None:
    claim_letter(submission_id=handed_in.pk, assessor_id=andes.assessor.pk)
    before = elena.get(url("submission-detail", handed_in.pk)).content.decode()
    assert "Ve los problemas" not in before
    score(handed_in, andes.assessor, picks={"r1": 2, "business": 0}, comments={"r1": "Bien visto.", "_": "Siga así."})
    after = elena.get(url("submission-detail", handed_in.pk)).content.decode()
    for words in ("Ve los problemas", "Dos", "Bien visto.", "Siga así.", "40"):
        assert words in after
    for hidden in ("Pablo", andes.assessor.email):
        assert hidden not in before + after


def test_the_queue_asks_the_same_number_of_queries_for_one_letter_and_for_many(
    handed_in: Submission, andes: House, as_person: Callable[[Person], Client], django_assert_max_num_queries: Any
) -> None:
    client = as_person(andes.assessor)
    for n in range(8):
        letter = Submission.objects.create(
            enrolment_id=handed_in.enrolment_id, unit_id=handed_in.unit_id, unit_version_id=handed_in.unit_version_id,
            number=10 + n, ref=f"AAAA-000{n}", state="submitted", submitted_at=timezone.now(), letter=LETTER,
            case_key=handed_in.case_key, structure_hash=handed_in.structure_hash,
        )  # fmt: skip
        Allocation.objects.create(submission=letter)
    with django_assert_max_num_queries(10):
        assert client.get(reverse(QUEUE)).status_code == 200
    client.post(url("script-claim", handed_in.ref))
    with django_assert_max_num_queries(12):
        assert client.get(url("script-form", handed_in.ref)).status_code == 200


def test_what_an_assessor_holds_is_in_the_queue_however_many_older_letters_wait(handed_in: Submission, andes: House) -> None:
    for n in range(4):
        older = Submission.objects.create(
            enrolment_id=handed_in.enrolment_id, unit_id=handed_in.unit_id, unit_version_id=handed_in.unit_version_id,
            number=10 + n, ref=f"AAAA-000{n}", state="submitted", submitted_at=timezone.now() - timedelta(days=9 - n),
            letter=LETTER, case_key=handed_in.case_key, structure_hash=handed_in.structure_hash,
        )  # fmt: skip
        Allocation.objects.create(submission=older)
    assert [one.ref for one in api.waiting_submissions(scope(andes.assessor.pk), 1)] == ["AAAA-0000"]
    claim_letter(submission_id=handed_in.pk, assessor_id=andes.assessor.pk)
    assert [one.ref for one in api.waiting_submissions(scope(andes.assessor.pk), 1)] == [handed_in.ref]


def test_the_inbox_counts_what_an_assessor_can_take(
    handed_in: Submission, andes: House, sur: House, programme: dict[str, Person]
) -> None:
    assert [todo.url for todo in api.todo(scope(andes.assessor.pk))] == [reverse(QUEUE)]
    assert api.todo(scope(sur.assessor.pk)) == api.todo(scope(andes.advisor.pk)) == []
    claim_letter(submission_id=handed_in.pk, assessor_id=programme["assessor"].pk)
    assert api.todo(scope(andes.assessor.pk)) == []
    assert "1" in api.todo(scope(programme["assessor"].pk))[0].title


def test_figures_for_reports(handed_in: Submission, andes: House, attempt: Any, case: CaseStudy) -> None:
    from assessments.services.attempts import submit_attempt

    submit_attempt(attempt_id=attempt.pk)
    score(handed_in, andes.assessor)
    start, end = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)
    assert api.first_attempts(andes.institution.pk, start=start, end=end) == [(str(andes.advisor.ref), "the-quiz", False)]
    assert api.scoring_days(andes.institution.pk, start=start, end=end) == [(handed_in.ref, "the-case", 0)]
    assert api.first_attempts(andes.institution.pk + 999, start=start, end=end) == []
    assert [(bank.key, bank.questions) for bank in api.bank_cards()] == [("marks", 4)]


@pytest.mark.parametrize(
    ("language", "words"), [("es", "Ya está el resultado de su carta"), ("en", "The result of your letter is here")]
)
def test_the_mail_says_where_the_result_is_and_not_what_it_is(
    handed_in: Submission, andes: House, language: str, words: str
) -> None:
    from dataclasses import replace

    from lms.institutions.api import person_card
    from lms.messages.rendering import write_words

    score(handed_in, andes.assessor)
    message = Message.objects.get()
    person = replace(person_card(message.person_id), language=language)
    mail = write_words(kind=message.kind, person=person, params=message.params)
    assert mail.subject.startswith(words)
    for text in (mail.text, mail.html):
        assert url("submission-detail", handed_in.pk) in text
        for secret in ("80.00", "80 %", "80\u00a0%", "ompetent", "Pablo"):
            assert secret not in text


@pytest.mark.parametrize(
    "broken",
    [
        {"anchor": "[" * 6000},
        {"comment-r1": "Bi\x00en."},
        {"anchor": r'{"block": "issues", "start": 0, "end": 2, "text": "\ud800Bi\u0000en."}'},
    ],
)
def test_what_nobody_can_type_is_left_out_and_the_screen_opens(
    handed_in: Submission, andes: House, as_person: Callable[[Person], Client], broken: dict[str, str]
) -> None:
    pablo = as_person(andes.assessor)
    pablo.post(url("script-claim", handed_in.ref))
    assert pablo.post(url("script-draft", handed_in.ref), {"fence": "1", "level-r1": "2", **broken}).status_code == 302
    assert pablo.get(url("script-form", handed_in.ref)).status_code == 200
    kept = Allocation.objects.get(submission=handed_in).draft
    assert kept["picks"] == {"r1": 2}
    assert {*kept["comments"].values(), *(one["text"] for one in kept["anchors"])} <= {"Bien."}
