"""Knows the browser: pages, streams and the API that the running meet serves; no rule."""
