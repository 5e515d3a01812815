"""The command line: a thin face over `app`. Nothing is imported here, so that help is there at once."""
