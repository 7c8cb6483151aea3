"""The rules, each a sentence."""
