"""What both sides share: values, words, frames. Reads shared/ once."""
