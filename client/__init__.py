"""The till: one restaurant's device, its local store, its sync and its screens.

Starts and works with no network. Knows nothing of the server but the protocol in `shared.sync`.
"""
