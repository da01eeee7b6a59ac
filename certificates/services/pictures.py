"""Pictures that designs may show: looked at when they come in, and the permissions for those that are protected."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import IO, Final

from django.db import transaction
from django.utils import timezone

from certificates.errors import (
    PermissionDates,
    PermissionNone,
    PermissionNotNeeded,
    PictureKeyTaken,
    PictureNotFound,
    PictureRefused,
    PictureShown,
)
from certificates.models import Permission, Picture
from certificates.selectors.pictures import designs_showing, shipped_pictures
from lms.audit.api import record_event

MOST_BYTES: Final = 2 * 1024 * 1024
MOST_PIXELS: Final = 12_000_000
LONGEST: Final = 1200  # pixels: 300 to the inch over ten centimetres
_MIME: Final = {"PNG": "image/png", "JPEG": "image/jpeg"}


def clean_picture(file: IO[bytes]) -> tuple[bytes, str]:
    """(bytes, mime) of an uploaded picture, read by content and never by name, written anew without what a camera or a
    program wrote into it. Raises PictureRefused for anything but a whole PNG or JPEG of at most 2 MB and 12 megapixels."""
    from PIL import Image, UnidentifiedImageError  # loaded by who takes in a picture

    refused = PictureRefused(megabytes=MOST_BYTES // 1024**2, pixels=MOST_PIXELS // 1_000_000)
    body = file.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise refused
    try:
        with Image.open(io.BytesIO(body), formats=tuple(_MIME)) as found:
            if found.width * found.height > MOST_PIXELS:
                raise refused
            kind = str(found.format)
            found.verify()
        with Image.open(io.BytesIO(body), formats=(kind,)) as again:
            again.load()
            image: Image.Image = again.convert("RGB" if kind == "JPEG" else "RGBA")
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        SyntaxError,
        ValueError,
    ) as broken:
        raise refused from broken
    image.thumbnail((LONGEST, LONGEST))
    if kind == "PNG" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    out = io.BytesIO()
    bare.save(out, kind, **({"quality": 90} if kind == "JPEG" else {"optimize": True}))
    return out.getvalue(), _MIME[kind]


@transaction.atomic
def add_picture(
    *, key: str, kind: str, alt: Mapping[str, str], file: IO[bytes], protected: bool, institution_id: int | None, by: int
) -> int:
    """Take in a picture under a name that designs write in src; returns its id. Its bytes never change: a new look, a new name.

    `protected`: an emblem of a state or an intergovernmental organisation, or somebody's mark. The caller has looked whether
    `by` keeps designs of this institution (None: everybody's). Raises PictureRefused, PictureKeyTaken.
    """
    body, mime = clean_picture(file)
    if key in shipped_pictures() or Picture.objects.filter(key=key).exists():
        raise PictureKeyTaken(key=key)
    made = Picture.objects.create(
        key=key, kind=kind, alt=dict(alt), body=body, mime=mime, sha256=sha256(body).hexdigest(), protected=protected,
        institution_id=institution_id, by_id=by,
    )  # fmt: skip
    record_event(
        act="picture.added", subject="picture", subject_id=made.pk, actor=by, institution=institution_id,
        after={"key": key, "kind": kind, "sha256": made.sha256, "protected": protected},
    )  # fmt: skip
    return made.pk


def _locked(picture_id: int) -> Picture:
    found = Picture.objects.select_for_update().defer("body").filter(pk=picture_id).first()
    if found is None:
        raise PictureNotFound
    return found


@transaction.atomic
def describe_picture(*, picture_id: int, alt: Mapping[str, str], by: int) -> None:
    """Change what a picture is said to show. Safe to repeat. Raises PictureNotFound."""
    picture = _locked(picture_id)
    if picture.alt != dict(alt):
        Picture.objects.filter(pk=picture_id).update(alt=dict(alt))
        record_event(
            act="picture.described", subject="picture", subject_id=picture_id, actor=by, institution=picture.institution_id
        )


@transaction.atomic
def protect_picture(*, picture_id: int, protected: bool, by: int) -> None:
    """Say that a picture is protected, or that it is not. Designs that show it feel it at once. Raises PictureNotFound.

    The caller has looked: only deciders and administrators say that a picture is free.
    """
    picture = _locked(picture_id)
    if picture.protected != protected:
        Picture.objects.filter(pk=picture_id).update(protected=protected)
        record_event(
            act="picture.protected" if protected else "picture.freed", subject="picture", subject_id=picture_id, actor=by,
            institution=picture.institution_id, before={"protected": picture.protected}, after={"protected": protected},
        )  # fmt: skip


@transaction.atomic
def record_permission(
    *,
    picture_id: int,
    holder: str,
    reference: str,
    countries: Sequence[str],
    papers: Sequence[str],
    starts_on: date,
    ends_on: date,
    by: int,
) -> int:
    """Write down that who holds a picture's rights allows it; returns the permission's number. Both days belong to it.

    No countries (papers) = all of them. From its first day it takes the place of what was recorded before. Raises
    PictureNotFound, PermissionNotNeeded, PermissionDates.
    """
    picture = _locked(picture_id)
    if not picture.protected:
        raise PermissionNotNeeded
    if ends_on < starts_on:
        raise PermissionDates
    row = Permission.objects.create(
        picture=picture, number=_next(picture), holder=holder, reference=reference, countries=sorted(countries),
        papers=list(papers), starts_on=starts_on, ends_on=ends_on, by_id=by,
    )  # fmt: skip
    record_event(
        act="picture.permitted", subject="picture", subject_id=picture_id, actor=by, institution=picture.institution_id,
        after={
            "number": row.number, "reference": reference, "countries": row.countries, "papers": row.papers,
            "starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat(),
        },
    )  # fmt: skip
    return row.number


@transaction.atomic
def withdraw_permission(*, picture_id: int, reference: str, by: int) -> int:
    """Write down that nothing is allowed from today on; returns the number of the row. What was recorded stays readable.

    `reference`: the letter that says so. Raises PictureNotFound, PermissionNone (nothing is recorded, or it is withdrawn).
    """
    picture = _locked(picture_id)
    last = Permission.objects.filter(picture=picture).order_by("-number").first()
    if last is None or last.withdrawn:
        raise PermissionNone
    today = timezone.localdate()
    row = Permission.objects.create(
        picture=picture, number=_next(picture), holder=last.holder, reference=reference, countries=[], papers=[],
        starts_on=today, ends_on=max(today, last.ends_on), withdrawn=True, by_id=by,
    )  # fmt: skip
    record_event(
        act="picture.permission_withdrawn", subject="picture", subject_id=picture_id, actor=by,
        institution=picture.institution_id, before={"number": last.number},
        after={"number": row.number, "reference": reference},
    )  # fmt: skip
    return row.number


def _next(picture: Picture) -> int:
    return (Permission.objects.filter(picture=picture).order_by("-number").values_list("number", flat=True).first() or 0) + 1


@transaction.atomic
def archive_picture(*, picture_id: int, by: int) -> None:
    """Take a picture out of the list. Versions that show it keep its bytes. Safe to repeat.

    Raises PictureNotFound, PictureShown (a draft or a published design shows it).
    """
    picture = _locked(picture_id)
    if showing := designs_showing(picture.key):
        raise PictureShown(designs=", ".join(showing))
    if picture.archived_at is None:
        Picture.objects.filter(pk=picture_id).update(archived_at=timezone.now())
        record_event(
            act="picture.archived", subject="picture", subject_id=picture_id, actor=by, institution=picture.institution_id
        )
