"""The same things for programs: calls that answer in JSON, and the OpenAPI document that is made of the table."""
