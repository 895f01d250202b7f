"""Maps on paper: PDF at a true scale, PNG and SVG slides, drawn from what their pages show."""
