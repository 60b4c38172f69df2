"""What is shown on a terminal or drawn into a file; ``terminal`` is the one place that writes to it."""
