"""What a buyer can run to see that nothing is lost: kills, torn files, and races.

Uses the product from outside, as real processes on real files. Nothing of the product imports it.
"""
