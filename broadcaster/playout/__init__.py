"""On the air: what should be heard now, and the desk that makes it heard."""
