"""Given what happened, what is seen."""
