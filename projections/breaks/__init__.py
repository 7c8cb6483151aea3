"""Confidentiality breaks: the register, what waits for review, the figures, and the evidence."""
