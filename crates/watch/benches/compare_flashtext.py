#!/usr/bin/env python3
"""Scans a text for names with FlashText (pip install flashtext), for comparison with the example `scan`.

usage: compare_flashtext.py DIRECTORY    with the names.txt and text.txt that `scan NAMES DIRECTORY` wrote
"""
import pathlib
import sys
import time

from flashtext import KeywordProcessor

directory = pathlib.Path(sys.argv[1])
processor = KeywordProcessor()
for name in (directory / "names.txt").read_text().splitlines():
    processor.add_keyword(name)
lines = (directory / "text.txt").read_text().splitlines()
start = time.process_time()
found = sum(len(processor.extract_keywords(line)) for line in lines)
took = time.process_time() - start
size = sum(len(line.encode()) + 1 for line in lines)
print(f"FlashText: {size / took / 1e6:.2f} MB/s, {found} places")
