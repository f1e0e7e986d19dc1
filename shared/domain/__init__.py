"""What is true about guests, cards and points, as values and functions over values."""
