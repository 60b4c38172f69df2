"""Section 3 and Appendix D: the single-filter linear CNN."""
