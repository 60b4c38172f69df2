"""The two stages, one step and all steps, the way from the first into the second, and the rates."""
