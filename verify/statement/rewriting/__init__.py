"""What makes another statement of one: substitution, mutants, and a few samples written out entry by entry.

In: a formula or a statement. Out: formulas of the same language. Trusted: ``substitution`` and ``few_samples``.
"""
