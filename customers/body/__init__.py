"""From the body to the garment: measurements, targets, block and adjustments."""
