"""English: the month by name, since readers in four countries take 12/11/2026 for two different days."""

SHORT_DATE_FORMAT = "j M Y"
SHORT_DATETIME_FORMAT = "j M Y, H:i"
