"""What the application remembers: functions that take a Session and give values of the domain."""
