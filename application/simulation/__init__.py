"""Simulated histories of services, recorded command by command through the one door."""

from application.simulation.history import (
    Clocked,
    LogInUse,
    Simulated,
    simulate,
    simulate_services,
)
from application.simulation.population import NotASize

__all__ = ["Clocked", "LogInUse", "NotASize", "Simulated", "simulate", "simulate_services"]
