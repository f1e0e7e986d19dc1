"""Bugs that somebody could write one day, planted one at a time: the simulation has to notice.

This is the one place that replaces code of ours in a running process (a house rule forbids it
everywhere else): a simulation that finds nothing proves nothing until it is seen finding. The
product holds no switch for any of it.
"""
