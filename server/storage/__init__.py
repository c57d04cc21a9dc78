"""Everything that is kept; the only folder that speaks SQL. Encryption at rest lives here."""
