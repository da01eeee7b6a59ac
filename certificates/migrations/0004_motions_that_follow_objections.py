"""A motion knows the objection it follows, a ruling why it was refused or ended; open proposals to revoke become motions."""

import django.db.models.deletion
from django.db import migrations, models

ASKING = ("questioned", "proposed")
ANSWERS = ("kept", "revoked")


def proposals_to_motions(apps, schema_editor):
    """What a decider had proposed and nobody had answered: the same as a motion that waits. Safe to repeat."""
    using = schema_editor.connection.alias
    Event, Motion = apps.get_model("lms_certificates", "AwardEvent"), apps.get_model("lms_certificates", "Motion")
    last = {}
    for event in Event.objects.using(using).filter(act__in=ASKING + ANSWERS).order_by("award_id", "number").iterator():
        last[event.award_id] = event
    for award_id, event in last.items():
        if event.act != "proposed" or event.by_id is None or Motion.objects.using(using).filter(award=award_id).exists():
            continue
        Motion.objects.using(using).create(
            award_id=award_id, act="revoked", reason_class=event.reason_class, note=event.note, by_id=event.by_id, at=event.at
        )


class Migration(migrations.Migration):
    dependencies = [
        ("lms_certificates", "0003_designs_keys_rulings_and_badges"),
    ]

    operations = [
        migrations.AddField(
            model_name="motion",
            name="objection",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lms_motion",
                to="lms_certificates.objection",
            ),
        ),
        migrations.AddField(
            model_name="ruling",
            name="answer",
            field=models.TextField(blank=True),
        ),
        migrations.RunPython(proposals_to_motions, migrations.RunPython.noop),
    ]
