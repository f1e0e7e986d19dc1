"""Checks: each bill of a restaurant earns once and redeems once (LED-20)."""
