"""Indicators: figures that a settings file defines, worked out of tables that an office has."""
