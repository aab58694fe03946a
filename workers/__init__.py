"""The work: three hops, and the pure core that reads and reconciles."""
