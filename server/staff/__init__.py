"""Staff: who may sign in to a restaurant's tills, with which role and PIN."""
