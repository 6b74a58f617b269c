"""The ground: what every feature stands on and none of them owns."""
