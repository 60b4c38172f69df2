"""Evidence in words, as a referee would write it: exact numbers, instances, counterexamples, proofs part by part.

In: a claim and the evidence on it. Out: lines of text.
Trusted: nothing is decided here, but what a reader is told of a counterexample is what these lines say.
"""
