#!/usr/bin/env python3
"""Time of the processor for an article: near-duplicate indexes of others, and the whole grouping of this crate.

usage: peers.py ARTICLES.jsonl[.gz] [MEASURE]

MEASURE is the example `measure` of this crate, built with --release. The others (pip install rensa datasketch) make a
MinHash signature of 128 values of each text's runs of five words, look it up and file it. What `measure` does besides, it does
too: it reads the file, groups reports of one event, and writes the result.
"""
import gzip, json, resource, subprocess, sys, time

path = sys.argv[1]
measure = sys.argv[2] if len(sys.argv) > 2 else "target/release/examples/measure"
opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path)
texts = [json.loads(line)["text"].lower().split() for line in opened]
runs = [[" ".join(words[i:i + 5]) for i in range(max(1, len(words) - 4))] for words in texts]


def each(work, documents):
    start = time.process_time()
    for number, document in enumerate(documents):
        work(number, document)
    return (time.process_time() - start) / len(documents) * 1e6


def with_datasketch():
    from datasketch import MinHash, MinHashLSH
    index = MinHashLSH(threshold=0.5, num_perm=128)

    def work(number, document):
        signature = MinHash(num_perm=128)
        signature.update_batch([run.encode() for run in document])
        index.query(signature)
        index.insert(str(number), signature)
    return each(work, runs[:3000])


def with_rensa():
    from rensa import RMinHash, RMinHashLSH
    index = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)

    def work(number, document):
        signature = RMinHash(num_perm=128, seed=1)
        signature.update(document)
        index.query(signature)
        index.insert(number, signature)
    return each(work, runs)


subprocess.run([measure, path], stdout=subprocess.DEVNULL, check=True)
spent = resource.getrusage(resource.RUSAGE_CHILDREN)
ours = (spent.ru_utime + spent.ru_stime) / len(texts) * 1e6
print(f"whole grouping {ours:8.1f} us an article")
for name, run in (("rensa", with_rensa), ("datasketch", with_datasketch)):
    theirs = run()
    print(f"{name:14} {theirs:8.1f} us an article, {theirs / ours:.2f} times as long")
