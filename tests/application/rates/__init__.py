"""The rates of the domain reference, 8.1, as they are counted in simulated services."""
