"""Methods that decide a statement exactly: identities of sums, certificates, inequalities of functions."""
