"""How anything is checked: statements, exact methods, searches and dynamics. This package knows no paper."""

__version__ = "0.1.0"
