"""The line as Prometheus sees it: ledger and broker looked at when it asks, as metrics."""
