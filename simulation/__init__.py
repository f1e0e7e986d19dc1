"""Restaurants under one seed: the real till and server, with time, chance, network and disk ours.

Nothing here is a model of the product: what runs is its own code. Ours are only the edges, and the
judges that look at it after every step (design §10).
"""
