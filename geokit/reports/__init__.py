"""One file a report format. Found, not listed."""
