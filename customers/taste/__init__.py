"""What a person likes: learned from what everybody chose, moved by all that is known of him."""
