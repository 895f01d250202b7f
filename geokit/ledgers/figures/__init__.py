"""The one set of figures that ledger, map, report, workbook, plot and paper read: land by its progress, counted once."""
