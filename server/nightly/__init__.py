"""What the house does by itself once a day: expiry, warnings, levels, birthdays."""
