"""Keeping in step with the server: plain asyncio, no Qt, no points arithmetic."""
