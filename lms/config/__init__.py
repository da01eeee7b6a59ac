"""The stand-alone site. Importing it makes its Celery app the current one, so that a web process can send."""
