"""What assessments registers with courses: kinds of units, and folders of the toolkit."""
