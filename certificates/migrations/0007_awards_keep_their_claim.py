"""Awards that were granted before they kept their claim: it is that of their first certificate, else of their credential."""

from typing import Any

from django.db import migrations


def keep(apps: Any, schema_editor: Any) -> None:
    """Award by award, in chunks."""
    Award, Certificate = apps.get_model("lms_certificates", "Award"), apps.get_model("lms_certificates", "Certificate")
    known = ("participation", "assessed_certificate", "certification")
    printed = dict(
        Certificate.objects.filter(award__isnull=False, paper="certificate", edition=1).values_list("award_id", "fields__claim")
    )
    rows = Award.objects.values_list("pk", "credential__claim")
    for pk, claim in rows.iterator(chunk_size=2000):
        said = printed.get(pk)
        Award.objects.filter(pk=pk).update(claim=said if said in known else claim)


class Migration(migrations.Migration):
    """No table changes."""

    dependencies = [("lms_certificates", "0006_schemes_conduct_and_leave")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
