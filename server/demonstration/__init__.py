"""Demo data: a small restaurant with staff, a programme and guests, made by real operations."""
