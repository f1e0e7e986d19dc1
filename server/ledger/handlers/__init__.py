"""What each kind of operation means, one module a kind."""
