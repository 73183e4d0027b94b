"""What is made after the answer was given, by a process of its own: the worker."""
