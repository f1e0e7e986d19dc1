"""What a device did and will tell the server: kinds, canonical bytes, the chain."""
