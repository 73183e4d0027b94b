"""What can be made: products, their options and values, modules, prices and editions."""
