"""What the people of the journey bring along: a file of people, a letter, a small PDF. All invented."""

import io
import shutil
from pathlib import Path
from typing import Final

from reportlab.pdfgen.canvas import Canvas

CURRICULUM: Final = Path(__file__).resolve().parents[2] / "courses" / "curriculum"
PACK: Final = Path(__file__).resolve().parent / "pack"
PASSWORD: Final = "un-molino-de-piedra-9"
EMAIL: Final = "milagros.nunez@pyme-austral.example"
GIVEN, FAMILY = "Milagros Noemí", "Núñez Ñaupari"
ON_PAPER: Final = "Milagros Noemí Núñez de Ñaupari"  # what she wants to read on the certificate
GROUP: Final = "2026-c"

OLD_SENTENCE: Final = "Necesita hacer buenas preguntas y ver los problemas a tiempo."
NEW_SENTENCE: Final = "Necesita hacer buenas preguntas, escuchar hasta el final y ver los problemas a tiempo."
OLD_ENGLISH: Final = "You need to ask good questions and see problems in time."
NEW_ENGLISH: Final = "You need to ask good questions, listen to the end and see problems in time."


def with_the_pack(folder: Path) -> Path:
    """The toolkit's files and those of the pack: two courses that one walks through in minutes, and their credential."""
    copy = Path(shutil.copytree(CURRICULUM, folder / "curriculum"))
    shutil.copytree(PACK / "courses", copy / "courses", dirs_exist_ok=True)
    more = (PACK / "credentials.yaml").read_text().partition("credentials:\n")[2]
    with (copy / "credentials.yaml").open("a") as file:
        file.write(more)
    return copy


def change_a_sentence(toolkit: Path) -> None:
    """One sentence of the first lesson of the pack written anew, in both languages."""
    for language, (old, new) in {"es": (OLD_SENTENCE, NEW_SENTENCE), "en": (OLD_ENGLISH, NEW_ENGLISH)}.items():
        section = toolkit / "sections" / "brands" / f"what-a-mark-does.{language}.md"
        text = section.read_text()
        assert old in text
        section.write_text(text.replace(old, new))


def people_file(*, country: str) -> bytes:
    """Three people as a spreadsheet in Santiago saves them: semicolons, Windows-1252. `country` is the third one's."""
    lines = (
        "Correo electrónico;Nombre;Apellido;País;Idioma;Grupo",
        f"{EMAIL};{GIVEN};{FAMILY};Chile;español;{GROUP}",
        f"jose.munoz@pyme-austral.example;José María;Muñoz Güell;CL;es;{GROUP}",
        f"rocio.ibanez@pyme-austral.example;Rocío;Ibáñez Peña;{country};es;{GROUP}",
    )
    return "\r\n".join(lines).encode("cp1252")


LETTER: Final = {
    "issues": (
        "El nombre ILAMORA es el del valle: solo, como marca común, puede ser rechazado, y otros del valle también lo usan.\n\n"
        "Hay dos dibujos en el mercado y una persona vende por fuera: quien compra no sabe qué calidad recibe.\n\n"
        "El comerciante quiere pedir el nombre para sí: el grupo perdería el control."
    ),
    "advice": (
        "Pidan una marca colectiva con un dibujo propio, a nombre de la cooperativa, con reglas de uso firmadas por todos. "
        "No acepten la oferta del comerciante, y no firmen una garantía de algo que decide la oficina."
    ),
    "help": "La oficina de marcas del país orienta gratis; el centro de apoyo a empresas ayuda con las reglas de uso.",
    "lawyer": "El acuerdo con la comunidad y la cláusula del supermercado, antes de firmarla.",
}
STEPS: Final = (
    ("Aprobar en asamblea las reglas de uso", "La presidenta", "En dos semanas"),
    ("Buscar nombres parecidos en la oficina", "La secretaria", "Esta semana"),
)


def small_pdf() -> bytes:
    """One page with a table of costs."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(300, 200))
    canvas.drawString(40, 120, "Costos de la solicitud, en dos etapas")
    canvas.save()
    return out.getvalue()
