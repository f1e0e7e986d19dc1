"""Keeping in step with the server: plain asyncio, no Qt, no points arithmetic."""

from client.unasked import without

with without("httpx._main"):  # its command line, with everything that colours a terminal
    import httpx  # noqa: F401 - loaded here so that its command line is not loaded with it
