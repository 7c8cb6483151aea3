"""What is seen: each view is a pure function of one subject's events, kept in tables of its own."""
