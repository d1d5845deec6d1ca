"""There and back with doccano: its labels and comments arrive, once, and posts stay the posts that they were."""

import contextlib
import copy
import io
import json
import random
import sys
import time
import zipfile

from common import BUILT_IN, MANY, OWN, SAMPLES, Failed, Web, answer, check, free_port, running, same, wait_for

NAME, PASSWORD = "cleo", "a-Secret-of-1-trip"


@contextlib.contextmanager
def server(venv, folder):
    port = free_port()
    home = folder / "doccano"
    home.mkdir()
    env = {"DOCCANO_HOME": str(home), "HOME": str(home)}
    python = venv / "bin" / "python"
    with running([venv / "bin" / "doccano", "init"], folder / "doccano-init.log", env) as p:
        check(p.wait() == 0, "doccano init failed: see", folder / "doccano-init.log")
    with running([venv / "bin" / "doccano", "createuser", "--username", NAME, "--password", PASSWORD], folder / "doccano-user.log", env) as p:
        check(p.wait() == 0, "doccano createuser failed: see", folder / "doccano-user.log")
    # its own command listens on every address
    serve = ("import os, backend.cli, sys; from django.core.management import call_command; import django; django.setup();"
             f"call_command('runserver', '127.0.0.1:{port}', '--noreload', '--insecure')")
    with running([python, "-c", serve], folder / "doccano.log", env) as p, \
            running([venv / "bin" / "doccano", "task", "--concurrency", "1"], folder / "doccano-task.log", env):
        web = Web(f"http://127.0.0.1:{port}")
        wait_for("doccano", p, lambda: web.raw("GET", "/v1/health/"))
        web.call("POST", "/v1/auth/login/", {"username": NAME, "password": PASSWORD})
        yield web


def done(web, task):
    def ready():
        state = web.call("GET", f"/v1/tasks/status/{task}")
        return state if state["ready"] else None
    state = wait_for("doccano's task", None, ready)
    check(not state.get("error"), state)


def brought(web, project, files, kind, task, **columns):
    ids = [web.upload("/v1/fp/process/", "filepond", f).decode().strip() for f in files]
    done(web, web.call("POST", f"/v1/projects/{project}/upload", {"format": kind, "task": task, "uploadIds": ids, **columns})["task_id"])


def made(web, name, kind, resource):
    return web.call("POST", "/v1/projects", {
        "name": name, "description": name, "guideline": "", "project_type": kind, "resourcetype": resource, "random_order": False,
        "collaborative_annotation": True, "single_class_classification": False, "allow_member_to_create_label_type": True, "tags": []})["id"]


def exported(web, project, file, kind="JSONL"):
    task = web.call("POST", f"/v1/projects/{project}/download", {"format": kind, "exportApproved": False})["task_id"]
    done(web, task)
    with zipfile.ZipFile(io.BytesIO(web.raw("GET", f"/v1/projects/{project}/download?taskId={task}"))) as z:
        check(len(z.namelist()) == 1, z.namelist())
        file.write_bytes(z.read(z.namelist()[0]))
    return file


def examples(web, project):
    return web.call("GET", f"/v1/projects/{project}/examples?limit=1000")["results"]


def types(web, project, wanted):
    known = {t["text"]: t["id"] for t in web.call("GET", f"/v1/projects/{project}/category-types")}
    for text in wanted:
        if text not in known:
            known[text] = web.call("POST", f"/v1/projects/{project}/category-types", {"text": text})["id"]
    return known


def trip(duotone, web, questions, seed):
    """Labels of the main question changed there, and comments written."""
    rng = random.Random(seed)
    main = next(iter(questions))
    path = duotone.project(f"doccano-{seed}", questions, seed)
    before = duotone.state(path)
    out = path.parent / "out.doccano.jsonl"
    said = duotone.run("project", "export", path, "-o", out)
    check("leaves out posts without words: 1 " in said, said)
    project = made(web, path.parent.name, "DocumentClassification", "TextClassificationProject")
    brought(web, project, [out], "JSONL", "DocumentClassification", column_data="text", column_label="label", encoding="utf_8")
    rows = examples(web, project)
    words = sum(bool(p["text"].strip()) for p in before.values())
    check(len(rows) == words, len(rows), "rows there, not", words)
    known = types(web, project, questions[main])
    want = copy.deepcopy(before)
    for row in rows:
        post = json.loads(row["meta"]["duotone"])["post"]
        if rng.random() < 0.5:
            label = rng.choice(questions[main])
            for c in web.call("GET", f"/v1/projects/{project}/examples/{row['id']}/categories"):
                web.raw("DELETE", f"/v1/projects/{project}/examples/{row['id']}/categories/{c['id']}")
            web.call("POST", f"/v1/projects/{project}/examples/{row['id']}/categories", {"label": known[label]})
            want[post]["final"][main] = label
        if rng.random() < 0.3:
            web.call("POST", f"/v1/projects/{project}/comments?example={row['id']}", {"text": f"a comment {seed}"})
            want[post]["comment"] = True
    back = exported(web, project, path.parent / "back.jsonl")
    first = duotone.imported(path, back, "--annotator", NAME)
    check((first["new"], first["failed"]) == (0, 0), first["said"])
    got = duotone.state(path)
    for post, is_ in got.items():  # the one without words too, which was not there
        wanted = want[post]
        check(is_["final"].get(main, "") == wanted["final"].get(main, ""), repr(is_["text"]), "is", is_["final"], "not", wanted["final"])
        check(is_["image"] == wanted["image"] and is_["source"] == wanted["source"] and is_["text"] == wanted["text"], is_, "is not", wanted)
        if wanted.get("comment"):
            check(any("note" in one for one in is_["people"].values()), "no comment on", repr(is_["text"]))
    again = duotone.imported(path, back, "--annotator", NAME)
    check((again["new"], again["changed"], again["judgements"]) == (0, 0, 0), "a second import changes something:", again["said"])
    return sum(p["image"] for p in got.values())


def pictures(duotone, web, folder):
    """A project of pictures made there comes with them."""
    project = made(web, "pictures", "ImageClassification", "ImageClassificationProject")
    files = sorted(SAMPLES.glob("*.jpg"))
    brought(web, project, files, "ImageFile", "ImageClassification")
    known = types(web, project, BUILT_IN["both"])
    rows = examples(web, project)
    check(len(rows) == len(files), rows)
    for i, row in enumerate(rows):
        check(web.raw("GET", row["filename"])[:2] == b"\xff\xd8", "a picture that doesn't open:", row["filename"])
        web.call("POST", f"/v1/projects/{project}/examples/{row['id']}/categories", {"label": known[BUILT_IN["both"][i % 3]]})
    back = exported(web, project, folder / "pictures.jsonl")
    path = folder / "pictures.duotone"
    duotone.run("project", "new", path)
    got = duotone.imported(path, back, "--pictures", SAMPLES, "--annotator", NAME)
    check((got["new"], got["failed"]) == (len(files), 0), got["said"])
    state = duotone.state(path)
    check(len(state) == len(files) and all(p["image"] and p["people"][NAME]["both"] for p in state.values()), state)


def trips(duotone, venv, folder, rounds):
    with server(venv, folder) as web:
        print("doccano 1.8.4")
        for seed in range(rounds):
            for questions in (BUILT_IN, OWN):
                n = trip(duotone, web, questions, 2 * seed + (questions is OWN))
                print(f"  {'own codebook' if questions is OWN else 'sentiment'}: all labels and comments arrived, once; {n} posts kept their pictures")
        pictures(duotone, web, folder)
        print("  pictures labelled there came with their labels")
