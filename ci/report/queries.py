"""Runs the DuckDB queries of a page on a folder of reports, which they call `reports`. Fails if one has an error or no rows."""

import os
import re
import sys
from pathlib import Path

import duckdb

page, reports = Path(sys.argv[1]), Path(sys.argv[2]).resolve()
os.chdir(reports.parent)
if reports.name != "reports":
    sys.exit("the folder must be called `reports`")
queries = re.findall(r"^```sql\n(.*?)^```", page.read_text(encoding="utf-8"), re.S | re.M)
if not queries:
    sys.exit(f"{page} has no queries")
connection = duckdb.connect()
for query in queries:
    rows = connection.execute(query).fetchall()
    print(f"  {query.strip().splitlines()[0]}: {len(rows)} rows, such as {rows[0] if rows else None}")
    if not rows:
        sys.exit(f"no rows:\n{query}")
