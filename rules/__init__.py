"""What may go together: rules, and the engine that answers every click."""
