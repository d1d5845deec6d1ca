"""A topic task of our own making, and what bag-of-words is worth on it.

    python app/learn/testdata/topics.py tweets.jsonl FOLDER
    duotone project new FOLDER/topics.duotone
    duotone project codebook set FOLDER/topics.duotone FOLDER/topics.toml
    duotone project import FOLDER/topics.duotone FOLDER/topics.csv
    duotone learn FOLDER/topics.duotone

A tweet (lines with "text") is about a topic where it has words of one topic's list and of no other. Those words are taken out, so that the topic has to be told from
the rest; 350 tweets a topic. Prints the cross-validated macro F1 of TF-IDF over one and two words with logistic regression, the best of four
strengths, on all labels and on parts of them. Needs numpy and scikit-learn.
"""
import csv
import json
import random
import re
import sys
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline

TOPICS = {
    "sport": "game match team season football soccer goal league coach nba nfl",
    "music": "album song concert band tour lyrics music guitar",
    "politics": "president senate vote election government minister republicans democrats congress policy",
    "film": "movie film trailer episode netflix cinema actor actress",
    "travel": "flight airport hotel beach vacation trip train holiday",
    "food": "pizza dinner lunch breakfast coffee restaurant beer chicken cake",
}
A_TOPIC = 350


def posts(path):
    topic_of = {word: topic for topic, words in TOPICS.items() for word in words.split()}
    found, seen = {topic: [] for topic in TOPICS}, set()
    for line in open(path, encoding="utf-8"):
        text = json.loads(line)["text"]
        words = re.findall(r"[a-z']+", text.lower())
        hit = {topic_of.get(w) or topic_of.get(w.rstrip("s")) for w in words} - {None}
        if len(hit) != 1:
            continue
        topic = hit.pop()
        rest = re.sub(r"(?i)[#@]?\b(" + "|".join(TOPICS[topic].split()) + r")s?\b", "", text)
        rest = re.sub(r"\s+", " ", re.sub(r"http\S+", "", rest)).strip()
        if len(rest.split()) >= 6 and rest.lower() not in seen:
            seen.add(rest.lower())
            found[topic].append(rest)
    random.seed(1)
    rows = []
    for topic, texts in found.items():
        random.shuffle(texts)
        rows += [(text, topic) for text in texts[:A_TOPIC]]
    random.shuffle(rows)
    return rows


def bag_of_words(texts, topics, share):
    best = 0
    for strength in (1, 3, 10, 30):
        told = np.empty_like(topics)
        for train, test in StratifiedKFold(5, shuffle=True, random_state=1).split(texts, topics):
            train = np.random.default_rng(1).permutation(train)[: int(share * len(train))]
            model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
                                  LogisticRegression(C=strength, class_weight="balanced", max_iter=1000))
            told[test] = model.fit(texts[train], topics[train]).predict(texts[test])
        best = max(best, f1_score(topics, told, average="macro"))
    return best


def main(tweets, folder):
    rows = posts(tweets)
    folder = Path(folder)
    folder.mkdir(exist_ok=True)
    with open(folder / "topics.csv", "w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([("text", "topic"), *rows])
    labels = "".join(f'[[question.label]]\nid = "{topic}"\n' for topic in TOPICS)
    (folder / "topics.toml").write_text(f'title = "Topics"\n[[question]]\nid = "topic"\nask = "Which topic?"\nof = "words"\nkind = "one-of"\n{labels}')
    texts, topics = np.array([r[0] for r in rows], dtype=object), np.array([r[1] for r in rows], dtype=object)
    for share in (0.25, 0.5, 0.75, 1):
        print(f"{int(share * len(rows) * 0.8)} labels: TF-IDF has a macro F1 of {100 * bag_of_words(texts, topics, share):.1f}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
