"""Statistics with a source behind each: surveys, projections."""
