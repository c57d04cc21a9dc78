"""The live documents and the gate before them; the only folder that knows pycrdt."""
