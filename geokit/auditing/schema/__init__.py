"""Acceptance of a database: its layers, fields and records held against a schema, which is a table."""
