"""Asking people what a course was worth to them, so that nobody can read what one of them said. Pure modules."""
