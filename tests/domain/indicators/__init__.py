"""What the indicators say, at, just under and just over each of their thresholds."""
