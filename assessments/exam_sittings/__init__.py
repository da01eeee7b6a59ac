"""Sittings of certifying quizzes: codes and their tries, who may watch over whom, when results are let out. Pure."""
