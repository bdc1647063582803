"""The measurements: `make bench` runs them all and writes report.md beside this file."""
