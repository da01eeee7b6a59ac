"""The invented people and institutions of the demonstration, and how they are made through the public doors."""
