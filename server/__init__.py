"""Threefold: a live meeting board for child protection conferences."""
