"""Figures of the displaced: accounts that close or say what is missing, and the linter."""
