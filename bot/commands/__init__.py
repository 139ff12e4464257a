"""The parts of the `sds` command."""
