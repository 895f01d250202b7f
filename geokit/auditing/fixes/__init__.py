"""Proposals that mend what two surveys of one line left behind, and the record of what each would change."""
