"""The rules: what may be asked, what follows, and how what happened adds up."""
