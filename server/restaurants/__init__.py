"""Restaurants of a tenant: where devices stand and staff work."""
