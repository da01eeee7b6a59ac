"""What changes rows of assessments: one module a thing."""
