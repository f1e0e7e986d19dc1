"""The feed: in which order things changed, so that a till can follow by a cursor."""
