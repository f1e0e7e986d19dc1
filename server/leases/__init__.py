"""Leases for the devices: asked for, granted ahead of time, taken back from the silent."""
