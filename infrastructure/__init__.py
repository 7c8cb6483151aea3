"""The plumbing: what the ports of the application are made of."""
