"""The host teaches cooking."""

from django.db import models


class Course(models.Model):
    """A cooking course."""

    title = models.CharField(max_length=80)
