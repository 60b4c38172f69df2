"""What several commands share: options with the same words and bounds, checks of files, examples for the help."""
