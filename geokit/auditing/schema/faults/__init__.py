"""What a database is checked for against its schema: one kind of fault a file, called as the file is."""
