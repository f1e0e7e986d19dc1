"""Guests and their cards: who they are, which of them are one person, what their card says."""
