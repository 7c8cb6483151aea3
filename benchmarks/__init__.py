"""What the product costs, beside the raw limit of the same database: `python -m benchmarks`."""
