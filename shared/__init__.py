"""The contract: what producers and workers must agree on. Small, slow to change."""
