"""Tests of the demo: what judges the product must itself be able to say no."""
