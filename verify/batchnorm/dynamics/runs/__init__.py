"""Runs that are kept: made once, continued after any interruption, exported as text.

In: a plan (what decides a run's numbers). Out: snapshots, from the SQLite file where they are there already.
``keep`` is the way in; ``store`` is the only module that touches the file.
Trusted: nothing in a file: a row whose sum differs is refused, and the run is told to begin afresh.
"""
