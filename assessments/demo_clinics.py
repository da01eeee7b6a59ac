"""One edition of an invented clinic for the demonstration, by the services that people's clicks use. Safe to repeat."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from assessments.clinics.entries import Entry, ReferralLine, StepLine
from assessments.models import Clinic, ClinicBusiness, ClinicReferral, ClinicSession, ClinicStep
from assessments.selectors.clinics import help_of
from assessments.services import clinic_files, clinics
from assessments.services.clinic_confirming import settle_sessions
from assessments.services.clinic_followups import close_referral, close_step
from assessments.services.clinic_sessions import note_session
from assessments.services.clinics import ClinicTexts, Profile
from courses import api as courses
from lms.institutions.api import institution_card, person_card

KEY: Final = "clinica-de-propiedad-intelectual"
# code, stage, sector, size, region, what it needs
BUSINESSES: Final = (
    ("N-01", "formation", "food", "micro", "Cusco", "Vende salsas en ferias y quiere un nombre propio."),
    ("N-02", "first_sale", "crafts", "micro", "Puno", "Un grupo de tejedoras vende con un mismo sello y teme que lo copien."),
    ("N-03", "growth", "software", "small", "Arequipa", "Una aplicación hecha con ayuda externa; no hay contrato."),
    ("N-04", "idea", "manufacturing", "unsure", "Cusco", "Una secadora solar que todavía no se mostró a nadie."),
    ("N-05", "export", "textile", "small", "Arequipa", "Quiere vender su línea de prendas en otro país."),
    ("N-06", "growth", "tourism", "micro", "Puno", "Otro negocio usa un nombre muy parecido."),
)
# business, days ago, minutes, rights, what they came for, advice, next step, where to turn
SESSIONS: Final = (
    ("N-01", 48, 50, ("trademarks",), "Si el nombre de la salsa se puede registrar.",
     "Buscar antes si alguien lo usa ya, y preferir un nombre que distinga.", "Hacer la búsqueda del nombre", "resource"),
    ("N-01", 26, 35, ("trademarks", "trade_secrets"), "Qué hacer con la receta.",
     "Guardarla como secreto: quién la conoce, bajo qué compromiso.", "Firmar el compromiso con quien cocina", "nobody"),
    ("N-02", 44, 60, ("trademarks", "gi_tk"), "Cómo usar un sello común.",
     "Una marca colectiva con su reglamento; conversarlo primero en el grupo.", "Reunir al grupo y anotar las reglas",
     "resource"),
    ("N-03", 40, 45, ("copyright", "licensing"), "De quién es el programa.",
     "Sin contrato no se sabe: pedir por escrito la cesión de derechos.", "Pedir la cesión por escrito", "lawyer"),
    ("N-04", 33, 55, ("patents", "designs"), "Si conviene mostrar la secadora en una feria.",
     "No mostrarla antes de decidir si se pide una patente o un modelo de utilidad.", "No mostrarla todavía", "resource"),
    ("N-05", 20, 40, ("trademarks", "designs"), "Qué registrar antes de exportar.",
     "Empezar por el país del primer cliente, antes de enviar nada.", "Elegir el primer país", "resource"),
    ("N-06", 9, 50, ("trademarks", "enforcement"), "Qué hacer ante el nombre parecido.",
     "Reunir pruebas de uso antes de escribirle a nadie.", "Juntar facturas y fotos con fecha", "lawyer"),
)  # fmt: skip
FROM_A_FILE: Final = (("N-02", 15, 30, "marca", "first_sale"), ("N-05", 5, 45, "contratos", "export"))
STRATEGY: Final[dict[str, Any]] = {
    "goal": "Vender la salsa en tiendas de la región con un nombre propio.",
    "assets": "Una receta que nadie más conoce y un nombre que los clientes recuerdan.",
    "risks": "Que otro registre el nombre primero; que quien cocina se lleve la receta.",
    "steps": [
        {"what": "Buscar si el nombre está tomado", "who": "La dueña", "when": "Esta semana"},
        {"what": "Guardar la receta como secreto, con un compromiso escrito", "who": "La dueña", "when": "Este mes"},
        {"what": "Pedir el registro de la marca", "who": "La dueña", "when": "En dos meses"},
        {"what": "Usar la etiqueta siempre igual", "who": "El taller", "when": "Desde ahora"},
    ],
    "help_text": "",
}  # fmt: skip


@transaction.atomic
def make_clinic_demo(*, institution_id: int, coordinator: int, facilitator: int, advisors: Sequence[int]) -> int:
    """The edition with six businesses, a strategy, nine sessions (seven noted, two from a file; six confirmed); returns its id.

    What is there stays as it is. `advisors` hold the sessions in turn.
    """
    known = Clinic.objects.filter(institution=institution_id, key=KEY).values_list("pk", flat=True).first()
    if known is not None:
        return int(known)
    today = timezone.localdate()
    clinic_id = clinics.make_clinic(
        institution_id=institution_id,
        texts=ClinicTexts(
            names={"es": "Clínica de propiedad intelectual", "en": "Intellectual property clinic"},
            starts_on=today - timedelta(days=60),
            ends_on=today + timedelta(days=30),
            agreement={
                "parties": "La institución y la asociación de productores de la región",
                "signed_on": (today - timedelta(days=75)).isoformat(),
                "text": "La asociación invita a los negocios y pone la sala; la institución pone a las personas asesoras.",
            },
            call={
                "text": "Para negocios que venden con nombre propio, o que quieren hacerlo. De una a seis sesiones, sin costo.",
                "opens_on": (today - timedelta(days=70)).isoformat(), "closes_on": (today - timedelta(days=62)).isoformat(),
                "seats": 10,
            },
        ),
        by=coordinator,
    )  # fmt: skip
    for n, (code, stage, sector, size, region, need) in enumerate(BUSINESSES):
        profile = Profile(
            code, stage, sector, size, region=region, consent_on=today - timedelta(days=55), need=need,
            diagnostics="done" if n < 2 else "asked" if n < 4 else "",
        )  # fmt: skip
        clinics.add_business(clinic_id=clinic_id, profile=profile, by=coordinator)
    _sessions(clinic_id, institution_id, advisors, facilitator)
    _file(clinic_id, advisors[-1], coordinator)
    _strategy(clinic_id, institution_id, coordinator)
    return clinic_id


def _sessions(clinic_id: int, institution_id: int, advisors: Sequence[int], facilitator: int) -> None:
    """Noted by the advisors in turn; all but the last confirmed; what is old enough has its ends."""
    country = institution_card(institution_id).country
    places = {one.code: one for one in ClinicBusiness.objects.filter(clinic=clinic_id)}
    today, made = timezone.localdate(), []
    for n, (code, ago, minutes, rights, wanted, advice, step, to) in enumerate(SESSIONS):
        cards = [card for card in help_of(country, places[code].stage) if card.country == country]
        key = cards[n % len(cards)].key if cards and to == "resource" else ""
        entry = Entry(
            institution_id=institution_id, held_on=today - timedelta(days=ago), minutes=minutes, business_id=places[code].pk,
            consented=True, rights=rights, wanted=wanted, advice=advice,
            steps=(StepLine(step, today - timedelta(days=ago - 30)),),
            referrals=(ReferralLine(to if key or to != "resource" else "nobody", _why(to), key),),
        )  # fmt: skip
        advisor = advisors[n % len(advisors)]
        made.append(note_session(advisor_id=advisor, client_id=f"demo-{clinic_id}-{n}", entry=entry, declare=True).id)
    for session in ClinicSession.objects.filter(pk__in=made[:-1]).order_by("pk"):
        settle_sessions(seen={session.pk: session.revision}, verdict="confirmed", by=facilitator)
    for pk in ClinicStep.objects.filter(session__in=made[:4]).order_by("pk").values_list("pk", flat=True)[:3]:
        close_step(step_id=pk, end="done")
    sent = ClinicReferral.objects.filter(session__in=made[:5]).exclude(to="nobody").order_by("pk")
    for pk, end in zip(sent.values_list("pk", flat=True), ("arrived", "arrived", "not_arrived"), strict=False):
        close_referral(referral_id=pk, end=end)


def _why(to: str) -> str:
    return {
        "resource": "Allí hacen la búsqueda y explican el trámite.", "lawyer": "Hay que escribir o revisar un contrato.",
        "nobody": "El negocio puede hacerlo por su cuenta.",
    }[to]  # fmt: skip


def _file(clinic_id: int, advisor: int, by: int) -> None:
    today, code = timezone.localdate(), courses.person_code(person_card(advisor).ref)
    lines = [
        f"{today - timedelta(days=ago)};{business};{n};{topic};{stage};{code}" for business, ago, n, topic, stage in FROM_A_FILE
    ]
    content = "\n".join(["fecha;código;minutos;tema;etapa;persona asesora", *lines]).encode()
    clinic_files.import_sessions(clinic_id=clinic_id, content=content, by=by)


def _strategy(clinic_id: int, institution_id: int, by: int) -> None:
    business = ClinicBusiness.objects.get(clinic=clinic_id, code="N-01")
    country = institution_card(institution_id).country
    chosen = [card for card in help_of(country, business.stage) if card.country == country][:2]
    entries = [
        {"key": one.key, "names": dict(one.names), "by": one.by, "url": one.url, "unsure": one.needs_check or one.unverified}
        for one in chosen
    ]
    words = STRATEGY if entries else {**STRATEGY, "help_text": "La oficina de marcas del país."}
    clinics.write_strategy(business_id=business.pk, strategy={**words, "help": entries}, by=by)
