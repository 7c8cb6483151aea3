"""What may never change by accident: stored names, who imports whom, what the repository holds."""
