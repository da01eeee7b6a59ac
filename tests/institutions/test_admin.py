"""The admin site is a window: read-only, and for superusers."""

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from lms.kernel.admin import ReadOnlyAdmin
from tests.conftest import House

OURS = [m for m in admin.site._registry if m._meta.app_label in ("lms_institutions", "lms_jobs", "lms_audit", "lms_messages")]


def visitor(**rights: bool) -> Client:
    user = get_user_model().objects.create_user(email="root@x.test", password="x", **rights)  # type: ignore[attr-defined]
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def path(model: type, page: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")  # type: ignore[attr-defined]


def test_every_table_is_shown_and_none_can_be_changed(andes: House) -> None:
    client = visitor(is_staff=True, is_superuser=True)
    assert len(OURS) >= 12
    for model in OURS:
        assert isinstance(admin.site._registry[model], ReadOnlyAdmin)
        assert client.get(path(model, "changelist")).status_code == 200
        assert client.get(path(model, "add")).status_code == 403
    shown = client.get(reverse("admin:lms_institutions_person_change", args=[andes.advisor.pk]))
    assert shown.status_code == 200
    assert 'name="_save"' not in shown.content.decode()


@pytest.mark.parametrize("model", OURS, ids=lambda m: m.__name__)
def test_staff_without_superuser_rights_see_nothing(db: None, model: type) -> None:
    assert visitor(is_staff=True).get(path(model, "changelist")).status_code == 403
