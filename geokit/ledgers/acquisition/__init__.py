"""The acquisition ledger: how much land of each phase, stage or batch stands where, and what is still to go."""
