"""The parts together: a scheme earns the word «certified», and two people sit for it; what happens to both afterwards.

One world and one clock; every step is taken on a page by a person who may take it, services only where there is no page.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from pypdf import PdfReader

from assessments.models import Attempt, ExamSeat, HelpDeclaration, Submission
from certificates.models import Badge
from certificates.selectors.files import file_of
from certificates.wording.certificates import claim_word
from courses import api as courses
from lms.institutions.models import Person
from tests.certifying import afterwards, building, candidates, fairness, looking
from tests.certifying.building import lacking, to
from tests.certifying.world import BEGIN, World, populate

pytestmark = pytest.mark.django_db
OFFICIAL = "No equivale a una certificación oficial de competencias laborales ni habilita para ejercer la abogacía"
OF_COURSES = ["blueprint", "exam_pool", "cut_score", "sittings", "authorship"]
OF_THE_SCHEME = ["parties", "limits", "statement", "register", "review", "conduct"]
NOTHING_WRITTEN = (
    "owner", "certifying_body", "training_provider", "reviewer", "attests", "not_attests", "impartiality", "review_body",
    "members",
)  # fmt: skip


@pytest.fixture
def world(tmp_path: Path, keys: None) -> Iterator[World]:
    """People, and nothing else yet."""
    with time_machine.travel(BEGIN, tick=False) as clock:
        yield populate(tmp_path / "pack", clock)


def test_a_scheme_earns_the_word_and_a_person_the_certificate(world: World) -> None:
    it_is_refused_with_the_whole_list(world)
    each_thing_is_put_in_place(world)
    anybody_reads_the_scheme(world)
    elena, julio = world.andes.advisor, world.andes.advisor2
    two_begin(world, elena, julio)
    julio_gets_more_time(world, julio)
    they_sit_the_exam(world, elena, julio)
    julio_is_heard(world, julio)
    candidates.plan_sitting(world, julio)  # he sits it again
    looking.look_around(world)
    elena_writes_a_letter(world, elena)
    elena_speaks_about_it(world, elena)
    serial = she_is_certified(world, elena)
    a_business_complains(world, elena, serial)
    the_review_is_upheld(world, elena, serial)
    the_law_changes(world, elena, serial)
    second = she_renews(world, elena, serial)
    the_evidence_says_the_same(world, serial, second)
    nobody_learned_why_julio_had_more_time(world)
    assert world.book.wrong == {}
    assert not world.book.dear(MOST), "\n".join(world.book.dear(MOST))


# What costs more than 10 (learners) or 15 queries, and no more than this, whatever the number of people, questions, awards:
# pages of before with budgets of their own (a lesson is built once, a course is checked before it is published), and pages that
# put together what several parts of the scheme say (what anybody may open is kept for a minute).
MOST = {
    "lms:courses:lesson": 24, "lms:courses:publish-form": 71, "lms:home:home": 15, "lms:certificates:certificate-list": 15,
    "lms:certificates:award-detail": 18, "lms:assessments:quiz-detail": 12, "lms:assessments:submission-detail": 11,
    "lms:assessments:piece-plan": 19, "lms:assessments:sitting-new": 18, "lms:assessments:sitting-edit": 19,
    "lms:assessments:quiz-coverage": 23, "lms:assessments:cut-list": 16, "lms:assessments:quiz-draft": 18,
    "lms:courses:review-list": 15, "lms:courses:review-detail": 21, "lms:certificates:scheme-edit": 40,
    "lms:certificates:scheme-detail": 27,
}  # fmt: skip


# The scheme -------------------------------------------------------------------------------------------------------------
def it_is_refused_with_the_whole_list(world: World) -> None:
    building.take_in(world, ai_help="")
    assert world.credential.claim == "assessed_certificate"
    building.write_scheme(world, without=NOTHING_WRITTEN)
    page = building.publish_scheme(world, status=422)
    page.sees(
        "Esta credencial todavía no puede declarar una certificación: faltan 11 cosas.", "Publique el código de conducta."
    )
    with world.administrator.speaking("en"):
        page = building.publish_scheme(world, status=422)
        page.sees("This credential can't claim a certification yet: 11 things are not in place.")
    assert lacking(world) == [*OF_COURSES, *OF_THE_SCHEME]
    world.nobody().go(to("certificates:scheme-detail", "advisor"), language="es").sees("certificado con evaluación")


def each_thing_is_put_in_place(world: World) -> None:
    """The list gets shorter by what was done, and by nothing else."""
    building.rate_tasks(world)
    building.approve_blueprint(world)
    building.put_questions_in_use(world)
    exam, letter = building.set_cut(world, "the-exam"), None
    assert "cut_score" in lacking(world)  # of the letter there is none
    letter = building.set_cut(world, "the-letter")
    assert (exam.method, letter.method) == ("angoff", "borderline")
    assert lacking(world) == [*(one for one in OF_COURSES if one != "cut_score"), *OF_THE_SCHEME]
    refused = world.author.go(to("courses:publish-form", world.course.pk))
    refused.sees("Una tarea que certifica dice qué ayuda de la inteligencia artificial permite")
    refused.sees("comparable")
    building.take_in(world)  # the pack with its rule on help
    building.judge_the_family(world)
    building.publish_course(world)
    assert lacking(world) == ["sittings", *OF_THE_SCHEME]  # nobody is there who would watch
    building.name_invigilator(world)
    assert lacking(world) == OF_THE_SCHEME
    building.write_scheme(world, without=("attests", "impartiality", "members"))
    assert lacking(world) == ["limits", "statement", "register", "review", "conduct"]
    building.look_at_interests(world, "decider", "decider2")
    assert "register" in lacking(world)
    building.look_at_interests(world, "decider3")
    assert lacking(world) == ["limits", "statement", "review", "conduct"]
    building.publish_conduct(world)
    building.write_scheme(world, without=("members",))
    assert lacking(world) == ["review"]
    building.publish_scheme(world, status=422)
    building.write_scheme(world)
    assert lacking(world) == []
    building.publish_scheme(world)
    assert world.credential.claim == "certification"


def anybody_reads_the_scheme(world: World) -> None:
    page = to("certificates:scheme-detail", "advisor")
    for language, words in (
        ("es", ("Sobre owner.", "Sobre certifying_body.", "Sobre training_provider.", "Sobre reviewer.", "Sobre attests.",
                "Sobre not_attests.", OFFICIAL, "llena las 4 celdas", "sortea 4 de 16 preguntas",
                "Los puntajes para aprobar de 2 partes los fijaron jueces en dos rondas", "solo en una sesión de examen")),
        ("en", ("About owner.", "About not_attests.", "fills the 4 cells", "draws 4 of 16 questions",
                "set by judges in two rounds", "sat only in a sitting", "No machine decides.")),
    ):  # fmt: skip
        world.nobody(language).go(page, language=language).sees(*words)
    world.book.costs.pop(("public", "lms:certificates:scheme-detail"))
    world.nobody().go(page, language="es")
    assert world.book.costs.pop(("public", "lms:certificates:scheme-detail")) <= 6  # kept
    facts = world.nobody().json(page)
    assert (facts["claim"], facts["version"]) == ("certification", 1)
    assert [one["code"] for one in facts["assurances"]] == OF_COURSES


# The candidates ---------------------------------------------------------------------------------------------------------
def two_begin(world: World, *people: Person) -> None:
    """Practice, and «why not yet» after each step; without a code there is no start."""
    building.join_the_pool(world)
    for name in ("assessor", "assessor2"):
        building.qualify(world, name)
    for person in people:
        candidates.enrol(world, person)
    elena = people[0]
    candidates.way(world, elena).sees("Lea el código de conducta y acéptelo.")
    candidates.way(world, elena, language="en").sees("Read the code of conduct and accept it.")
    candidates.parts(world, elena).sees("Lo que falta, y por qué 5", "Falta fijar el día: su coordinación lo fija")
    candidates.parts(world, elena, language="en").sees("To be planned: your coordinator names the day and the examiner")
    for person in people:
        candidates.read_lesson(world, person)
        candidates.practise(world, person)
        candidates.accept_conduct(world, person)
    candidates.way(world, elena).sees("Aceptado el 24 de noviembre de 2026, versión 1.")
    candidates.parts(world, elena).sees("Lo que falta, y por qué 3")
    exam = world.visit(elena).go(to("assessments:quiz-detail", candidates.taken(world, elena).pk, world.unit("the-exam")))
    assert exam.doc is not None
    assert not exam.doc.xpath("//form[contains(@action, '/start/')]")
    assert exam.client.post(exam.at + "start/").status_code in (403, 409)
    assert not Attempt.objects.filter(unit=world.unit("the-exam")).exists()


def julio_gets_more_time(world: World, julio: Person) -> None:
    world.book.secrets = {word: {julio.pk, world.people["decider2"].pk} for word in fairness.PRIVATE}
    fairness.grant_time(world, fairness.ask_for_time(world, julio))
    world.visit(julio).go(to("assessments:accommodation-own")).sees("50 %")


def they_sit_the_exam(world: World, elena: Person, julio: Person) -> None:
    sitting = candidates.plan_sitting(world, elena, julio)
    planned = world.visit(world.andes.coordinator).go(to("assessments:sitting-detail", sitting.pk))
    planned.sees("Rosa De Sur", "50 % más de tiempo")
    assert sitting.institution_id != world.sur.institution.pk  # who watches is of another one
    world.wait(minutes=35)
    code = candidates.make_code(world, sitting)
    candidates.enter(world, elena, "AAAA AAAA", status=422).sees_not(code)
    assert not Attempt.objects.filter(unit=world.unit("the-exam")).exists()
    hers = candidates.sit_exam(world, elena, code)
    his = candidates.sit_exam(world, julio, code, right=False)
    assert (minutes(hers), minutes(his)) == (30, 45)
    incident = candidates.report_incident(world, sitting, elena, "Se cortó la llamada durante dos minutos.")
    candidates.parts(world, elena).sees("quien decide examina un incidente de la sesión, hasta el 1 de diciembre de 2026")
    candidates.parts(world, elena, language="en").sees(
        "an incident of the sitting is being looked at", "It is with who decides"
    )
    candidates.parts(world, julio).sees("se entrega cuando el acta de la sesión tiene el visto bueno", "Lo tiene quien vigiló")
    nothing_tells_them_apart(world, elena, julio)
    candidates.close_and_sign(world, sitting)
    hers.refresh_from_db()
    his.refresh_from_db()
    assert (hers.state, his.state) == ("held", "submitted")  # the incident is hers alone
    assert hers.fraction is None
    candidates.parts(world, julio).sees(
        "0 % hasta ahora; se necesita 2,5 de 4 puntos. Puede rendirlo otra vez: su coordinación programa otra sesión.",
        "Lo tiene su coordinación.",
    )
    room = world.visit(world.sur.facilitator).go(to("assessments:room-detail", sitting.pk))
    room.sees("50 % más de tiempo").sees_not("100 %")
    candidates.decide_incident(world, incident, "El corte no cambió nada.")
    hers.refresh_from_db()
    assert hers.state == "submitted"
    seat = world.visit(elena).go(to("assessments:seat-detail", ExamSeat.objects.get(attempt=hers).pk))
    seat.sees("El corte no cambió nada.").sees_not("dos minutos")
    candidates.parts(world, elena).sees("Lo que falta, y por qué 2", "Examen Cuestionario · 30 minutos · 100 %")


def julio_is_heard(world: World, julio: Person) -> None:
    """Two who had no hand in it find that his result was not right: the attempt does not count, and he can sit once more."""
    asked = fairness.ask_for_review(world, julio)
    fairness.say(world, asked, "reviewer2")
    assert asked.state == "open"
    fairness.say(world, asked, "decider3")
    assert asked.state == "upheld"
    his = Attempt.objects.get(enrolment__person=julio, unit=world.unit("the-exam"))
    assert his.state == "annulled"
    candidates.parts(world, julio).sees("Lo tiene su coordinación.").sees_not("0 % hasta ahora")
    world.visit(julio).go(to("courses:review-list"))


def minutes(attempt: Attempt) -> int:
    assert attempt.due_at is not None
    return int((attempt.due_at - attempt.started_at) / timedelta(minutes=1))


def nothing_tells_them_apart(world: World, elena: Person, julio: Person) -> None:
    """She answered everything right, he everything wrong: while both are held no page says so, to themselves or to others."""
    for person in (elena, julio):
        exam = to("assessments:quiz-detail", candidates.taken(world, person).pk, world.unit("the-exam"))
        held = world.visit(person).go(exam).text
        assert "100 %" not in held
        assert " 0 %" not in held
    coordinator = world.visit(world.andes.coordinator)
    for page in (
        to("reporting:cohort-detail", world.andes.cohort.pk), to("reporting:cohort-list"),
        to("assessments:cohort-quiz", world.andes.cohort.pk, world.unit("the-exam")),
    ):  # fmt: skip
        shown = coordinator.go(page)
        assert shown.doc is not None
        rows = {
            one.given_name: [
                " ".join(row.text_content().split())
                for row in shown.doc.xpath("//tr|//li")
                if one.given_name in row.text_content() and "De Andes" in row.text_content()
            ]
            for one in (elena, julio)
        }
        bare = [[text.replace(name, "X") for text in texts] for name, texts in rows.items()]
        if "quiz" not in page:  # there his measure stands beside his name
            assert bare[0] == bare[1], page
        assert "100 %" not in " ".join(t for texts in bare for t in texts).replace("\xa0", " ") or "quiz" not in page


def elena_writes_a_letter(world: World, elena: Person) -> None:
    letter = candidates.write_letter(world, elena, words="Corregí la ortografía con una herramienta.")
    assert letter.case_key in ("herbs", "tea", "salt")
    assert HelpDeclaration.objects.get(letter=letter).helped
    visit = world.visit(elena).go(to("assessments:submission-detail", letter.pk))
    assert visit.client.post(to("assessments:submission-withdraw", letter.pk)).status_code == 409  # handed in is handed in
    candidates.score(world, letter, "assessor")
    letter.refresh_from_db()
    assert letter.state == "submitted"  # so close to the cut that a second one looks too
    candidates.score(world, letter, "assessor2")
    candidates.parts(world, elena).sees(
        "Una persona publica los resultados, todos juntos. Lo tiene quien decide en el programa."
    )
    world.visit(elena).go(to("assessments:submission-detail", letter.pk)).sees_not("67 %", "66,67")
    candidates.release(world, letter)
    world.visit(elena).go(to("assessments:submission-detail", letter.pk)).sees("67 %", "Carta clara.")
    case = visit.go(to("assessments:case-detail", letter.enrolment_id, letter.unit_id)).sees("Usted aprobó este caso.")
    assert visit.client.post(case.at + "start/").status_code == 409  # it is passed: there is no other one
    assert Submission.objects.filter(enrolment=letter.enrolment).count() == 1


def elena_speaks_about_it(world: World, elena: Person) -> None:
    candidates.parts(world, elena).sees("Lo que falta, y por qué 1", "Lo tiene su coordinación.")
    planned = candidates.plan_oral(world, elena)
    candidates.parts(world, elena).sees("Oral sobre su carta: 26 de noviembre de 2026", "con Ximena Del Programa.")
    candidates.parts(world, elena, language="en").sees("Oral on your letter on Nov. 26, 2026", "with Ximena Del Programa.")
    world.wait(days=2)
    candidates.hold_oral(world, planned)
    assert courses.path(candidates.completed(world, elena).pk).complete


def she_is_certified(world: World, elena: Person) -> str:
    """The claim is on the paper, in the badge, on the public page, and in what machines read."""
    world.work()
    row = afterwards.paper_of(elena)
    word = claim_word("certification")
    text = " ".join(PdfReader(BytesIO(file_of(row))).pages[0].extract_text().split())
    for one in (OFFICIAL, "ertificación del programa"):
        assert one in text, text
    achievement = json.loads(Badge.objects.get(certificate=row).data_integrity)["credentialSubject"]["achievement"]
    assert achievement["achievementType"] == "Certification"
    assert word in achievement["criteria"]["narrative"]
    page = afterwards.verify(world, row.serial)
    page.sees("Certificado vigente", "Certificación del programa", OFFICIAL, "Elena De Andes")
    afterwards.verify(world, row.serial, language="en").sees("Certificate in force", "Certification of the programme")
    facts = afterwards.state_of(world, row.serial)
    assert (facts["state"], facts["claim"], facts["valid_until"]) == ("current", "certification", "2029-11-26")
    candidates.way(world, elena).sees("vigente hasta el 26 de noviembre de 2029")
    return row.serial


# Afterwards -------------------------------------------------------------------------------------------------------------
def a_business_complains(world: World, elena: Person, serial: str) -> None:
    complaint = afterwards.complain(world, serial)
    assert complaint.advisor_id == elena.pk  # by the number that the link carries
    afterwards.hear(world, complaint, elena)
    motion = afterwards.find_founded(world, complaint)
    assert afterwards.state_of(world, serial)["state"] == "current"
    afterwards.carry(world, motion, "decider3")
    page = afterwards.verify(world, serial)
    page.sees("Certificado suspendido", "Clase de motivo: el código de conducta.").sees_not("comisión")
    facts = afterwards.state_of(world, serial)
    assert (facts["state"], facts["reason_class"]) == ("suspended", "conduct")


def the_review_is_upheld(world: World, elena: Person, serial: str) -> None:
    objection = afterwards.object_to(world, elena)
    answer = to("certificates:objection-answer", objection.pk)
    for name in ("decider2", "decider3"):  # both had a hand in it
        said = {"upheld": "no", "answer": "Queda así."}
        assert world.visit(world.people[name]).client.post(answer, said).status_code in (403, 404, 409)
    motion = afterwards.uphold(world, objection, "reviewer2")
    afterwards.cannot_carry(world, motion, "reviewer3")
    afterwards.carry(world, motion, "decider")
    facts = afterwards.state_of(world, serial)
    assert (facts["state"], facts["reason_class"]) == ("current", None)
    assert afterwards.paper_of(elena).serial == serial


def the_law_changes(world: World, elena: Person, serial: str) -> None:
    world.wait(days=30)
    afterwards.law_changes(world)
    assert afterwards.state_of(world, serial)["state"] == "update_due"
    afterwards.refresh(world, elena)
    assert afterwards.state_of(world, serial)["state"] == "current"


def she_renews(world: World, elena: Person, serial: str) -> str:
    """An exam again, two sessions, nothing to review; sixty days of leave move the end by sixty days."""
    world.clock.move_to(datetime(2029, 9, 3, 15, tzinfo=UTC))
    afterwards.go_on_leave(world, elena, date(2029, 10, 1), date(2029, 11, 29))
    assert afterwards.state_of(world, serial)["valid_until"] == "2030-01-25"
    world.clock.move_to(datetime(2029, 12, 4, 15, tzinfo=UTC))  # after the day that the paper prints
    assert afterwards.state_of(world, serial)["state"] == "current"
    afterwards.begin_renewal(world, elena)
    candidates.way(world, elena).sees(
        "0 de 2 sesiones confirmadas desde el certificado anterior.", "No queda nada por repasar."
    )
    candidates.parts(world, elena).sees("Basta con una de este conjunto.").sees_not("Plazos")
    afterwards.confirm_sessions(world, elena, 2)
    sitting = candidates.plan_sitting(world, elena)
    world.wait(minutes=35)
    again = candidates.sit_exam(world, elena, candidates.make_code(world, sitting))
    first = Attempt.objects.filter(enrolment__person=elena, unit=world.unit("the-exam")).earliest("pk")
    asked = [{slot["key"] for slot in one.sheet["slots"]} for one in (first, again)]
    assert not asked[0] & asked[1]
    candidates.close_and_sign(world, sitting)
    world.work()
    second = afterwards.paper_of(elena).serial
    assert second != serial
    assert afterwards.state_of(world, serial)["state"] == "superseded"
    facts = afterwards.state_of(world, second)
    assert (facts["state"], facts["valid_until"]) == ("current", "2033-01-25")
    return second


def the_evidence_says_the_same(world: World, *serials: str) -> None:
    for serial in serials:
        found = afterwards.evidence(world, serial)
        assert "Valle Azul" not in json.dumps(found, ensure_ascii=False)


def nobody_learned_why_julio_had_more_time(world: World) -> None:
    """Every page and file of the journey was read by the book of secrets; so are all tables and mails."""
    assert list(fairness.kept_reasons()) == ["lms_assessments.Accommodation"]
    assert not any(word in f"{one.subject}{one.body}" for one in mail.outbox for word in fairness.PRIVATE)
