"""Where a run goes, and whether it goes as predicted: which starts, which step sizes, and the theorem's own bounds.

In: starts and step sizes. Out: where each run goes, beside what was predicted of it.
Trusted: nothing; these are measurements.
"""
