"""The language in which a claim is written, and its readings: LaTeX, text, JSON, SymPy, values."""
