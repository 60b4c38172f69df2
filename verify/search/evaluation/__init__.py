"""Values of a statement's expressions at many points at once, and how far its relations are from failing there.

In: a statement and points. Out: arrays of values and slacks.
Trusted: nothing; floats point at suspects, and ``refutes`` decides them exactly.
"""
