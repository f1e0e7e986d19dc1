"""The parts of ``server.ledger.verify``: chains of operations, the books, the cards."""
