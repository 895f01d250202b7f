"""What lies beside the tests and is no module of this Python."""

collect_ignore = ["session.py"]
