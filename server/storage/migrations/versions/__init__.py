"""One file a step; each says which it follows."""
