"""Real screens over a real till and a real store, without a display."""
