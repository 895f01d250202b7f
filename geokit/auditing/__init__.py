"""The audit: rules that find faults, the engine that runs them, and the report they make."""
