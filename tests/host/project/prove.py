"""Run in the host's own environment: what works there, as JSON on the last line. No pytest, nothing of the LMS's tests."""

import json
import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "hostsite.settings"
import django

django.setup()

from celery import current_app
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import get_resolver, reverse

from hostsite.courses.models import Course
from lms.institutions import api as institutions

facts: dict[str, object] = {"python": sys.version.split()[0], "django": django.__version__}
client = Client()

Course.objects.create(title="Ceviche")
facts["own page"] = client.get("/").content.decode()
facts["own table"] = Course._meta.db_table
facts["modules"] = sorted(name for name in ("allauth", "environ", "whitenoise", "csp", "gunicorn") if name in sys.modules)

# a stranger
facts["home"] = client.get("/aprende/").status_code
unknown = client.get("/aprende/verify/NO-SUCH-SERIAL/")
facts["unknown serial"] = [unknown.status_code, "host-header" in unknown.content.decode()]

# a member of the host who is a coordinator
member = get_user_model().objects.create(number="M-1", email="ana@host.example")
place = institutions.make_institution(
    key="host", names={"es": "Centro Host", "en": "Host centre"}, country="PE", time_zone="America/Lima",
    signatory_name="Ana", signatory_title={"es": "Directora", "en": "Director"}, by=None,
)  # fmt: skip
person = institutions.ensure_person(
    email="ana@host.example", given_name="Ana", family_name="Host", country="PE", language="es", by=None
)
institutions.link_user(person_id=person, user=member)
institutions.grant_role(person_id=person, institution_id=place, role="coordinator", by=None)
client.force_login(member)


def plain_pages(resolver: object, spaces: tuple[str, ...]) -> list[str]:
    found = []
    for pattern in resolver.url_patterns:  # type: ignore[attr-defined]
        if hasattr(pattern, "url_patterns"):
            found += plain_pages(pattern, (*spaces, pattern.namespace) if pattern.namespace else spaces)
        elif spaces[:1] == ("lms",) and pattern.name and not pattern.pattern.converters:
            found.append(reverse(":".join([*spaces, pattern.name])))
    return found


pages = {address: client.get(address).status_code for address in plain_pages(get_resolver(), ())}
facts["pages"] = pages
home = client.get("/aprende/")
facts["home signed in"] = [home.status_code, "host-header" in home.content.decode(), home.headers["Content-Language"]]
facts["tasks"] = sorted(name for name in current_app.tasks if name.startswith("lms."))
current_app.loader.import_default_modules()
facts["tasks"] = sorted(name for name in current_app.tasks if name.startswith("lms."))
facts["celery"] = current_app.main

if "--demo" in sys.argv:
    from django.core.management import call_command

    call_command("seed_demo", verbosity=0)
    from certificates.models import Certificate

    serial = Certificate.objects.filter(state="issued").values_list("serial", flat=True).first()
    page = Client().get(reverse("lms:certificates:verify-detail", args=[serial]))
    facts["verify"] = [
        page.status_code,
        "host-header" in page.content.decode(),
        serial in page.content.decode().replace("-", ""),
        page.request["PATH_INFO"],
    ]
print(json.dumps(facts))
