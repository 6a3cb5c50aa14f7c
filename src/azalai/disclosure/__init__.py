"""Protecting people in small cells; pure functions over tables."""

from azalai.disclosure.suppression import Protected, Rules, protect, protected_cells

__all__ = ["Protected", "Rules", "protect", "protected_cells"]
