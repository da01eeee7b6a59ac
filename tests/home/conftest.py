"""Pages of home, asked as a person."""
