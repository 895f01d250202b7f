"""An office's own workbook as a template: its placeholders filled, its rows repeated, the rest of it as it was."""
