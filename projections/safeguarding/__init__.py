"""Safeguarding concerns: the register of those whom they are for, one of them, and counts."""
