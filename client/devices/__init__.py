"""The machines around a till: scanner, camera, printer spool, keystore."""
