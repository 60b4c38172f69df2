"""Where a run goes, and whether it goes as predicted: which starts, which step sizes, and the theorem's own bounds."""
