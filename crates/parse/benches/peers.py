#!/usr/bin/env python3
"""How much faster feeds are read here than by feedparser, and by how many times; one thread each.

usage: pip install feedparser; cargo build --release -p parse --example documents; python3 crates/parse/benches/peers.py [FEED ...]

FEED   feed files, plain or gzip; without any, a sound RSS feed of 200 entries with full text is written and read
Both sides parse bytes that are in memory already, over and over. Times are those of the processor, so that other work on the
machine weighs little.
"""
import gzip, pathlib, resource, subprocess, sys, tempfile, time

import feedparser

ENTRY = """<item><title>Ferry &amp; bridge closed, day {n}</title><link>https://example.com/{n}</link><guid isPermaLink="false">tag:{n}</guid>
<pubDate>Mon, 03 Mar 2025 09:{m:02}:00 +0000</pubDate><category>Harbour</category><description>&lt;b&gt;Closed&lt;/b&gt; until Tuesday.</description>
<content:encoded><![CDATA[{text}]]></content:encoded></item>
"""
TEXT = "<p>The harbour authority said on Monday that the ferry would sail again as soon as the storm had passed.</p>" * 12


def written(folder):
    entries = "".join(ENTRY.format(n=n, m=n % 60, text=TEXT) for n in range(200))
    path = pathlib.Path(folder) / "feed.xml"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>News</title><link>https://example.com</link><description>x</description>{entries}</channel></rss>"
    )
    return [str(path)]


def plain(path):
    data = pathlib.Path(path).read_bytes()
    return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data


with tempfile.TemporaryDirectory() as folder:
    files = sys.argv[1:] or written(folder)
    command = ["target/release/examples/documents", "speed", *files]
    read = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    ours = read / 1e6 / (used.ru_utime + used.ru_stime)
    documents = [plain(file) for file in files]
    start = time.process_time()
    for document in documents:
        feedparser.parse(document)
    theirs = sum(map(len, documents)) / 1e6 / (time.process_time() - start)
print(f"parse {ours:.1f} MB/s   feedparser {feedparser.__version__} {theirs:.3f} MB/s   ratio {ours / theirs:.0f}")
