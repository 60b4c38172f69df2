"""Exact points that no draw in floats meets: beyond the doubles, and where parts of a statement meet.

In: a statement made ready to be searched. Out: exact instances, each of which is decided exactly.
Trusted: nothing; ``refutes`` decides.
"""
