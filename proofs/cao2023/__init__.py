"""Cao, Zou, Li, Gu, The Implicit Bias of Batch Normalization in Linear Models and Two-layer Linear CNNs (COLT 2023)."""
