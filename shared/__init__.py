"""What the till and the server agree on: the domain, operations, the sync protocol, receipts.

Pure by rule: no input or output, no clock, no chance, no logging, no framework.
Standard library only, and pydantic in ``operations`` and ``sync``.
"""
