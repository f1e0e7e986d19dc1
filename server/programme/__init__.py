"""The programme: every version a tenant published, none ever changed (LOY-45, LOY-46)."""
