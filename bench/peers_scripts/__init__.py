"""Programs of peers, run by whoever has them installed; nothing here is imported."""
