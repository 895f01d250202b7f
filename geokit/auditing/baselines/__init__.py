"""Findings a person has accepted, with a reason and a date: kept in a file, matched, and taken out of a report."""
