"""Effects outside the ledger: what happened is told to a company's own systems, at least once."""
