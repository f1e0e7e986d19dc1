"""A document becomes paper. Knows widths, code pages and wires; no guests, no Qt, no SQL."""
