"""The schema's history; ``upgrade`` runs at every start, on SQLite and PostgreSQL alike."""
