"""What ``bnverify check`` has besides: rows of a dataset, warnings, its last lines, ``--watch``."""
