"""A call and a recognised unit in the demonstration: made by the services that people's clicks use. Safe to repeat."""

from datetime import timedelta

from django.utils import timezone

from courses import api as courses
from lms.institutions import api as institutions

COORDINATOR = "coordinacion@mipyme-sur.example"
SECOND = "facilitacion@mipyme-sur.example"
KNOWN = "sofia.barrientos@pyme-austral.example"
DECIDER = "decision.ompi@programa.example"
EVIDENCE = (
    "Trabajé tres años en la mesa de partes de una oficina de marcas y dicté charlas sobre signos distintivos; "
    "las constancias están en mi legajo de la institución."
)
APPLICANTS = (
    courses.Applicant(
        "Milagros", "Quispe Cahuana", "milagros.quispe@redsur.example", "Asesora de negocios, Red Sur de Artesanas",
        "Acompaño desde hace seis años a talleres de tejido que venden en ferias y por mensaje. Tres ya perdieron el nombre "
        "con el que vendían porque otro lo registró antes. Quiero poder decirles a tiempo qué revisar y a quién acudir.",
        superior=("Delia Huanca Ticona", "direccion@redsur.example"),
        points=({"1": 5, "2": 4, "3": 4}, "Acompaña a talleres desde hace años y dice para qué lo usará."),
    ),
    courses.Applicant(
        "Raúl", "Tapia Salinas", "raul.tapia@municipio-valle.example", "Promotor de empleo, Municipalidad del Valle",
        "Atiendo la ventanilla de emprendedores de mi municipio, unas quince personas por semana. Preguntan por la marca y por "
        "la receta que no quieren que les copien, y hoy solo puedo darles una dirección.",
        superior=("Carmen Ayala Rivas", "gerencia@municipio-valle.example"),
    ),
    courses.Applicant(
        "Yessenia", "Flores Ccori", "yessenia.flores@incubadora-lago.example", "Mentora, Incubadora del Lago",
        "Soy mentora de ocho empresas jóvenes de tecnología y alimentos. Quiero ordenar con ellas qué es secreto, qué se "
        "registra y qué se firma antes de mostrarlo, y llevar la clínica a nuestra sede.",
    ),
)  # fmt: skip


def make_calls(people: dict[str, int]) -> None:
    """An open call of the southern centre for a second group; one unit of an advisor recognised."""
    _call(people)
    _recognised(people)


def _call(people: dict[str, int]) -> None:
    house = institutions.institution_by_key("centro-mipyme-sur")
    assert house is not None
    today, key = timezone.localdate(), "segundo-grupo"
    if any(one.key == key for one in institutions.cohorts_of(house.id)):
        return
    by = people[COORDINATOR]
    cohort = institutions.make_cohort(
        institution_id=house.id, key=key, names={"es": "Segundo grupo", "en": "Second group"}, country=house.country,
        starts_on=today + timedelta(days=60), ends_on=today + timedelta(days=200), by=by,
    )  # fmt: skip
    call = courses.draft_call(
        cohort_id=cohort, titles={"es": "Segundo grupo de asesoras y asesores", "en": "Second group of advisors"},
        texts={
            "es": "Para quienes ya orientan a mipymes del sur. Dos horas por semana, en línea, con práctica en la clínica.",
            "en": "For those who already advise small businesses of the south. Two hours a week, online, with clinic practice.",
        },
        criteria=courses.USUAL_CRITERIA, seats=12, least=50, opens_on=today - timedelta(days=5),
        closes_on=today + timedelta(days=30), accept_days=3, needs_commitment=True, second_scorer_id=people[SECOND], by=by,
    )  # fmt: skip
    courses.publish_call(call_id=call, by=by)
    courses.rehearse_applications(call_id=call, applicants=APPLICANTS, scorer=by)


def _recognised(people: dict[str, int]) -> None:
    person = people[KNOWN]
    course = courses.course_by_key("essentials")
    mine = [one for one in courses.enrolments_of(person) if course and one.course_id == course.id]
    if not mine or courses.own_claims(mine[0].id):
        return
    units = courses.units_to_recognise(mine[0].id)
    if not units:
        return
    courses.ask_recognition(enrolment_id=mine[0].id, by=person, units=units[:1], evidence=EVIDENCE)
    for line in courses.own_claims(mine[0].id)[0].units:
        courses.recognise(prior_id=line.id, by=people[DECIDER], answer="Su trabajo en la oficina de marcas lo muestra.")
