"""Who it is for: identity, body, value, dialogue and taste."""
