"""Those who look at everything after each step, and say which promise was broken.

One function for each promise of design §10, named by its id. They read the files, not the
product's memory, and share no code with what they judge but the pure domain.
"""
