"""What customers need, and which of them want alike: needs, criteria and segments of three ways."""
