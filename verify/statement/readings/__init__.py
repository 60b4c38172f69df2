"""The readings of a statement: text and LaTeX, JSON, SymPy, exact values, balls, programs on arrays."""
