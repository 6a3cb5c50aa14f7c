"""Invented countries with a known truth: for tests, demonstrations and benchmarks."""

from azalai.simulate.parameters import Parameters
from azalai.simulate.running import Simulated, simulate

__all__ = ["Parameters", "Simulated", "simulate"]
