"""The one ledger of points: operations come in by one door and become balanced entries."""
