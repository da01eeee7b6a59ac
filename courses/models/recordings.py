"""Recordings that ship with the toolkit: the words in each language, and the sound files by their digest."""

from django.db import models


class SoundFile(models.Model):
    """The bytes of a sound, known by their SHA-256: what a release names stays as it was, whatever is recorded later.

    Personal data: content (the voice of who speaks; those of the toolkit that ships are a machine's).
    """

    digest = models.CharField(max_length=64, unique=True)
    type = models.CharField(max_length=4)  # m4a, mp3, ogg
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.digest[:12]}.{self.type}"


class Recording(models.Model):
    """Something to listen to, as its file says it now. Sessions name it by key; a release keeps what it said then.

    `files` is {language: {name, type, digest}}; `chapters` and `transcript` are texts by language, read by
    `courses.agenda` and `courses.transcripts`. Personal data: names of who speaks, in the texts.
    """

    key = models.SlugField(max_length=100, unique=True)
    titles = models.JSONField(default=dict)
    owner = models.CharField(max_length=240)
    licence = models.CharField(max_length=20)
    files = models.JSONField(default=dict)
    chapters = models.JSONField(default=dict)
    transcript = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.key
