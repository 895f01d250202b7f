"""One file a report format. Found, not listed; :func:`write_report` chooses one by the suffix of the file."""

from geokit.reports._base import ReportFormat, find_format, format_names, format_of, write_report

__all__ = ["ReportFormat", "find_format", "format_names", "format_of", "write_report"]
