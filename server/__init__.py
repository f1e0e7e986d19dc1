"""The authority: tenants, staff, guests, the programme and the one ledger of points.

Knows nothing of screens, paper or a device's store; devices reach it through `server.sync`.
"""
