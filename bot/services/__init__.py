"""Use cases. What they need from the outside is stated in `ports.py`."""
