"""The application: web, API, storage and command line around the four packages below."""
