"""The parameters of the PIN verifier, shared because both programs must get the same bytes.

The server computes ``Argon2id(pin, salt)`` when a PIN is set; a till receives salt and hash, and
keeps only ``HMAC(device pepper, hash)``: the pepper lives in the OS keystore, so a stolen database
file does not let anyone try the 10,000 PINs (CSH-05, SEC-17).
"""

PIN_SALT_BYTES = 16
PIN_HASH_BYTES = 32
PIN_TIME_COST = 2
PIN_MEMORY_KIB = 19 * 1024
PIN_PARALLELISM = 1
