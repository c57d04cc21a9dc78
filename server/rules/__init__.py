"""Rules of the meeting: values in, values out."""
