"""Windows out: records as pictures for a terminal. No view asks the ledger; each is given values."""
