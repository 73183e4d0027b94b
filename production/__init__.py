"""How it is made: order, bill of modules, routing, work order, picture and PDF."""
