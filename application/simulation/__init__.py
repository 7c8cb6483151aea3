"""A simulated history of a service, recorded command by command through the one door."""

from application.simulation.history import Clocked, LogInUse, NotASize, Simulated, simulate

__all__ = ["Clocked", "LogInUse", "NotASize", "Simulated", "simulate"]
