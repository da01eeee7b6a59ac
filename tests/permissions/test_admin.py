"""The admin site is a window for superusers: nobody else gets in, and it changes nothing."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from lms.institutions.models import Institution, Person
from tests.conftest import House

MODELS = [model for model in admin.site._registry if model._meta.app_label.startswith("lms_")]


def url_of(model: type, act: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{act}", args=args)  # type: ignore[attr-defined]


@pytest.fixture
def superuser(programme: dict[str, Person], as_person: Callable[[Person], Client]) -> Client:
    """The administrator, with the superuser's mark."""
    user = programme["administrator"].user
    assert user is not None
    user.is_staff = user.is_superuser = True
    user.save()
    return as_person(programme["administrator"])


def test_only_our_own_read_only_pages_are_registered() -> None:
    assert [model._meta.label for model in admin.site._registry if model not in MODELS] == []


def test_nobody_but_a_superuser_sees_a_page(
    andes: House, programme: dict[str, Person], as_person: Callable[[Person], Client], client: Client
) -> None:
    staff = programme["reviewer"].user
    assert staff is not None
    staff.is_staff = True  # staff without the superuser's mark: in the door, and no further
    staff.save()
    browsers = [client, *(as_person(one) for one in (andes.coordinator, programme["administrator"], programme["reviewer"]))]
    open_ = [
        (browser, path)
        for browser in browsers
        for model in MODELS
        for path in (url_of(model, "changelist"), url_of(model, "add"), url_of(model, "change", 1), url_of(model, "delete", 1))
        if browser.get(path).status_code not in (302, 403)
    ]
    assert open_ == []


def test_a_superuser_looks_and_changes_nothing(superuser: Client, andes: House) -> None:
    assert [m._meta.label for m in MODELS if superuser.get(url_of(m, "changelist")).status_code != 200] == []
    assert [m._meta.label for m in MODELS if superuser.get(url_of(m, "add")).status_code != 403] == []
    place = andes.institution
    assert superuser.get(url_of(Institution, "change", place.pk)).status_code == 200
    assert superuser.post(url_of(Institution, "change", place.pk), {"key": "stolen"}).status_code == 403
    assert superuser.post(url_of(Institution, "delete", place.pk), {"post": "yes"}).status_code == 403
    act = {"action": "delete_selected", "_selected_action": [place.pk], "post": "yes"}
    superuser.post(url_of(Institution, "changelist"), act)
    assert Institution.objects.get(pk=place.pk).key == "andes"
