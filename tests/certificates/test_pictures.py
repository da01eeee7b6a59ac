"""Pictures are looked at when they come in; a protected one is printed while a permission is in force."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from certificates import errors
from certificates.models import Permission, Picture
from certificates.permitting import Allowance, Lack, ends_soon, lack, last_day
from certificates.selectors.pictures import gaps
from certificates.services.permission_reminders import remind_of_permissions
from certificates.services.pictures import (
    archive_picture,
    clean_picture,
    describe_picture,
    protect_picture,
    withdraw_permission,
)
from lms.institutions.models import Person
from lms.jobs.services import run_due_jobs
from lms.kernel.writeonce import WrittenOnce
from tests.certificates.designing import a_design, a_picture, allow, png

People = dict[str, Person]
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def row(number: int = 1, first: date = FIRST, last: date = LAST, **more: Any) -> Allowance:
    values: dict[str, Any] = {"countries": (), "papers": (), **more}
    return Allowance(number, starts_on=first, ends_on=last, **values)


@pytest.mark.parametrize(
    ("rows", "day", "expected"),
    [
        ([], FIRST, Lack.NONE),
        ([row()], FIRST, None),
        ([row()], LAST, None),
        ([row()], FIRST - timedelta(1), Lack.NOT_YET),
        ([row()], LAST + timedelta(1), Lack.ENDED),
        ([row(countries=("PE", "CL"))], FIRST, None),
        ([row(countries=("PE",))], FIRST, Lack.COUNTRY),
        ([row(papers=("card",))], FIRST, Lack.PAPER),
        ([row(papers=("card", "certificate"))], FIRST, None),
        ([row(), row(2, date(2026, 6, 1), LAST, withdrawn=True)], date(2026, 5, 31), None),
        ([row(), row(2, date(2026, 6, 1), LAST, withdrawn=True)], date(2026, 6, 1), Lack.WITHDRAWN),
        ([row(), row(2, date(2027, 1, 1), date(2027, 12, 31))], LAST, None),
        ([row(), row(2, date(2027, 1, 1), date(2027, 12, 31))], date(2027, 1, 1), None),
        ([row(), row(2, date(2026, 6, 1), date(2026, 6, 30))], date(2026, 7, 1), Lack.ENDED),  # the later one took its place
    ],
)
def test_a_permission_counts_by_day_country_and_paper(rows: list[Allowance], day: date, expected: Lack | None) -> None:
    assert lack(rows, day, countries=["PE", "CL"], paper="certificate") is expected


@pytest.mark.parametrize(
    ("rows", "end"),
    [
        ([], None),
        ([row()], LAST),
        ([row(), row(2, LAST + timedelta(1), date(2027, 12, 31))], date(2027, 12, 31)),  # without a gap
        ([row(), row(2, LAST + timedelta(2), date(2027, 12, 31))], LAST),
        ([row(), row(2, date(2026, 6, 1), date(2026, 6, 30))], date(2026, 6, 30)),
        ([row(), row(2, date(2026, 6, 1), LAST, withdrawn=True)], date(2026, 5, 31)),
        ([row(last=date(2026, 2, 1))], None),
    ],
)
def test_the_last_day_is_of_what_goes_on_without_a_gap(rows: list[Allowance], end: date | None) -> None:
    assert last_day(rows, date(2026, 3, 1)) == end


def test_it_ends_soon_from_sixty_days_before() -> None:
    assert ends_soon([row()], LAST - timedelta(61)) is None
    assert ends_soon([row()], LAST - timedelta(60)) == LAST


# What comes in ------------------------------------------------------------------------------------------------------------
def test_a_picture_is_written_anew_without_what_was_written_into_it() -> None:
    notes = PngInfo()
    notes.add_text("Author", "Ana Secreta")
    body, mime = clean_picture(png(pnginfo=notes))
    assert mime == "image/png"
    assert b"Ana Secreta" not in body
    exif = Image.Exif()
    exif[0x010E] = "Casa de Ana"
    body, mime = clean_picture(png(kind="JPEG", exif=exif.tobytes()))
    assert mime == "image/jpeg"
    assert b"Casa de Ana" not in body


def test_a_transparent_picture_stays_transparent_and_a_large_one_becomes_small() -> None:
    body, _mime = clean_picture(png("#12345680", mode="RGBA"))
    assert Image.open(io.BytesIO(body)).mode == "RGBA"
    body, _mime = clean_picture(png(size=(2400, 1200)))
    assert Image.open(io.BytesIO(body)).size == (1200, 600)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.4", png().getvalue()[:60],
        png(kind="GIF", mode="L", colour="#777777").getvalue(), b"\x89PNG\r\n\x1a\n" + b"\0" * 3_000_000,
        png(size=(4001, 3000), mode="1", colour="white").getvalue(),
    ],
)  # fmt: skip
def test_anything_but_a_whole_png_or_jpeg_of_reasonable_size_is_refused(body: bytes) -> None:
    with pytest.raises(errors.PictureRefused):
        clean_picture(io.BytesIO(body))


@pytest.mark.django_db
def test_a_name_is_taken_once_and_the_shipped_ones_are_taken_already(programme: People) -> None:
    admin = programme["administrator"]
    a_picture(admin, "sello")
    for key in ("sello", "mark"):
        with pytest.raises(errors.PictureKeyTaken):
            a_picture(admin, key)


# Permissions --------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_permissions_are_written_once_and_numbered(programme: People) -> None:
    admin = programme["administrator"]
    picture = a_picture(admin, "escudo", protected=True)
    assert [allow(picture, admin, FIRST, LAST) for _ in range(2)] == [1, 2]
    with pytest.raises(WrittenOnce):
        Permission.objects.update(ends_on=LAST)
    with pytest.raises(errors.PermissionDates):
        allow(picture, admin, LAST, FIRST)
    with pytest.raises(errors.PermissionNotNeeded):
        allow(a_picture(admin, "sello"), admin, FIRST, LAST)


@pytest.mark.django_db
def test_a_withdrawn_permission_is_over_today_and_withdrawn_once(programme: People) -> None:
    admin, today = programme["administrator"], timezone.localdate()
    picture = a_picture(admin, "escudo", protected=True)
    with pytest.raises(errors.PermissionNone):
        withdraw_permission(picture_id=picture.pk, reference="Carta", by=admin.pk)
    allow(picture, admin, today, today + timedelta(5))
    assert gaps(["escudo"], country="PE", paper="card") == []
    withdraw_permission(picture_id=picture.pk, reference="Carta", by=admin.pk)
    assert [one.lack for one in gaps(["escudo"], country="PE", paper="card")] == [Lack.WITHDRAWN]
    with pytest.raises(errors.PermissionNone):
        withdraw_permission(picture_id=picture.pk, reference="Carta", by=admin.pk)


@pytest.mark.django_db
def test_a_picture_that_turns_out_to_be_protected_needs_a_permission_from_then_on(programme: People) -> None:
    admin = programme["administrator"]
    picture = a_picture(admin, "sello")
    assert gaps(["sello", "mark"], country="", paper="card") == []
    protect_picture(picture_id=picture.pk, protected=True, by=admin.pk)
    assert [one.picture for one in gaps(["sello", "mark"], country="", paper="card")] == ["sello"]


@pytest.mark.django_db
def test_a_picture_is_described_anew_and_archived_when_no_design_shows_it(programme: People) -> None:
    admin = programme["administrator"]
    picture = a_picture(admin, "sello")
    describe_picture(picture_id=picture.pk, alt={"es": "Otro", "en": "Other"}, by=admin.pk)
    design = a_design(admin, html='<img src="sello" alt="">')
    with pytest.raises(errors.PictureShown):
        archive_picture(picture_id=picture.pk, by=admin.pk)
    type(design).objects.update(html="")
    archive_picture(picture_id=picture.pk, by=admin.pk)
    found = Picture.objects.get(pk=picture.pk)
    assert found.archived_at is not None
    assert found.alt["es"] == "Otro"


@pytest.mark.django_db
def test_administrators_and_deciders_are_told_once_sixty_days_before_a_permission_ends(programme: People) -> None:
    admin, today = programme["administrator"], timezone.localdate()
    picture = a_picture(admin, "escudo", protected=True)
    allow(picture, admin, today - timedelta(300), today + timedelta(60))
    a_design(admin, html='<img src="escudo" alt="">')
    assert remind_of_permissions(today - timedelta(1)) == 0
    for _ in range(2):
        assert remind_of_permissions(today) == 2
        run_due_jobs()
    assert {tuple(one.to) for one in mail.outbox} == {("administrator@programme.test",), ("decider@programme.test",)}
    assert "escudo" in mail.outbox[0].subject
    assert "gala" in str(mail.outbox[0].body)
    allow(picture, admin, today + timedelta(61), today + timedelta(400))
    assert remind_of_permissions(today) == 0
