"""What is claimed: one page per statement of the paper, readable beside it."""
