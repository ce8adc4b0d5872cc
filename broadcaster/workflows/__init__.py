"""The corridor: one module per thing the station does. Nothing else sees all the rooms."""
