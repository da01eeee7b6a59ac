"""The Peruvian group has met: the room's list was read, one name was paired by hand, and it was counted."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from courses import api as courses
from lms.institutions import api as institutions

HEAD = "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room\n"
ROW = "{name},{email},{start:%m/%d/%Y %I:%M:%S %p},{end:%m/%d/%Y %I:%M:%S %p},{minutes},Yes,No\n"


def hold_a_meeting(people: dict[str, int]) -> None:
    """Yesterday at ten. Safe to repeat: a session that has a meeting already is left as it is."""
    place = institutions.institution_by_key("centro-mipyme-sur")
    course = courses.course_by_key("essentials")
    assert place is not None
    assert course is not None
    by = people["facilitacion@mipyme-sur.example"]
    group = next(card for card in courses.cohort_courses_of(place.id) if card.course_id == course.id)
    unit = next(one for one in courses.outline(course.id, place.country, timezone.now()) if one.key == "opening-session")
    zone = ZoneInfo(place.time_zone)
    starts = datetime.combine(timezone.localdate(timezone=zone) - timedelta(days=1), time(10), zone)
    if courses.has_meeting(cohort_course_id=group.id, unit_id=unit.unit_id):
        return
    meeting = courses.set_meeting(
        cohort_course_id=group.id, unit_id=unit.unit_id, starts_at=starts, minutes=60, share=75,
        join_url="https://sala.example/apertura", speakers="Rosa Condori Apaza, Facilitadora, Centro Mipyme Sur", by=by,
    )  # fmt: skip
    rows = (
        ("Elena Rojas", "elena.rojas@mipyme-sur.example", 0, 60),
        ("Celular de Julio", "", 2, 58),
        ("Inés Cáceres", "ines.caceres@mipyme-sur.example", 0, 20),
    )
    text = HEAD + "".join(
        ROW.format(
            name=name, email=email, start=starts + timedelta(minutes=start), end=starts + timedelta(minutes=end),
            minutes=end - start,
        )
        for name, email, start, end in rows
    )  # fmt: skip
    roll = courses.upload_roll(
        meeting_id=meeting, content=text.encode(), file_name="participantes.csv", zone=place.time_zone, by=by
    )
    julio = people["julio.mamani@mipyme-sur.example"]
    courses.pair_names(roll_id=roll, people={"celular de julio": julio}, by=by)
    courses.count_roll(roll_id=roll, by=by)
