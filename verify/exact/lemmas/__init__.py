"""The method *lemmas*: proofs in several parts, with small lemmas of their own (see ``work``)."""
