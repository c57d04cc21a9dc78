"""The HTTP and websocket doors: thin pages over identity, the rooms and the records."""
