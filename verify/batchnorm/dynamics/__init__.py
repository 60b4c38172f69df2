"""Gradient descent on the batch-normalised objectives, at any precision and to any time."""
