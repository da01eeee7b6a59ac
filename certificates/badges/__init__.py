"""Open Badges 3.0: the badge of a certificate, its two proofs, its picture, and the list that takes it back.

Pure: no model, no clock, no setting, no network. What is read and kept is in `certificates.services.badges`.
"""
