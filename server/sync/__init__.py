"""The protocol with the devices: pushed operations in, the changes of the house out."""
