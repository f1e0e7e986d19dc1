"""The wires to a printer: each opens a link, and names what goes wrong on it."""
