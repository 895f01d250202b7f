"""One file a format: it reads the format, and writes it where it can. Found, not listed."""
