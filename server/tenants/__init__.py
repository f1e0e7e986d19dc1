"""Tenants: the companies that run a loyalty programme, their keys, texts and counters."""
