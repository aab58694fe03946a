"""The edge: every door in and every window out."""
