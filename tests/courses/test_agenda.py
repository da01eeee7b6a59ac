"""A pasted agenda becomes headings, timecodes and speakers, and can be written and read again without loss."""

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.agenda import Agenda, Chapter, Part, Speaker, agenda_of, read_agenda, write_agenda

WHOLE = """Apertura
0:00:00 | Ana Pérez, Directora de Signos Distintivos, Indecopi
0:06:10 | Sofía Rey, Oficial de programa, OMPI
La marca en el negocio
0:12:00 | Elegir un nombre | Julio Paz, Asesor, Centro Norte
0:31:45 | Buscar antes de gastar | Rosa Cruz, Examinadora, Inapi
Cuatro miradas sobre un signo
0:48:30 | Mesa de países | Luis Soto, Examinador, Inapi; Marta Gil, Abogada, Cámara de Lima
        | Eva Ruiz, Asesora, Bancóldex; Iván Mora, Subdirector, IMPI
        | Nora Díaz, Consultora, Universidad del Pacífico, Lima
1:10:00 | Preguntas del público |
Secretos empresariales
1:22:05 | Pedro Lara, Socio, Estudio Lara
1:40:00 | Un caso | Clara Vidal, Gerente, Hierbas de la Altura
Cierre
1:58:20 | Ana Pérez, Directora de Signos Distintivos, Indecopi
2:05:00 | Encuesta |
"""


def test_five_headings_and_ten_timecodes_one_with_five_speakers() -> None:
    agenda, problems = read_agenda(WHOLE)
    assert problems == []
    assert [part.heading for part in agenda.parts] == [
        "Apertura", "La marca en el negocio", "Cuatro miradas sobre un signo", "Secretos empresariales", "Cierre",
    ]  # fmt: skip
    assert len(agenda.chapters) == 10
    table = agenda.chapters[4]
    assert (table.seconds, table.timecode, table.title) == (2910, "0:48:30", "Mesa de países")
    assert [speaker.name for speaker in table.speakers] == ["Luis Soto", "Marta Gil", "Eva Ruiz", "Iván Mora", "Nora Díaz"]
    assert table.speakers[4] == Speaker("Nora Díaz", "Consultora", "Universidad del Pacífico, Lima")


def test_it_round_trips_as_text_and_as_stored() -> None:
    agenda, _ = read_agenda(WHOLE)
    again, problems = read_agenda(write_agenda(agenda))
    assert (again, problems) == (agenda, [])
    assert agenda_of(agenda.as_json()) == agenda
    assert write_agenda(again) == write_agenda(agenda)


@pytest.mark.parametrize(
    ("line", "seconds", "speaker"),
    [
        ("0:48:30 | Ana, Directora, OMPI", 2910, Speaker("Ana", "Directora", "OMPI")),
        ("48:30 | Ana, Directora, OMPI", 2910, Speaker("Ana", "Directora", "OMPI")),
        ("00:48:30\tAna, Directora, OMPI", 2910, Speaker("Ana", "Directora", "OMPI")),
        ("0:48:30 – Ana, Directora, OMPI", 2910, Speaker("Ana", "Directora", "OMPI")),
        ("0:48:30 — Ana , Directora ,  OMPI ", 2910, Speaker("Ana", "Directora", "OMPI")),
        ("0:48:30 - Ana", 2910, Speaker("Ana")),
        ("0:48:30 Ana", 2910, Speaker("Ana")),
        ("0:48:30|Ana", 2910, Speaker("Ana")),
        ("0:48:30 – 0:55:00 | Ana", 2910, Speaker("Ana")),
        ("  75:00 | Ana-María, Jefa", 4500, Speaker("Ana-María", "Jefa")),
    ],
)
def test_it_takes_times_and_bars_as_people_paste_them(line: str, seconds: int, speaker: Speaker) -> None:
    agenda, problems = read_agenda(line)
    assert problems == []
    assert agenda.chapters == (Chapter(seconds, "", (speaker,)),)


def test_lines_that_repeat_the_time_are_one_chapter() -> None:
    agenda, problems = read_agenda("0:10:00 | Ana\n0:10:00 | Luis\n0:10:00 | Eva\n")
    assert problems == []
    assert [s.name for s in agenda.chapters[0].speakers] == ["Ana", "Luis", "Eva"]
    assert len(agenda.chapters) == 1


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("Apertura\n0:75:00 | Ana", 2, "59"),
        ("0:10:99 | Ana", 1, "59"),
        ("1:2:3:4 | Ana", 1, "is not a time"),
        ("0:10:00 | Ana\n0:09:00 | Luis", 2, "comes before"),
        ("| Ana, Directora", 1, "no time above"),
        ("Apertura\n\n0:10:00\n", 3, "Nothing stands behind"),
        ("0:10:00 | Uno | Ana | Luis", 1, "bar too many"),
        ("0:10:00Ana", 1, "Put a bar"),
        ("0:10:00 | " + "a" * 1200, 1, "1000"),
    ],
)
def test_a_line_that_cannot_be_read_says_which_and_what_to_do(text: str, line: int, says: str) -> None:
    with override("en"):
        _, problems = read_agenda(text)
    assert [problem.line for problem in problems] == [line]
    assert says in problems[0].what


def test_a_heading_may_begin_with_a_number() -> None:
    agenda, problems = read_agenda("1. Apertura\n0:00:00 | Ana\n## 2. Cierre\n0:10:00 | Luis")
    assert problems == []
    assert [part.heading for part in agenda.parts] == ["1. Apertura", "2. Cierre"]


def test_an_empty_text_is_an_empty_agenda() -> None:
    assert read_agenda(" \n\n") == (Agenda(), [])
    assert write_agenda(Agenda()) == ""


_words = st.text(alphabet="abcñéZ .'()", min_size=1, max_size=12).map(lambda t: " ".join(t.split())).filter(bool)
_speakers = st.builds(Speaker, _words) | st.builds(Speaker, _words, _words) | st.builds(Speaker, _words, _words, _words)


@st.composite
def agendas(draw: st.DrawFn) -> Agenda:
    """Any agenda that a person could have written."""
    seconds = sorted(draw(st.sets(st.integers(0, 30000), max_size=12)))
    chapters = [
        Chapter(s, draw(_words), tuple(draw(st.lists(_speakers, max_size=6))))
        if draw(st.booleans())
        else Chapter(s, "", tuple(draw(st.lists(_speakers, min_size=1, max_size=6))))
        for s in seconds
    ]
    parts: list[Part] = []
    while chapters:
        count = draw(st.integers(1, len(chapters)))
        parts.append(Part(draw(_words), tuple(chapters[:count])))
        chapters = chapters[count:]
    return Agenda(tuple(parts))


@given(agendas())
@settings(max_examples=150)
def test_any_agenda_round_trips(agenda: Agenda) -> None:
    assert read_agenda(write_agenda(agenda)) == (agenda, [])
