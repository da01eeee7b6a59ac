"""Recorded sessions: sounds and words from files, kept by digest in a release, heard by who is enrolled, chapter by chapter."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from courses import api
from courses.errors import ImportRefused, PublishingRefused
from courses.models import Course, Enrolment, Recording, SoundFile, Unit
from courses.services.exporting import toolkit_files as written
from courses.services.formatting import format_toolkit
from courses.transcripts import read_transcript, write_transcript
from lms.institutions.models import Person
from lms.kernel.places import COUNTRIES
from tests.conftest import House
from tests.courses import building, toolkit_files
from tests.courses.toolkit_fixtures import author, second

__all__ = ["author", "second"]
SignIn = Callable[..., Client]
MEDIA = Path(settings.BASE_DIR) / "courses" / "curriculum" / "media"
SPANISH, ENGLISH = (b"\x00\x00\x00\x18ftypM4A " + word * 20 for word in (b"hola", b"hello"))
TALKS = """\
recordings:
- key: talk
  titles: {es: Una charla, en: A talk}
  owner: advisor-lms
  licence: permission
  file: {es: "talk.es.m4a", en: "talk.en.m4a"}
  chapters:
    es: |
      0:00:00 | Abrir |
      0:00:30 | Cerrar |
    en: |
      0:00:00 | Open |
      0:00:27 | Close |
  transcript:
    es: |
      0:00:00 | Julia | Buenas tardes.
      0:00:30 | Ramiro | Hasta luego.
    en: |
      0:00:00 | Julia | Good afternoon.
      0:00:27 | Ramiro | Goodbye.
"""
SESSION = "  - {key: heard, kind: session, required: false, minutes: 5, titles: {es: Oír, en: Hear}, recording: talk}\n"
FILES: dict[str, Any] = {
    "media/talks.yaml": TALKS, "media/talk.es.m4a": SPANISH, "media/talk.en.m4a": ENGLISH,
    "courses/brands.yaml": toolkit_files.COURSE + SESSION,
}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return toolkit_files.write(tmp_path / "toolkit", FILES)


@pytest.fixture
def taken(root: Path, author: Person, second: Person, andes: House) -> Enrolment:
    api.import_toolkit(path=root, by=author.pk)
    course = Course.objects.get(key="brands")
    api.publish_course(course_id=course.pk, by=author.pk, approved_by=second.pk, countries=COUNTRIES)
    return building.enrol(andes.advisor, andes.institution, course)


def address(enrolment: Enrolment) -> str:
    return reverse("lms:courses:session", args=[enrolment.pk, Unit.objects.non_polymorphic().get(key="heard").pk])


def sound_in(page: str) -> str:
    found = re.search(r'<audio controls preload="none" src="([^"#]+)#t=(\d+)"', page)
    assert found is not None
    return found[1]


def test_chapters_and_words_start_the_player_at_their_time_without_a_script(
    as_person: SignIn, andes: House, taken: Enrolment
) -> None:
    elena = as_person(andes.advisor)
    page = elena.get(address(taken)).content.decode()
    assert page.count('href="?t=30#sound"') == 2, "once as a chapter, once as a line of what is said"
    assert "Hasta luego." in page
    assert "Cerrar" in page
    there = elena.get(address(taken), {"t": "30"}).content.decode()
    assert "#t=30" in there
    assert elena.get(sound_in(page)).content == SPANISH


def test_who_reads_english_hears_and_reads_english(as_person: SignIn, andes: House, taken: Enrolment) -> None:
    andes.advisor.language = "en"
    andes.advisor.save()
    elena = as_person(andes.advisor)
    page = elena.get(address(taken)).content.decode()
    assert "Goodbye." in page
    assert 'href="?t=27#sound"' in page
    assert elena.get(sound_in(page)).content == ENGLISH


def test_having_listened_is_kept_like_a_session_that_was_attended(as_person: SignIn, andes: House, taken: Enrolment) -> None:
    elena = as_person(andes.advisor)
    page = elena.get(address(taken)).content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    said = {"attended": "on", "version": version[1]}
    assert elena.post(f"{address(taken)}attended/", said).status_code == 302
    assert "Usted asistió o la vio" in elena.get(address(taken)).content.decode()


@pytest.mark.parametrize(
    ("asked", "status", "part", "told"),
    [
        ("bytes=0-9", 206, slice(0, 10), "bytes 0-9/{n}"),
        ("bytes=5-", 206, slice(5, None), "bytes 5-{last}/{n}"),
        ("bytes=-4", 206, slice(-4, None), "bytes {four}-{last}/{n}"),
        ("bytes=900-", 416, slice(0, 0), "bytes */{n}"),
        ("bytes=9-5", 416, slice(0, 0), "bytes */{n}"),
        ("bytes=0-1,5-6", 200, slice(None), ""),
        ("lines=1-2", 200, slice(None), ""),
    ],
)
def test_a_player_gets_the_part_that_it_asks_for(
    as_person: SignIn, andes: House, taken: Enrolment, asked: str, status: int, part: slice, told: str
) -> None:
    elena = as_person(andes.advisor)
    got = elena.get(sound_in(elena.get(address(taken)).content.decode()), headers={"range": asked})
    n = len(SPANISH)
    assert (got.status_code, got.content) == (status, SPANISH[part])
    assert got.get("Content-Range", "") == told.format(n=n, last=n - 1, four=n - 4)
    assert got["Accept-Ranges"] == "bytes"


def test_a_stranger_and_an_unknown_name_hear_nothing(as_person: SignIn, andes: House, sur: House, taken: Enrolment) -> None:
    sound = sound_in(as_person(andes.advisor).get(address(taken)).content.decode())
    assert as_person(sur.advisor).get(sound).status_code == 404
    assert Client().get(sound).status_code == 302, "to the log-in"
    assert as_person(andes.advisor).get(sound.rpartition("/")[0] + "/0000000000000000.m4a").status_code == 404


def test_another_recording_leaves_the_release_as_it_was_until_it_is_published(
    as_person: SignIn, andes: House, taken: Enrolment, root: Path, author: Person, second: Person
) -> None:
    elena = as_person(andes.advisor)
    before = sound_in(elena.get(address(taken)).content.decode())
    api.import_toolkit(path=toolkit_files.write(root, {**FILES, "media/talk.es.m4a": SPANISH + b"!"}), by=author.pk)
    assert sound_in(elena.get(address(taken)).content.decode()) == before
    course_id = taken.course_id
    api.publish_course(course_id=course_id, by=author.pk, approved_by=second.pk, countries=COUNTRIES)
    now = sound_in(elena.get(address(taken)).content.decode())
    assert now != before
    assert elena.get(now).content == SPANISH + b"!"


def test_files_go_out_as_they_came_in_and_a_second_import_changes_nothing(root: Path, author: Person) -> None:
    format_toolkit(path=root)
    api.import_toolkit(path=root, by=author.pk)
    out = written()
    for name in ("media/talks.yaml", "media/talk.es.m4a", "media/talk.en.m4a"):
        text = out[name]
        assert (text if isinstance(text, bytes) else text.encode()) == (root / name).read_bytes()
    assert api.import_toolkit(path=root, by=author.pk).drafts["media:talk"] == "unchanged"
    assert (Recording.objects.count(), SoundFile.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("media/talk.es.m4a", b"no sound"),
        ("media/talk.es.m4a", None),
        ("media/talk.es.m4a", b"\x00\x00\x00\x18ftyp" + b"x" * (2 * 1024 * 1024)),
        ("media/talks.yaml", TALKS.replace("0:00:30 | Ramiro | Hasta luego.", "Ramiro: hasta luego.")),
        ("media/talks.yaml", TALKS.replace("0:00:30 | Cerrar |", "0:99:30 | Cerrar |")),
        ("media/talks.yaml", TALKS.replace(', en: "talk.en.m4a"', "")),
    ],
)
def test_a_file_that_is_not_right_is_refused_with_its_line_and_nothing_is_kept(
    root: Path, author: Person, name: str, content: Any
) -> None:
    toolkit_files.write(root, {**FILES, name: content})
    with pytest.raises(ImportRefused) as refused:
        api.import_toolkit(path=root, by=author.pk)
    assert {one.path for one in refused.value.facts["problems"]} == {"media/talks.yaml"}
    assert not Recording.objects.exists()


def test_a_session_whose_recording_is_not_there_is_not_published(root: Path, author: Person, second: Person) -> None:
    without = FILES | dict.fromkeys(name for name in FILES if name.startswith("media"))
    api.import_toolkit(path=toolkit_files.write(root, without), by=author.pk)
    course = Course.objects.get(key="brands")
    with pytest.raises(PublishingRefused):
        api.publish_course(course_id=course.pk, by=author.pk, approved_by=second.pk, countries=COUNTRIES)


def test_what_is_said_is_written_and_read_the_same() -> None:
    text = "0:00:00 | Julia | ¿Y el papel?\n0:01:05 |  | Nadie habla aquí.\n"
    cues, problems = read_transcript(text)
    assert problems == []
    assert write_transcript(cues) == text
    assert [one.line for one in read_transcript("0:10 | A | x\n0:05 | B | y\nsin tiempo")[1]] == [2, 3]


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_recording_that_ships_is_small_and_says_no_number_of_law(language: str) -> None:
    assert (MEDIA / f"first-interview.{language}.m4a").stat().st_size < 300_000
    whole = (MEDIA / "recordings.yaml").read_text("utf-8")
    assert not re.search(r"\b\d+ (?:años|días|meses|years|days|months)\b", whole)
