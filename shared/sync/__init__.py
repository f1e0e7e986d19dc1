"""The protocol between a till and the server, without sockets."""
