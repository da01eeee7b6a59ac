"""What help a task allows, what its writer declares, and who reads it. No machine decides."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from assessments import authorship
from assessments.authorship import Said
from assessments.errors.authorship import DeclarationMissing
from assessments.models import HelpDeclaration, Submission
from assessments.selectors.authorship import declarations, declared_to_assessor
from assessments.services.authorship import forget_declarations
from assessments.services.letters import save_letter, submit_letter
from courses.models import Course
from lms.institutions.models import Person
from lms.kernel.writeonce import WrittenOnce
from tests.assessments import examining
from tests.assessments.conftest import LETTER
from tests.assessments.examining import UNIT
from tests.conftest import House

People = dict[str, Person]
YES = Said(helped=True, helps=("language",), words="Un corrector.")


@pytest.fixture
def exams(tmp_path: Path, programme: People) -> Course:
    return examining.certifying_course(tmp_path / "toolkit", programme)


@pytest.fixture
def sat(exams: Course, andes: House) -> Submission:
    letter = examining.begun(examining.enrolled(exams, andes), exams)
    save_letter(letter_id=letter.pk, blocks=LETTER, revision=0)
    return letter


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        (None, True),
        (Said(helped=False), False),
        (Said(helped=True), True),
        (Said(helped=True, helps=("language",)), False),
        (Said(helped=True, helps=("other",)), True),
        (Said(helped=True, helps=("other",), words="Un traductor."), False),
    ],
)
def test_what_a_declaration_must_say(said: Said | None, refused: bool) -> None:
    assert bool(authorship.mistakes(said)) == refused


@pytest.mark.parametrize(
    ("rule", "helps", "beyond"),
    [
        ("none", ("language",), ("language",)),
        ("language", ("language",), ()),
        ("language", ("language", "text"), ("text",)),
        ("declared", authorship.HELPS, ()),
    ],
)
def test_what_goes_beyond_a_rule(rule: str, helps: tuple[str, ...], beyond: tuple[str, ...]) -> None:
    assert authorship.beyond(rule, helps) == beyond


def test_a_letter_of_a_task_with_a_rule_is_not_handed_in_without_a_declaration(sat: Submission) -> None:
    with pytest.raises(DeclarationMissing):
        submit_letter(letter_id=sat.pk)
    sat.refresh_from_db()
    assert sat.state == "draft"
    submit_letter(letter_id=sat.pk, said=YES)
    submit_letter(letter_id=sat.pk, said=Said(helped=False))  # a double click declares once
    row = HelpDeclaration.objects.get()
    assert (row.rule, row.helped, row.helps, row.words) == ("language", True, ["language"], "Un corrector.")
    with pytest.raises(WrittenOnce):
        row.save()


def test_help_that_is_not_allowed_is_taken_as_it_is_said_and_a_decider_sees_it_first(
    sat: Submission, exams: Course, andes: House, as_person: Callable[[Person], Client], programme: People
) -> None:
    submit_letter(letter_id=sat.pk, said=Said(helped=True, helps=("text",), words="Pedí un párrafo."))
    other = examining.begun(examining.enrolled(exams, andes, 1), exams)
    save_letter(letter_id=other.pk, blocks=LETTER, revision=0)
    submit_letter(letter_id=other.pk, said=YES)
    assert [bool(one.beyond) for one in declarations()] == [True, False]
    page = as_person(programme["decider"]).get(reverse("lms:assessments:declaration-list")).content.decode()
    assert "Pedí un párrafo." in page
    assert sat.ref in page
    assert andes.advisor.full_name not in page
    for person in (programme["assessor"], andes.coordinator, andes.facilitator):
        assert as_person(person).get(reverse("lms:assessments:declaration-list")).status_code == 404


def test_an_assessor_reads_the_kinds_of_help_only_where_the_task_allows_them_and_never_the_words(
    sat: Submission, tmp_path: Path, programme: People, andes: House, as_person: Callable[[Person], Client]
) -> None:
    submit_letter(letter_id=sat.pk, said=YES)
    assert declared_to_assessor(sat.pk) is None
    HelpDeclaration.objects.create(
        letter=examining.begun(examining.enrolled(sat.unit.course, andes, 1), sat.unit.course), rule="declared",
        helped=True, helps=["text"], words="Con ayuda de mi socia de Andes.",
    )  # fmt: skip
    said = declared_to_assessor(HelpDeclaration.objects.get(rule="declared").letter_id)
    assert said == [authorship.help_words()["text"]]


def test_the_rule_shows_before_beginning_on_the_task_and_when_handing_in(
    exams: Course, andes: House, as_person: Callable[[Person], Client]
) -> None:
    enrolment, browser = examining.enrolled(exams, andes), as_person(andes.advisor)
    case = reverse("lms:assessments:case-detail", args=[enrolment.pk, examining.exam_of(exams).pk])
    before = browser.get(case).content.decode()
    assert authorship.rule_words("language") in before
    assert "Vendemos" not in before  # the case shows when it is given
    started = browser.post(reverse("lms:assessments:submission-start", args=[enrolment.pk, examining.exam_of(exams).pk]))
    letter = Submission.objects.get()
    assert authorship.rule_words("language") in browser.get(started.headers["Location"]).content.decode()
    assert "Vendemos" in browser.get(case).content.decode()
    save_letter(letter_id=letter.pk, blocks=LETTER, revision=0)
    review = browser.get(reverse("lms:assessments:submission-review", args=[letter.pk])).content.decode()
    assert authorship.rule_words("language") in review
    hand_in = reverse("lms:assessments:submission-submit", args=[letter.pk])
    assert browser.post(hand_in, {"helped": "yes"}).status_code == 422
    assert browser.post(hand_in, {"helped": "yes", "help": "language", "help-words": "Corrector"}).status_code == 302
    shown = browser.get(reverse("lms:assessments:submission-detail", args=[letter.pk])).content.decode()
    assert "Corrector" in shown
    assert reverse("lms:assessments:submission-withdraw", args=[letter.pk]) not in shown


def test_a_practice_case_without_a_rule_asks_for_no_declaration(handed_in: Submission) -> None:
    assert not HelpDeclaration.objects.exists()


def test_erasing_a_writer_empties_the_words_and_keeps_what_was_ticked(sat: Submission, andes: House) -> None:
    submit_letter(letter_id=sat.pk, said=YES)
    forget_declarations(person_id=andes.advisor.pk)
    row = HelpDeclaration.objects.get()
    assert (row.words, row.helps) == ("", ["language"])


def test_an_unknown_rule_is_a_mistake_of_the_file(tmp_path: Path, programme: People) -> None:
    from courses.errors import ImportRefused

    with pytest.raises(ImportRefused):
        examining.drafted(tmp_path, programme, UNIT.replace("ai_help: language", "ai_help: some"))
