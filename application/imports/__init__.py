"""Real input: files that other systems send, read into requests for support."""
