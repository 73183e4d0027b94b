"""Rights: what for and how long we know something of people, and what they let us do."""
