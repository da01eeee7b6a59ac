"""Clinics, pure: words, identifiers, suppression, files; no ORM, no clock."""
