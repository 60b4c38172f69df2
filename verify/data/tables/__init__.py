"""Tables of samples and labels: from arrays and data frames, which columns are what, and the exact numbers in them."""
