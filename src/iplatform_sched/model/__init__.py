"""The CP-SAT model of a problem; the only package that imports OR-Tools."""
