"""The migrations, in their order; a released one is never changed."""
