"""Measures, registers, schemas and conformance cases of yibao: data, and nothing that runs."""
