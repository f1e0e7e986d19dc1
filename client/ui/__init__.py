"""What the cashier sees and touches: the only part of the till that knows Qt."""
