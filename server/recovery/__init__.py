"""After a restore, a fork or a broken till: what was forgotten is told again (design §3, §9)."""
