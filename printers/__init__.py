"""From a device-free document to paper: bytes, dots and the ways to a printer.

Knows nothing of guests, points, Qt or SQL. `printers.registry` is the only door.
"""
