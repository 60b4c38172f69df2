"""What several commands share: options with the same words and bounds, checks of files, examples for the help.

In: words of a command line. Out: what they stand for, or one line that says what is wrong with them.
Trusted: nothing.
"""
