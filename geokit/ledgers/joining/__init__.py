"""Joining the rows of an office ledger to the parcels of a map."""
