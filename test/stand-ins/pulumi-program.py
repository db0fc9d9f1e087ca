"""Runs a Pulumi program in Python against a stand-in for the engine, as Pulumi's language host does: ADDRESS PROJECT STACK PROGRAM."""

import asyncio
import runpy
import sys

import pulumi.runtime
from pulumi.runtime.settings import Settings

address, project, stack, program = sys.argv[1:]
settings = Settings(project=project, stack=stack, monitor=address, engine=address, dry_run=True, organization="organization")
pulumi.runtime.configure(settings)


async def run():
    await pulumi.runtime.run_in_stack(lambda: runpy.run_path(program, run_name="__main__"))


asyncio.new_event_loop().run_until_complete(run())
