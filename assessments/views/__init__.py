"""Pages of assessments: access, form, service, redirect."""
