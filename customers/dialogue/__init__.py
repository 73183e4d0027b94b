"""What to ask a customer next, and when to ask nothing more."""
