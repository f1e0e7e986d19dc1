"""Tests of what till and server share."""
