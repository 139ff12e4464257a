"""Load, check and digest the curated content in `knowledge/`."""
