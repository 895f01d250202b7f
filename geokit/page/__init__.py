"""HTML pages: one file that runs its own scripts alone, reaches nothing, and shows data as text."""
