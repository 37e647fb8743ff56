"""The catalogue of measures, and what computes them."""
