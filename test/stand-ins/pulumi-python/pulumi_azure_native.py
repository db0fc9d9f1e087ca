"""Stands in for Pulumi's package of Azure: each resource is printed, a line of JSON each, as its engine sees it."""
import json
import re


def camel(name):
    return re.sub("_(.)", lambda match: match[1].upper(), name)


def in_camel_case(value):
    if isinstance(value, dict):
        return {camel(name): in_camel_case(inner) for name, inner in value.items()}
    return value


class Module:
    def __init__(self, module):
        self.module = module

    def __getattr__(self, resource_type):
        class Resource:
            def __init__(resource, name, **properties):
                resource.name = name
                token = f"azure-native:{self.module}:{resource_type}"
                print(json.dumps({"type": token, "name": name, "properties": in_camel_case(properties)}))

        return Resource


def __getattr__(module):
    return Module(module)
