"""The steps a database takes from one version to the next."""
