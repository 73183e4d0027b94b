"""Differentiate: what a customer is worth, and what he needs."""
