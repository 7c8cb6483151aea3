"""Tests of the application: verbs, doors and what comes in from outside."""
