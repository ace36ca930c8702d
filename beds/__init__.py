"""What do we buy, and from whom? Commissioners, providers, services, beds, voids, contracts and rates."""
