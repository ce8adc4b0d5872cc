"""The pages, one module a page: each function takes a visit, calls a workflow and renders what it returned."""
