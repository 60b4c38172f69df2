"""The search for exact counterexamples: draws that keep the hypotheses, local minimisation, rounding, shrinking."""
