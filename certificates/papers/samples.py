"""Invented people and courses for previews and probes, short and very long, in the languages of papers. Personal data: none."""

from typing import Final

from certificates.papers.catalogue import AUTHOR, BILINGUAL, ENGLISH, LANGUAGE, SPANISH, Value
from certificates.papers.labels import labels

_SERIAL: Final = "7K4M-2Q9X-H3VD-8RTA-C"
_ADDRESS: Final = "https://asesores.example.org/verify/7K4M2Q9XH3VD8RTAC/"
LONG_NAME: Final = (
    "María Guadalupe Concepción Inmaculada Villavicencio-Montalvo Echeverría de los Monteros y Goicoechea Arriaga del Solar B"
)
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("Certificado de aprobación", "Certificate of completion"),
    "institution": ("Centro Mipyme del Sur, Perú", "Southern Centre for Small Business, Peru"),
    "awarded_for": ("por haber completado y aprobado", "for completing and passing"),
    "credential": (
        "Fundamentos de propiedad intelectual para asesores de la micro, pequeña y mediana empresa",
        "Foundations of intellectual property for advisors of small businesses",
    ),
    "detail": (
        "Cursos: Marcas y secretos empresariales y La carta de orientación. Con sus evaluaciones, sobre "
        "material de la OMPI y de "
        "los países de la Alianza del Pacífico.",
        "Courses: Brands and trade secrets and The letter of guidance. With their assessments, on material of WIPO and the "
        "countries of the Pacific Alliance.",
    ),
    "claim": ("Declara: certificado con evaluación.", "Claim: assessed certificate."),
    "statement": (
        "Se deja constancia de que la persona nombrada participa en el curso indicado, con los datos que siguen.",
        "This states that the person named takes part in the course shown, with the particulars below.",
    ),
    "country": ("Perú", "Peru"),
    "law_date": ("al 30 de septiembre de 2026", "as of 30 September 2026"),
    "hours": ("40 horas", "40 hours"),
    "hours_note": ("24 en vivo, 12 de estudio, 4 de práctica", "24 live, 12 of study, 4 of practice"),
    "hours_live": ("24 horas", "24 hours"),
    "hours_study": ("12 horas", "12 hours"),
    "hours_practice": ("4 horas", "4 hours"),
    "mode": ("en línea, con sesiones en vivo", "online, with live sessions"),
    "assessed": ("cuestionarios y caso escrito", "quizzes and a written case"),
    "tutor": ("Rosa Elena Cárdenas Ríos", "Rosa Elena Cárdenas Ríos"),
    "group": ("Grupo Andino 3", "Andean group 3"),
    "attendance": ("12 de 14 sesiones", "12 of 14 sessions"),
    "date": ("2 de noviembre de 2026", "2 November 2026"),
    "valid_until": ("hasta el 2 de noviembre de 2029", "until 2 November 2029"),
    "score": ("87 %", "87%"),
    "state": ("en curso, 9 de 14 partes aprobadas", "in progress, 9 of 14 parts passed"),
    "period": ("del 3 de agosto al 30 de octubre de 2026", "3 August to 30 October 2026"),
}
_BOTH: Final[dict[str, str]] = {  # on a bilingual paper: dates as all the world reads them (ISO 8601)
    "law_date": "al · as of 2026-09-30",
    "date": "2026-11-02",
    "valid_until": "hasta · until 2029-11-02",
    "period": "2026-08-03 – 2026-10-30",
    "hours_note": "24 + 12 + 4",
    "country": "Perú · Peru",
    "hours": "40 horas · hours",
    "hours_live": "24",
    "hours_study": "12",
    "hours_practice": "4",
}
_TOGETHER: Final = ("title", "credential", "detail", "statement", "claim")  # the second language has a field of its own
_LONG: Final[dict[str, tuple[str, str]]] = {
    "claim": ("Declara: certificación del programa.", "Claim: certification of the programme."),
    "institution": (
        "Servicio Nacional de Apoyo a la Micro, Pequeña y Mediana Empresa de la Región de Los Ríos, Chile",
        "National Service for the Support of Micro, Small and Medium Enterprises of the Region of Los Ríos, Chile",
    ),
    "credential": (
        "Fundamentos de propiedad intelectual para asesores de la micro, pequeña y mediana empresa en los países de la Alianza "
        "del Pacífico, con práctica",
        "Foundations of intellectual property for advisors of micro, small and medium enterprises in the "
        "countries of the Pacific "
        "Alliance, with practice",
    ),
    "detail": (
        "Cursos: Marcas, secretos empresariales e indicaciones geográficas; Patentes, diseños y derecho de "
        "autor en la vida de la "
        "empresa; La carta de orientación y la práctica en clínicas supervisadas. Con sus evaluaciones, "
        "sobre material de la OMPI "
        "y de los países de la Alianza del Pacífico.",
        "Courses: Brands, trade secrets and geographical indications; Patents, designs and copyright in the "
        "life of a business; "
        "The letter of guidance and practice in supervised clinics. With their assessments, on material of "
        "WIPO and the countries "
        "of the Pacific Alliance.",
    ),
}
_PAPERS: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "transcript": {"title": ("Constancia de estudios", "Transcript")},
    "enrolment": {"title": ("Constancia de inscripción", "Proof of enrolment")},
    "hours": {
        "title": ("Constancia de horas", "Proof of hours"),
        "statement": (
            "Se deja constancia de las horas que la persona nombrada dedicó al curso indicado.",
            "This states the hours that the person named gave to the course shown.",
        ),
    },
    "attendance": {
        "title": ("Constancia de participación", "Record of participation"),
        "awarded_for": ("por participar, sin evaluación aprobada, en", "for taking part, without a passed assessment, in"),
    },
}
_MODULES: Final = (
    ("La propiedad intelectual y la empresa", "Intellectual property and the business"),
    ("Marcas: de la idea al registro", "Marks: from the idea to registration"),
    ("Secretos empresariales y contratos", "Trade secrets and contracts"),
    ("Patentes y modelos de utilidad", "Patents and utility models"),
    ("Diseños industriales", "Industrial designs"),
    ("Derecho de autor y entornos digitales", "Copyright and digital surroundings"),
    ("Indicaciones geográficas y denominaciones de origen", "Geographical indications and appellations of origin"),
    ("Licencias y transferencia de tecnología", "Licences and transfer of technology"),
    ("Valoración y financiamiento con activos intangibles", "Valuation and finance with intangible assets"),
    ("Observancia: qué hacer ante una copia", "Enforcement: what to do about a copy"),
    ("Comercio exterior y protección en otros países", "Foreign trade and protection abroad"),
    ("La carta de orientación", "The letter of guidance"),
)


def sample_values(language: str, long: bool = False, *, paper: str = "certificate") -> dict[str, Value]:
    """A value for every text and list field, in `es`, `en` or `es+en`. `long`: the longest that happens. No pictures."""
    second = language == BILINGUAL
    at = 1 if language == ENGLISH else 0
    pairs = {**_WORDS, **(_LONG if long else {}), **_PAPERS.get(paper, {})}
    words = {key: pair[at] for key, pair in pairs.items()}
    values: dict[str, Value] = {LANGUAGE: language, **labels(language), **words}
    if second:
        for key in _TOGETHER:
            values[f"{key}_other"] = pairs[key][1]
        values |= {
            key: f"{pairs[key][0]} · {pairs[key][1]}" for key in ("awarded_for", "mode", "assessed", "state", "attendance")
        }
        values |= _BOTH
    lines = [pair[at] for pair in _HOUSE] if not second else [_HOUSE[0][0], _HOUSE[0][1]]
    return values | {
        AUTHOR: words["institution"],
        "house": "Asesores PI",
        "house_lines": lines,
        "name": LONG_NAME if long else "Ana Paredes Solís",
        "document": "C.I. 1.234.567-8 (Departamento de Extranjería)" if long else "DNI 45678912",
        "serial": _SERIAL,
        "address": "asesores.example.org/verify",
        "link": _ADDRESS,
        "qr": _ADDRESS,
        "coissuers": _coissuers(long=long, at=at),
        "signatories": _signatories(long=long, at=at),
        "modules": _rows(language, 26 if long else 8),
        "warning": "",
    }


_HOUSE: Final = (
    ("Organización Mundial de la Propiedad Intelectual (OMPI)", "World Intellectual Property Organization (WIPO)"),
    ("Alianza del Pacífico", "Pacific Alliance"),
)


def _coissuers(*, long: bool, at: int) -> list[Value]:
    names = (
        ("Cámara de Comercio de Lima", "Lima Chamber of Commerce"),
        ("Universidad de los Andes", "University of the Andes"),
    )
    return [{"name": pair[at]} for pair in names] if long else []


def _signatories(*, long: bool, at: int) -> list[Value]:
    signs: list[tuple[tuple[str, str], tuple[tuple[str, str], ...]]] = [
        (("Dirección del programa", "Programme direction"), (("OMPI y Alianza del Pacífico", "WIPO and Pacific Alliance"),)),
        (
            ("Ana Quispe Huamán", "Ana Quispe Huamán"),
            (("Directora ejecutiva", "Executive director"), ("Centro Mipyme del Sur", "Southern Centre for Small Business")),
        ),
    ]
    if long:
        signs += [
            (
                ("Joaquín Etcheverry Undurraga", "Joaquín Etcheverry Undurraga"),
                (("Cámara de Comercio de Lima", "Lima Chamber of Commerce"),),
            ),
            (("Íñigo Ñáñez-Güell", "Íñigo Ñáñez-Güell"), (("Universidad de los Andes", "University of the Andes"),)),
        ]
    return [{"name": name[at], "lines": [line[at] for line in lines]} for name, lines in signs]


def _rows(language: str, count: int) -> list[Value]:
    rows: list[Value] = []
    for number in range(count):
        spanish, english = _MODULES[number % len(_MODULES)]
        title = {SPANISH: spanish, ENGLISH: english}.get(language, f"{spanish} · {english}")
        rows.append(
            {
                "title": title,
                "live": str(2 + number % 3),
                "study": str(3 + number % 2),
                "practice": str(number % 2) if number % 2 else "–",
                "score": f"{78 + number * 7 % 20}",
                "date": f"2026-{8 + number * 3 // max(count, 1):02d}-{3 + number % 24:02d}",
            }
        )
    return rows
