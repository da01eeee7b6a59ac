"""The paper: one page, embedded fonts, every letter there, nothing fetched, nothing over the edge."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from certificates import papers
from certificates.papers import CannotDraw, Picture, Value, missing_letters
from certificates.wording.certificates import Printed, hours_in_words, name_problem, paper_of

SERIAL = "7K4M2Q9XH3VD8RTAC"
LONGEST = (
    "María Guadalupe Concepción Inmaculada Villavicencio-Montalvo Echeverría de los Monteros y Goicoechea Arriaga del Solar B"
)
PRINTED = Printed(
    language="es",
    name="Ana Paredes Solís",
    claim="assessed_certificate",
    credential={
        "es": "Fundamentos de propiedad intelectual para asesores de la micro, pequeña y mediana empresa",
        "en": "Foundations of intellectual property for advisors of small businesses",
    },
    courses=[
        {"es": "Marcas y secretos empresariales", "en": "Brands and trade secrets"},
        {"es": "La carta de orientación", "en": "The letter of guidance"},
    ],
    country="PE",
    law_as_of=date(2026, 9, 30),
    institution={"es": "Centro Mipyme del Sur", "en": "Southern Centre"},
    institution_country="PE",
    signatory_name="Ana Quispe Huamán",
    signatory_title={"es": "Directora ejecutiva", "en": "Executive director"},
    granted_on=date(2026, 11, 2),
    valid_until=date(2029, 11, 2),
    minutes=450,
    house="Asesores PI",
)


CERTIFICATE = papers.shipped("certificate")
NAME = papers.box_for(CERTIFICATE, "name")


def draw(values: papers.Values) -> bytes:
    return papers.draw(CERTIFICATE, values)


def name_fits(name: str) -> bool:
    assert NAME is not None
    return papers.name_fits(name, NAME)


def paper(**changed: Any) -> dict[str, Value]:
    return paper_of(replace(PRINTED, **changed), serial=SERIAL, verify_url=f"https://asesores.example.org/verify/{SERIAL}/")


def words_of(body: bytes) -> str:
    return " ".join(PdfReader(io.BytesIO(body)).pages[0].extract_text().split())


def places_of(body: bytes) -> list[tuple[float, float]]:
    """Where each piece of text begins, in points from the lower left corner."""
    found: list[tuple[float, float]] = []

    def note(text: str, cm: Any, tm: Any, _font: Any, _size: Any) -> None:
        if text.strip():
            found.append((tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]))

    PdfReader(io.BytesIO(body)).pages[0].extract_text(visitor_text=note)
    return found


def png(size: tuple[int, int] = (300, 120)) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", size, (200, 30, 30, 128)).save(out, "PNG")
    return out.getvalue()


def test_the_paper_is_one_landscape_page_with_its_words() -> None:
    body = draw(paper())
    [page] = PdfReader(io.BytesIO(body)).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)
    words = words_of(body)
    for said in (
        "Certificado de aprobación", "se otorga a", "Ana Paredes Solís", "Fundamentos de propiedad intelectual",
        "Marcas y secretos empresariales y La carta de orientación", "Perú", "al 30 de septiembre de 2026", "7,5 horas",
        "2 de noviembre de 2026", "hasta el 2 de noviembre de 2029", "Ana Quispe Huamán", "7K4M-2Q9X-H3VD-8RTA-C",
        "No equivale a una certificación oficial de competencias laborales ni habilita para ejercer la abogacía.",
        "asesores.example.org/verify", "Organización Mundial de la Propiedad Intelectual (OMPI)", "Alianza del Pacífico",
    ):  # fmt: skip
        assert said in words


def test_it_is_written_in_the_language_of_the_enrolment() -> None:
    words = words_of(draw(paper(language="en")))
    for said in ("Certificate of completion", "is awarded to", "2 November 2026", "Under the law of", "Peru", "7.5 hours"):
        assert said in words


def test_every_font_is_embedded_and_the_document_says_its_language_and_title() -> None:
    reader = PdfReader(io.BytesIO(draw(paper())))
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]  # type: ignore[index]
    names = {str(font["/BaseFont"]).partition("+")[2] for font in fonts}
    assert names == {"CertSerif-Bold", "CertSans-Regular", "CertSans-Bold"}
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)
    assert reader.trailer["/Root"]["/Lang"] == "es"
    assert "7K4M-2Q9X" in str(reader.metadata.title if reader.metadata else "")


@pytest.mark.parametrize(
    "name",
    [
        "Ng", "Łukasz Søndergård O’Connor", "Nguyễn Thị Ánh", "Ñusta Ülker Çelik", "Zoë Ĉapek-Ŭaĵo", LONGEST,
        "Jose\u0301 Mun\u0303oz",  # decomposed accents
    ],
)  # fmt: skip
def test_names_from_many_places_are_printed_whole(name: str) -> None:
    import unicodedata

    assert unicodedata.normalize("NFC", name) in words_of(draw(paper(name=name)))


def test_the_longest_of_everything_stays_inside_the_frame() -> None:
    long_course = {"es": "La propiedad intelectual en la vida de la empresa, desde la idea hasta la exportación"}
    body = draw(
        paper(
            name=LONGEST,
            courses=[long_course, long_course, long_course],
            institution={"es": "Servicio Nacional de Apoyo a la Micro, Pequeña y Mediana Empresa de la Región de Los Ríos"},
        )
    )
    for x, y in places_of(body):
        assert 34 < x < 808
        assert 40 < y < 561
    assert LONGEST in words_of(body)


@pytest.mark.parametrize("courses", [1, 2, 3, 4])
@pytest.mark.parametrize("credential", [14, 89, 156])
@pytest.mark.parametrize("letters", [17, 47, 76, 120])
def test_no_line_runs_into_the_facts_below(letters: int, credential: int, courses: int) -> None:
    course = {"es": "La propiedad intelectual en la vida de la empresa, desde la idea hasta la exportación"}
    title = (
        "Fundamentos de propiedad intelectual para asesores de la micro, pequeña y mediana empresa en los países de la Alianza "
        "del Pacífico, con práctica en clínicas"
    )
    body = draw(
        paper(name=LONGEST[:letters].strip(), credential={"es": title[:credential].strip()}, courses=[course] * courses)
    )
    rule = (210 - 134) * 72 / 25.4  # over the row of facts, from below
    above = [y for x, y in places_of(body) if x > 250 and y > rule - 3]
    assert min(above) > rule + 3  # the tails of the letters and some air


def test_what_does_not_fit_is_refused_and_not_drawn_over_the_edge() -> None:
    endless = [{"es": "Un curso con un título muy largo que no termina nunca y sigue todavía"}] * 20
    with pytest.raises(CannotDraw):
        draw(paper(courses=endless))


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("Ana Solís", ""),
        ("", "name_missing"),
        ("ana@example.org", "name_missing"),
        ("王小明", "name_letters:王小明"),
        ("Ana 😀", "name_letters:😀"),
        ("a" * 121, "name_long"),
        ("W" * 60, "name_long"),
    ],
)
def test_a_name_that_can_not_be_printed_is_found_before(name: str, problem: str) -> None:
    assert name_problem(name) == problem
    if problem.startswith("name_l"):
        with pytest.raises(CannotDraw):
            draw(paper(name=name))


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.characters(codec="latin-1", categories=["Lu", "Ll", "Zs"]), min_size=1, max_size=120))
def test_a_name_is_drawn_on_one_page_or_refused_with_a_reason(name: str) -> None:
    if name_problem(name):
        assert not name_fits(name) or missing_letters(name) or not name.strip()
        return
    assert len(PdfReader(io.BytesIO(draw(paper(name=name)))).pages) == 1


def test_what_people_type_is_data_and_never_markup() -> None:
    name = "{{ c.serial }} <b>&amp;</b> {% now %}"
    assert name in words_of(draw(paper(name=name)))


def test_a_logo_is_fitted_and_a_broken_one_is_refused() -> None:
    with_logo = draw({**paper(), "logo": Picture(png())})
    images = PdfReader(io.BytesIO(with_logo)).pages[0].images
    assert len(images) == 2  # the QR code and the logo
    for broken in (b"GIF89a", b"<svg onload='x'/>", png()[:60]):
        with pytest.raises(CannotDraw):
            draw({**paper(), "logo": Picture(broken)})


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a drawing must not look anything up")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    draw({**paper(), "logo": Picture(png())})


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, ""), (5, "0,5 horas"), (60, "1 hora"), (75, "1,5 horas"), (89, "1,5 horas"), (2400, "40 horas")]
)
def test_hours_are_rounded_to_halves(minutes: int, said: str) -> None:
    from django.utils import translation

    with translation.override("es"):
        assert hours_in_words(minutes) == said
