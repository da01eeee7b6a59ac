"""What the mails about designs and pictures say: looked up when they are written."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from certificates import permitting
from certificates.models import Picture
from certificates.selectors.pictures import allowances, designs_showing
from certificates.wording.certificates import long_date
from lms.messages.api import NothingToSay


def permission_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """The picture, the last day, and the designs that will draw nothing after it. Raises NothingToSay when it was prolonged."""
    picture = Picture.objects.defer("body").get(pk=int(params["picture_id"]))
    today = timezone.localdate()
    rows = allowances([picture.pk]).get(picture.pk, [])
    end = date.fromisoformat(params["last_day"])
    if permitting.last_day(rows, min(today, end)) != end or not picture.protected:
        raise NothingToSay
    return {
        "picture": picture.key,
        "day": long_date(end),
        "designs": ", ".join(designs_showing(picture.key)),
        "picture_path": reverse("lms:certificates:picture-detail", args=[picture.pk]),
    }
