"""What is refused when a claim is written: things that print alike, and steps of runs out of their range."""
