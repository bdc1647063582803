"""Knows timing devices: wire protocols without I/O, ports that move bytes, simulated track."""
