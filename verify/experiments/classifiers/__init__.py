"""What training ends at, with BN, without, and with its rivals: margins, D and test errors."""
