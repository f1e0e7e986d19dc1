"""One view-model a screen: properties, signals and slots; a slot is one command of the till."""
