"""A shift played on the real till against the real server, or a till to try by hand.

Uses the product from outside: it starts its processes, taps its screens and reads what was
printed. Nothing of the product imports it.
"""
