"""Says of how many articles the tokens are those that the library `tokenizers` finds, where it knows no added tokens.

python3 compare.py FOLDER FILE.jsonl, after `cargo build --release -p embedding --examples`; needs `pip install tokenizers`.
"""

import json
import subprocess
import sys

from tokenizers import Tokenizer

CHARACTERS = 2_000

folder, file = sys.argv[1:]
with open(f"{folder}/tokenizer.json", encoding="utf-8") as opened:
    description = json.load(opened)
description |= {"truncation": None, "padding": None, "post_processor": None, "added_tokens": []}
model = description["model"]
unknown = model.get("unk_id")
if isinstance(model["vocab"], dict):
    unknown = model["vocab"].get(model["unk_token"])
tokenizer = Tokenizer.from_str(json.dumps(description))
ours = subprocess.run(["target/release/examples/ids", folder, file], check=True, stdout=subprocess.PIPE, text=True).stdout
same = articles = 0
with open(file, encoding="utf-8") as lines:
    for line, found in zip(lines, ours.splitlines(), strict=True):
        article = json.loads(line)
        text = f"{article['title']}\n{article['text']}"[:CHARACTERS]
        theirs = [token for token in tokenizer.encode(text, add_special_tokens=False).ids if token != unknown]
        articles += 1
        same += theirs == json.loads(found)
        if theirs != json.loads(found) and articles - same <= 3:
            print(json.dumps({"text": text[:80], "theirs": theirs, "ours": json.loads(found)}))
print(f"{same} of {articles} the same")
