"""The verbs: one door through which every request passes, and the tables it looks things up in."""
