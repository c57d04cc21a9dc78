"""The closing path: seal a snapshot as the record, and make files from the record alone."""
