"""What Zoom, Teams and Meet write about a meeting, read as people and minutes; anything else gives a sentence."""

from datetime import UTC, datetime, time
from itertools import pairwise
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from courses.roll_calls import RollPerson, minutes_of, read_roll, union
from courses.roll_moments import Written, read_length, read_moment

STARTS = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # ten in the morning in Lima
ZONE = "America/Lima"

ZOOM = """Topic,ID,Host,Duration (minutes),Start time,End time,Participants
Marcas,878 1234 5678,Rosa,93,11/20/2026 09:55:00 AM,11/20/2026 11:32:10 AM,4

Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room
Elena De Andes,elena@andes.test,11/20/2026 09:50:00 AM,11/20/2026 10:40:00 AM,50,Yes,No
Elena De Andes,elena@andes.test,11/20/2026 10:30:00 AM,11/20/2026 11:10:00 AM,40,Yes,No
iPhone de Julio,,11/20/2026 10:00:00 AM,11/20/2026 10:20:30 AM,21,Yes,No
Pedro,pedro@andes.test,11/20/2026 10:00:00 AM,11/20/2026 11:00:00 AM,60,Yes,Yes
"""
ZOOM_ES = """Nombre (nombre original);Correo electrónico del usuario;Hora para entrar;Hora para salir;Duración (minutos)
Elena De Andes;elena@andes.test;20/11/2026 10:00:00;20/11/2026 11:00:00;60
"""
ZOOM_UNIQUE = """Name (original name),Email,Total duration (minutes),Guest
Elena De Andes,Elena@Andes.test,55,No
"""
TEAMS = (
    "1. Summary\r\nMeeting title\tMarcas\r\nAttended participants\t2\r\nStart time\t11/20/26, 9:58:01 AM\r\n"
    "End time\t11/20/26, 11:30:02 AM\r\nMeeting duration\t1h 32m 1s\r\n\r\n"
    "2. Participants\r\nName\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\r\n"
    "Elena De Andes\t11/20/26, 10:00:00 AM\t11/20/26, 11:00:00 AM\t45m 0s\telena@andes.test\telena@andes.test\tPresenter\r\n"
    "\r\n"
    "3. In-Meeting Activities\r\nName\tJoin Time\tLeave Time\tDuration\tEmail\tRole\r\n"
    "Elena De Andes\t11/20/26, 10:00:00 AM\t11/20/26, 10:30:00 AM\t30m 0s\telena@andes.test\tPresenter\r\n"
    "Elena De Andes\t11/20/26, 10:45:00 AM\t11/20/26, 11:00:00 AM\t15m 0s\telena@andes.test\tPresenter\r\n"
)
TEAMS_ES = (
    "1. Resumen\nTítulo de la reunión\tMarcas\nHora de inicio\t20/11/26, 9:58:01\n\n2. Participantes\n"
    "Nombre\tPrimera unión\tÚltima salida\tDuración en la reunión\tCorreo electrónico\tId. de participante (UPN)\tRol\n"
    "Elena De Andes\t20/11/26, 10:00:00\t20/11/26, 11:00:00\t45 min 10 s\telena@andes.test\telena@andes.test\tModerador\n"
)
TEAMS_OLD = (
    "Full Name\tUser Action\tTimestamp\nElena De Andes\tJoined before\t11/20/2026, 9:58:00 AM\n"
    "Elena De Andes\tLeft\t11/20/2026, 10:30:00 AM\nElena De Andes\tJoined\t11/20/2026, 10:40:00 AM\n"
)
MEET = """First name,Last name,Email,Duration,Time joined,Time exited
Elena,De Andes,elena@andes.test,1 hr 5 min,9:58 AM,11:03 AM
"""
MEET_ES = """Nombre,Apellidos,Correo electrónico,Duración,Hora a la que se unió,Hora a la que salió
Elena,De Andes,elena@andes.test,45 min,10:00,10:45
"""


def read(text: str | bytes, coding: str = "utf-8", zone: str = ZONE) -> Any:
    content = text if isinstance(text, bytes) else text.encode(coding)
    return read_roll(content, starts_at=STARTS, minutes=60, zone=zone)


def minutes(roll: Any) -> dict[str, int]:
    return {person.label: minutes_of([person], 60) for person in roll.people}


@pytest.mark.parametrize(
    ("text", "coding", "room", "expected"),
    [
        (ZOOM, "utf-8-sig", "zoom", {"elena@andes.test": 60, "iphone de julio": 20}),
        (ZOOM_ES, "cp1252", "zoom", {"elena@andes.test": 60}),
        (ZOOM_UNIQUE, "utf-8", "zoom", {"elena@andes.test": 55}),
        (TEAMS, "utf-16", "teams", {"elena@andes.test": 45}),
        (TEAMS, "utf-16-le", "teams", {"elena@andes.test": 45}),
        (TEAMS_ES, "utf-16", "teams", {"elena@andes.test": 45}),
        (TEAMS_OLD, "utf-16", "teams", {"elena de andes": 50}),
        (MEET, "utf-8", "meet", {"elena@andes.test": 60}),
        (MEET_ES, "utf-8", "meet", {"elena@andes.test": 45}),
    ],
)
def test_each_room_s_file_gives_the_minutes_within_the_meeting(
    text: str, coding: str, room: str, expected: dict[str, int]
) -> None:
    roll = read(text, coding)
    assert roll.problems == ()
    assert roll.room == room
    assert minutes(roll) == expected


def test_two_joins_that_overlap_count_once_and_are_both_told() -> None:
    (elena, _julio) = read(ZOOM).people
    assert elena.joins == 2
    assert elena.spans == ((0, 3600),)


def test_times_are_read_in_the_zone_that_was_said() -> None:
    assert minutes(read(ZOOM_ES, zone="America/Santiago")) == {"elena@andes.test": 0}, "ten in Santiago is eight in Lima"


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, "", "Zoom, Teams"),
        ("uno,dos\n1,2\n", 1, "", "Zoom, Teams"),
        ("PK\x03\x04xx", 1, "", "Excel"),
        ("Name,Duration (Minutes)\n", 1, "", "no people"),
        ("Name,Duration (Minutes)\nAna,mucho\n", 2, "Duration (Minutes)", "mucho"),
        ("Name,Duration (Minutes)\n,10\n", 2, "Name", "nobody"),
        ("Name,Join time,Leave time\nAna,11/20/2026 10:00,ayer\n", 2, "Leave time", "ayer"),
        ("Name,Join time,Leave time\nAna,11/20/2026 10:30,11/20/2026 10:00\n", 2, "Leave time", "before"),
        ("Name,Join time,Leave time\nAna,11/10/2026 10:30,11/10/2026 11:00\n", 2, "Join time", "11/10/2026"),
    ],
)
def test_what_can_not_be_read_is_said_with_line_and_column(text: str, line: int, column: str, words: str) -> None:
    with override("en"):
        problem = read(text).problems[0]
    assert (problem.line, problem.column) == (line, column)
    assert words in problem.what


def test_a_bad_line_does_not_take_the_others_with_it() -> None:
    roll = read("Name,Email,Duration (Minutes)\nAna,ana@x.test,mucho\nEva,eva@x.test,30\n")
    assert minutes(roll)["eva@x.test"] == 30
    assert len(roll.problems) == 1


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1h 20m 3s", 4803), ("1 hr 20 min", 4800), ("1 h 5 min", 3900), ("39m 49s", 2389), ("41", 2460), ("1:20:03", 4803),
        ("45:30", 162_000 + 1800), ("2 horas", 7200), ("0,5 h", 1800), ("", None), ("mucho", None), ("5 días", None),
    ],
)  # fmt: skip
def test_lengths_in_the_ways_that_rooms_write_them(text: str, seconds: int | None) -> None:
    assert read_length(text) == seconds


@pytest.mark.parametrize(
    ("text", "clock", "days"),
    [
        ("11/20/2026 10:00:00 PM", time(22), {"2026-11-20"}),
        ("20.11.2026, 10:00", time(10), {"2026-11-20"}),
        ("2026-11-20T10:00:00", time(10), {"2026-11-20"}),
        ("3/4/26, 12:05 a. m.", time(0, 5), {"2026-03-04", "2026-04-03"}),
        ("10:00 AM", time(10), set()),
    ],
)
def test_moments_in_the_ways_that_rooms_write_them(text: str, clock: time, days: set[str]) -> None:
    found = read_moment(text)
    assert found is not None
    assert found.clock == clock
    assert {day.isoformat() for day in found.days().values()} == days


def test_a_day_in_words_is_known_at_once() -> None:
    with_day = [read_moment(text) for text in ("20 de noviembre de 2026, 10:00", "Nov 20, 2026 10:00 AM", "20 nov. 2026 10:00")]
    assert {one.day.isoformat() if one and one.day else "" for one in with_day} == {"2026-11-20"}
    assert read_moment("25:99") is None
    assert isinstance(read_moment("9:00"), Written)


@given(st.binary(max_size=600))
def test_odd_bytes_never_break_it_and_always_get_an_answer(content: bytes) -> None:
    roll = read(content)
    assert roll.people or roll.problems


@given(st.text(alphabet='Name,Emailjoin tv\t\n;"/:0123456789@.áé', max_size=300))
def test_odd_tables_never_break_it(text: str) -> None:
    for head in ("Name,Email,Join time,Leave time\n", "Full Name\tUser Action\tTimestamp\n", "Name,Duration\n"):
        roll = read(head + text)
        assert roll.people or roll.problems


SPANS = st.lists(st.tuples(st.integers(0, 3600), st.integers(0, 3600)), max_size=8)


@given(SPANS)
def test_joins_put_together_are_as_long_as_the_seconds_they_cover(spans: list[tuple[int, int]]) -> None:
    covered = {second for start, end in spans for second in range(start, end)}
    found = union(spans)
    assert sum(end - start for start, end in found) == len(covered)
    assert all(first[1] < second[0] for first, second in pairwise(found))
    person = RollPerson("x", "X", "", 1, len(spans), found)
    assert minutes_of([person, person], 60) == min(len(covered) // 60, 60)
