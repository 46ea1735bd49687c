"""Charts as the YAML of the reporting models describes them: read, checked, asked and drawn."""
