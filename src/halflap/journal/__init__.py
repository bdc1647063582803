"""Knows what happened: append-only stores of facts, their hash chain, and JSONL in and out.

It does not know what the facts mean: their bodies are opaque canonical JSON text to it.
"""
