"""Keeping in step with the server: plain asyncio, no Qt, no points arithmetic."""

from client.unasked import load

load("httpx", without="httpx._main")  # its command line, with everything that colours a terminal
