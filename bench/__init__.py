"""Measurements of the product, against the limits of the machine."""
