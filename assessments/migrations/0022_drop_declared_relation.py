"""Assessors declare interests in the register of lms.institutions."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("lms_assessments", "0021_move_relations_into_interests")]

    operations = [migrations.DeleteModel(name="DeclaredRelation")]
