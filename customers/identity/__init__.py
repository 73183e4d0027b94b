"""One profile per person: who is the same, however written, and what says so."""
