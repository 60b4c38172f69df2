"""What is refused when a claim is written: things that print alike, and steps of runs out of their range.

In: a formula or a whole statement. Out: nothing, or one line that names the place and the remedy.
Trusted: ``legible``, in that two things which print alike are not taken for one by a reader.
"""
