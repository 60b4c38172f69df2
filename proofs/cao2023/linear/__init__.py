"""Section 4 and Appendix C: the linear model."""
