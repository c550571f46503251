#!/usr/bin/env python3
"""Time of the processor for an article: finding copies with this crate and with the near-duplicate indexes of others.

usage: peers.py ARTICLES.jsonl[.gz] [COPIES_ALONE]

COPIES_ALONE is the example `copies_alone` of this crate, built with --release: it takes each text's words, makes keys of its runs of
five words, looks them up, chooses candidates, and files the text. The others (pip install rensa datasketch) make a MinHash
signature of 128 values of each text's runs of five words, look it up and file it. datasketch is given the runs one by one, as the
first example of its documentation does, and all at once with update_batch. All work on one thread. Three lines for each: from
the text; from its words, of which the runs are still to be made; and, of the others, from runs that are made before the clock
starts, which is their part of the work alone.
"""
import gzip, json, subprocess, sys, time
from functools import partial

path = sys.argv[1]
ours = sys.argv[2] if len(sys.argv) > 2 else "target/release/examples/copies_alone"
opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path)
texts = [json.loads(line)["text"] for line in opened]
ROUNDS = 3


def words_of(text):
    return text.lower().split()


def runs_of(words):
    return [" ".join(words[i:i + 5]) for i in range(max(1, len(words) - 4))]


def each(make, documents):
    """The best of some rounds, each with an index of its own."""
    best = float("inf")
    for _ in range(ROUNDS):
        work = make()
        start = time.process_time()
        for number, document in enumerate(documents):
            work(number, document)
        best = min(best, (time.process_time() - start) / len(documents) * 1e6)
    return best


def one_by_one(signature, runs):
    for run in runs:
        signature.update(run.encode())


def all_at_once(signature, runs):
    signature.update_batch([run.encode() for run in runs])


def datasketch(update, prepare):
    from datasketch import MinHash, MinHashLSH
    index = MinHashLSH(threshold=0.5, num_perm=128)

    def work(number, document):
        signature = MinHash(num_perm=128)
        update(signature, prepare(document))
        index.query(signature)
        index.insert(str(number), signature)
    return work


def rensa(prepare):
    from rensa import RMinHash, RMinHashLSH
    index = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)

    def work(number, document):
        signature = RMinHash(num_perm=128, seed=1)
        signature.update(prepare(document))
        index.query(signature)
        index.insert(number, signature)
    return work


told = subprocess.run([ours, path], stdout=subprocess.PIPE, check=True, text=True).stdout.split()
from_text, from_words = map(float, told)
print(f"{'copies alone':24} from the text {from_text:8.1f} us, from its words {from_words:8.1f} us")
for name, peer, count in (("rensa", rensa, len(texts)),
                          ("datasketch, run by run", partial(datasketch, one_by_one), 2000),
                          ("datasketch, update_batch", partial(datasketch, all_at_once), 2000)):
    some = texts[:count]
    words = [words_of(text) for text in some]
    runs = [runs_of(document) for document in words]
    text_us = each(lambda: peer(lambda text: runs_of(words_of(text))), some)
    words_us = each(lambda: peer(runs_of), words)
    runs_us = each(lambda: peer(lambda runs: runs), runs)
    print(f"{name:24} from the text {text_us:8.1f} us ({text_us / from_text:.1f} times as long), from its words "
          f"{words_us:8.1f} us ({words_us / from_words:.1f} times), from its runs {runs_us:8.1f} us ({runs_us / from_words:.1f} times)")
