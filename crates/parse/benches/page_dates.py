#!/usr/bin/env python3
"""How many pages are given the day on which they were published, scored as htmldate's evaluation does.

usage: wirewatch try article PAGES... | python3 crates/parse/benches/page_dates.py

PAGES  the files ID.html or ID.html.gz of scrapinghub's article-extraction-benchmark whose ids docs/measurements/page-dates.tsv has
The day is that of `published` by its own clock. A wrong day is a false positive, and not a miss besides; none where there is one is a miss.
The second line is of the pages whose day was read without a doubt. What is wrong follows, with the right day first.
"""
import json, pathlib, sys

LIST = pathlib.Path(__file__).parents[3] / "docs" / "measurements" / "page-dates.tsv"


def listed():
    lines = [line for line in LIST.read_text().splitlines() if not line.startswith("#")]
    return [line.split("\t") for line in lines[1:]]


def score(name, pages):
    right = sum(day == given for _, day, given in pages if day != "none")
    wrong = sum(given not in ("none", day) for _, day, given in pages)
    missed = sum(given == "none" != day for _, day, given in pages)
    undated = sum(given == "none" == day for _, day, given in pages)
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    f1 = 2 * right / max(1, 2 * right + wrong + missed)
    print(f"{name:5} {len(pages)} pages: right {right}, wrong {wrong}, missed {missed}, rightly none {undated}; "
          f"precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}, accuracy {(right + undated) / len(pages):.3f}")


read = {page["id"]: (page.get("published") or "none")[:10] for page in map(json.loads, sys.stdin)}
absent = [page for page, *_ in listed() if page not in read]
if absent:
    sys.exit(f"no line for {len(absent)} of the pages, such as {absent[0]}")
score("all", [(page, day, read[page]) for page, day, _ in listed()])
score("sure", [(page, day, read[page]) for page, day, how in listed() if how == "sure"])
for page, day, how in listed():
    if read[page] != day:
        print(f"{day} {read[page]} {how} {page}")
