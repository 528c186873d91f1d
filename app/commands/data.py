"""Commands that bring data in and keep the database in order."""

import getpass
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.events_import import import_events
from app.migrating import upgrade
from app.output import Json, Now, clock_at, show, show_json, show_table, tell, with_progress
from app.people import Role, add_person
from app.settings import Settings, load_settings
from app.wiring import ROOT, Parts
from catalogue.service import import_feed
from kit.db import transaction
from profiles.service import match_products, rekey

DEMO_CATALOGUE = ROOT / "catalogue/demo/products.csv"

db = typer.Typer(no_args_is_help=True, help="The database.")
catalogue = typer.Typer(no_args_is_help=True, help="What the shop sells.")
events = typer.Typer(no_args_is_help=True, help="Tracking messages.")
people = typer.Typer(no_args_is_help=True, help="Who may use the console.")
