"""Devices: how a till becomes one of ours, its chain, its display codes, its end."""
