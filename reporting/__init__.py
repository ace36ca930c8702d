"""What does it add up to? Nightly figures, dashboards and exports; reads the other two, writes its own tables."""
