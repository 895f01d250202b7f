"""One file a fault. The file name is the rule's name; found, not listed."""
