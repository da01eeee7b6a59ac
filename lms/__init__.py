"""advisor-lms: train and certify the intellectual property advisors of small businesses."""

__version__ = "0.1.0"
