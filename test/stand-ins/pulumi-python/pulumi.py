"""Stands in for Pulumi's package: what the examples use of it."""


class Config:
    def require_secret(self, key):
        return "hunter2"
