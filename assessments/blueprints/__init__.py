"""What an exam covers: weights from judges, whole questions for cells, and how alike its sheets are. Pure."""
