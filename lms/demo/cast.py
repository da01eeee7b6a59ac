"""Who is in the demonstration. Everybody here is invented."""

from dataclasses import dataclass
from typing import Final

PASSWORD: Final = "asesores-2026"  # noqa: S105  the demonstration's, shown on its start page


@dataclass(frozen=True, slots=True)
class DemoInstitution:
    """An invented institution."""

    key: str
    es: str
    en: str
    country: str
    time_zone: str
    signatory: str
    title_es: str
    title_en: str
    colour: str


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """An invented person. `role` is a membership's role when there is an institution, else a programme role."""

    role: str
    email: str
    given: str
    family: str
    country: str
    institution: str = ""
    language: str = "es"


INSTITUTIONS: Final = (
    DemoInstitution(
        "centro-mipyme-sur", "Centro Mipyme del Sur", "Southern Small Business Centre", "PE", "America/Lima",
        "Marta Quiroz Salinas", "Directora ejecutiva", "Executive director", "#7b2d5b",
    ),
    DemoInstitution(
        "impulsa-pyme-austral", "Impulsa Pyme Austral", "Impulsa Pyme Austral", "CL", "America/Santiago",
        "Ignacio Barría Soto", "Gerente de programas", "Programme manager", "#2f6b3a",
    ),
)  # fmt: skip

FINISHED: Final = "elena.rojas@mipyme-sur.example"  # the advisor who holds a certificate

PEOPLE: Final = (
    DemoPerson("coordinator", "coordinacion@mipyme-sur.example", "Lucía", "Ferrer Rivas", "PE", "centro-mipyme-sur"),
    DemoPerson("facilitator", "facilitacion@mipyme-sur.example", "Rosa", "Condori Apaza", "PE", "centro-mipyme-sur"),
    DemoPerson("assessor", "evaluacion@mipyme-sur.example", "Pablo", "Zegarra Luna", "PE", "centro-mipyme-sur"),
    DemoPerson("advisor", "elena.rojas@mipyme-sur.example", "Elena", "Rojas Huamaní", "PE", "centro-mipyme-sur"),
    DemoPerson("advisor", "julio.mamani@mipyme-sur.example", "Julio", "Mamani Ñahui", "PE", "centro-mipyme-sur"),
    DemoPerson("advisor", "ines.caceres@mipyme-sur.example", "Inés", "Cáceres Paredes", "PE", "centro-mipyme-sur"),
    DemoPerson("coordinator", "coordinacion@pyme-austral.example", "Andrea", "Oyarzún Vera", "CL", "impulsa-pyme-austral"),
    DemoPerson("facilitator", "facilitacion@pyme-austral.example", "Tomás", "Cárdenas Ulloa", "CL", "impulsa-pyme-austral"),
    DemoPerson("assessor", "evaluacion@pyme-austral.example", "Paula", "Mansilla Ríos", "CL", "impulsa-pyme-austral"),
    DemoPerson(
        "advisor", "sofia.barrientos@pyme-austral.example", "Sofía", "Barrientos Gallardo", "CL", "impulsa-pyme-austral"
    ),
    DemoPerson("advisor", "daniel.hughes@pyme-austral.example", "Daniel", "Hughes", "CL", "impulsa-pyme-austral", "en"),
    DemoPerson("author", "autoria.ompi@programa.example", "Camila", "Duarte Peña", ""),
    DemoPerson("author", "autoria.peru@programa.example", "Óscar", "Benavides Tello", "PE"),
    DemoPerson("focal", "punto.focal.peru@programa.example", "Gabriela", "Núñez Arce", "PE"),
    DemoPerson("focal", "punto.focal.chile@programa.example", "Matías", "Godoy Leiva", "CL"),
    DemoPerson("assessor", "evaluacion@programa.example", "Teresa", "Olmedo Cruz", "MX"),
    DemoPerson("reviewer", "revision.ompi@programa.example", "Nora", "Lindqvist", "", "", "en"),
    DemoPerson("decider", "decision.ompi@programa.example", "Alain", "Morel", "", "", "en"),
    DemoPerson("administrator", "administracion@programa.example", "Hugo", "Salcedo Brito", ""),
)


def logins() -> list[dict[str, str]]:
    """What `demo_logins --json` prints: role, email, password, institution (key or ''), country."""
    return [
        {
            "role": person.role, "email": person.email, "password": PASSWORD, "institution": person.institution,
            "country": person.country,
        }
        for person in PEOPLE
    ]  # fmt: skip
