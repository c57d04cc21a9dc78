"""The live path: rooms, sessions, outboxes, presence and commands."""
