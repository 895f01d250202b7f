"""DXF drawings: entities, outlines among their lines, labels inside them, and writing them."""
