"""What the trips to real servers have in common: Duotone's command line, a web client, servers that end with the trip."""

import contextlib
import http.cookiejar
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[5] / "assets" / "samples"

TEXTS = [
    "What a lovely day", "Zeile eins\nZeile zwei", "  spaces at both ends  ", 'He said "no", again; <b>not</b> bold & done',
    "🙂‍↕️ family 👩‍👩‍👧", "=SUM(A1) is no formula", "ein, Komma; und ein Semikolon", "[\"looks\", \"like\", \"a list\"]", "null", "0", "NaN",
    "{\"choices\": [\"positive\"]}", "Grüße aus Köln", "أهلا وسهلا", "tab\there", "perfect weather for a flood", "1", "true", "the same words",
    "another post", "", "and another", "last but one", "the last",
]

CODEBOOK = """
title = "Stance and feelings"

[[question]]
id = "stance"
ask = "For or against?"
kind = "one-of"
[[question.label]]
id = "for"
name = "Dafür"
[[question.label]]
id = "against"
name = "Gegen <alles> & \\"jeden\\""
[[question.label]]
id = "unclear"

[[question]]
id = "feelings"
ask = "Which feelings?"
kind = "many-of"
[[question.label]]
id = "joy"
[[question.label]]
id = "anger"
name = "Anger, rage"
[[question.label]]
id = "fear"

[[question]]
id = "strength"
ask = "How strong are the words?"
kind = "scale"
of = "words"
from = -2
to = 2
"""

# What each question can be answered with.
BUILT_IN = {"both": ["negative", "neutral", "positive"]}
OWN = {"stance": ["for", "against", "unclear"], "feelings": ["joy", "anger", "fear"], "strength": ["-2", "-1", "0", "1", "2"]}
MANY = {"feelings"}


class Failed(Exception):
    pass


def check(ok, *what):
    if not ok:
        raise Failed(" ".join(str(w) for w in what))


class Duotone:
    """The command line, and a folder for its projects."""

    def __init__(self, binary, folder):
        self.binary, self.folder = str(Path(binary).resolve()), Path(folder)

    def run(self, *args, fails=False):
        r = subprocess.run([self.binary, *map(str, args)], cwd=self.folder, capture_output=True, text=True)
        check(fails or r.returncode == 0, "duotone", *args, "ended with", r.returncode, r.stdout[-2000:], r.stderr[-4000:])
        return r.stdout + r.stderr

    def project(self, name, questions, seed):
        """A project with every text, pictures on half of the posts, and two people's work: labels, flags, notes, a skip."""
        rng = random.Random(seed)
        pictures = sorted(SAMPLES.glob("*.jpg"))
        folder = self.folder / name
        folder.mkdir()
        rows = []
        for i, text in enumerate(TEXTS):
            row = {"id": f"p{i}", "text": text, "image": None, "source": f"line {i}\nof a file"}
            if i % 2 == 0:
                picture = pictures[i // 2 % len(pictures)]
                name_there = f"ph+oto & {i}% #ü {picture.name}"
                if i % 4:  # some lie in a folder of their own, some elsewhere on the disk
                    name_there = f"below/{name_there}"
                elif i % 8:
                    name_there = f"../elsewhere/{seed} {name_there}"
                (folder / name_there).parent.mkdir(exist_ok=True)
                shutil.copy(picture, folder / name_there)
                row["image"] = name_there if i % 8 or i % 4 else str(folder / name_there)
            rows.append(row)
        path = folder / "p.duotone"
        self.run("project", "new", path)
        if questions is not BUILT_IN:
            (folder / "codebook.toml").write_text(CODEBOOK)
            self.run("project", "codebook", "set", path, folder / "codebook.toml")
        work = {}
        for who in ("ana", "ben"):
            said = []
            for i, row in enumerate(rows):
                mine = dict(row)
                for q in questions:
                    if rng.random() < 0.8:
                        mine["label" if q == "both" else q] = answer(rng, questions, q)
                if rng.random() < 0.3:
                    mine["flags"] = ["unclear"]
                if rng.random() < 0.3:
                    mine["note"] = f"{who} noted, \"{i}\"\nin two lines"
                said.append(mine)
            (folder / f"{who}.jsonl").write_text("".join(json.dumps(r) + "\n" for r in said))
            self.run("project", "import", path, folder / f"{who}.jsonl", "--annotator", who)
            work[who] = said
        return path

    def state(self, path):
        """What a project holds: by the post's name what everybody says, flags and notes with it, and its picture."""
        out = Path(path).with_suffix(f".{uuid.uuid4().hex}.jsonl")
        self.run("project", "export", path, "-o", out)
        posts = {}
        for line in out.read_text().splitlines():
            row = json.loads(line)
            stamp = json.loads(row["duotone"])
            people = {}
            for who, did in stamp.get("people", {}).items():
                one = {q: a for q, a in did.get("labels", {}).items() if a}
                if did.get("flags"):
                    one["flags"] = sorted(did["flags"])
                if did.get("note"):
                    one["note"] = did["note"]
                if did.get("skipped"):
                    one["skipped"] = True
                if one:
                    people[who] = one
            check(stamp["post"] not in posts, "twice:", row["text"])
            posts[stamp["post"]] = {"text": row["text"], "image": bool(row["image"]), "people": people, "final": stamp.get("final", {}), "source": row.get("source")}
        return posts

    def imported(self, path, file, *more, fails=False):
        """What the import's table says."""
        said = self.run("project", "import", path, file, *more, fails=fails)
        found = {what: int(n) for what, n in re.findall(r"^  (new|changed|unchanged|failed) +(\d+)$", said, re.M)}
        found["judgements"] = int(re.search(r"with (\d+) new judgements", said)[1])
        found["ignored"] = re.findall(r"^  ignored .*$", said, re.M)
        found["said"] = said
        return found


def answer(rng, questions, q):
    if q in MANY:
        return ";".join(c for c in questions[q] if rng.random() < 0.4) or rng.choice(questions[q])
    return rng.choice(questions[q])


def differences(is_, want):
    lines = []
    for post in sorted(set(is_) | set(want)):
        a, b = is_.get(post), want.get(post)
        if a is None or b is None:
            lines.append(f"{post[:8]}: {'gone' if a is None else 'new: ' + repr(a)}")
            continue
        for key in b:
            if key == "people":
                for who in sorted(set(a["people"]) | set(b["people"])):
                    if a["people"].get(who) != b["people"].get(who):
                        lines.append(f"{b['text']!r}, {who}: {a['people'].get(who)}, want {b['people'].get(who)}")
            elif a[key] != b[key]:
                lines.append(f"{b['text']!r}, {key}: {a[key]!r}, want {b[key]!r}")
    return lines


def same(is_, want, what):
    lines = differences(is_, want)
    check(not lines, f"{what}: {len(lines)} differences\n  " + "\n  ".join(lines[:20]))


class Web:
    """A client of one server, with its cookies."""

    def __init__(self, base, headers=None):
        self.base, self.headers = base, dict(headers or {})
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.jar))

    def raw(self, method, path, body=None, kind="application/json"):
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(urllib.parse.urljoin(self.base, path), data=data, method=method, headers=dict(self.headers))
        if data is not None:
            request.add_header("Content-Type", kind)
        for cookie in self.jar:
            if cookie.name == "csrftoken":
                request.add_header("X-CSRFToken", cookie.value)
        try:
            with self.opener.open(request, timeout=120) as answer:
                return answer.read()
        except urllib.error.HTTPError as e:
            raise Failed(f"{method} {path}: {e.code} {e.read()[:1500].decode(errors='replace')}") from e

    def call(self, method, path, body=None):
        answer = self.raw(method, path, body)
        return json.loads(answer) if answer else None

    def upload(self, path, field, file):
        mark = uuid.uuid4().hex
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{field}"; filename="{Path(file).name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        body = head.encode() + Path(file).read_bytes() + f"\r\n--{mark}--\r\n".encode()
        return self.raw("POST", path, body, f"multipart/form-data; boundary={mark}")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextlib.contextmanager
def running(command, log, env):
    """A process, with all that it starts, for as long as the block lasts."""
    with open(log, "w") as out:
        p = subprocess.Popen([str(c) for c in command], stdout=out, stderr=subprocess.STDOUT, env={**os.environ, **env}, start_new_session=True)
        try:
            yield p
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(p.pid, signal.SIGTERM)
            try:
                p.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(p.pid, signal.SIGKILL)


def wait_for(what, process, ready, seconds=240):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        check(process is None or process.poll() is None, what, "ended")
        with contextlib.suppress(Failed, urllib.error.URLError, ConnectionError):
            if (r := ready()) is not None:
                return r
        time.sleep(0.5)
    raise Failed(f"{what}: not there after {seconds} s")
