"""Pages: what a browser asks for, one blueprint per conversation."""
