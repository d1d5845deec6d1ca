"""There and back with Label Studio: what people change there arrives, once."""

import contextlib
import copy
import json
import random
import re
import uuid

from common import BUILT_IN, MANY, OWN, Web, answer, check, free_port, running, same, wait_for

WHO = "cleo@example.org"
TOKEN = "0123456789abcdef0123456789abcdef01234567"


@contextlib.contextmanager
def server(venv, folder):
    port = free_port()
    env = {
        "LABEL_STUDIO_BASE_DATA_DIR": str(folder / "studio"), "LABEL_STUDIO_LOCAL_FILES_SERVING_ENABLED": "true",
        "LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT": str(folder), "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
        "COLLECT_ANALYTICS": "false", "SENTRY_DSN": "", "FRONTEND_SENTRY_DSN": "", "LATEST_VERSION_CHECK": "false",
    }
    command = [venv / "bin" / "label-studio", "start", "--no-browser", "--internal-host", "127.0.0.1", "--port", port,
               "--username", WHO, "--password", "a-Secret-of-1-trip", "--user-token", TOKEN]
    with running(command, folder / "studio.log", env) as p:
        web = Web(f"http://127.0.0.1:{port}", {"Authorization": f"Token {TOKEN}"})
        wait_for("Label Studio", p, lambda: web.call("GET", "/api/projects/"))
        yield web


def questions_of(questions):
    """What a question is called there."""
    return {q: "sentiment" if q == "both" else q for q in questions}


def trip(duotone, web, folder, questions, seed, embed, export):
    """One trip. export: JSON, JSON_MIN or CSV."""
    rng = random.Random(seed)
    path = duotone.project(f"studio-{seed}-{export}", questions, seed)
    before = duotone.state(path)
    out = path.parent / "tasks.json"
    said = duotone.run("project", "export", path, "-o", out, *(["--embed"] if embed else []))
    config = said[said.index("<View>"):said.rindex("</View>") + len("</View>")]
    if not embed:
        told = re.search(r"DOCUMENT_ROOT=(?P<root>.*), and add the folder (?P<storage>.*) as a local storage", said)
        check(told["root"] == str(folder), "the trip's server serves", folder, "and the command says", told["root"])
    project = web.call("POST", "/api/projects/", {"title": path.parent.name, "label_config": config})["id"]
    if not embed:
        web.call("POST", "/api/storages/localfiles/", {"project": project, "path": told["storage"], "use_blob_urls": False})
    web.upload(f"/api/projects/{project}/import", "file", out)
    tasks = wait_for("tasks", None, lambda: (t := web.call("GET", f"/api/projects/{project}/export?exportType=JSON&download_all_tasks=true")) and len(t) == len(before) and t or None)
    pictures = 0
    for task in tasks:
        if image := task["data"].get("image"):
            pictures += 1
            if not embed:
                check(web.raw("GET", image)[:2] == b"\xff\xd8", "a picture that doesn't open:", image)
            else:
                check(image.startswith("data:image/"), image[:40])
    check(pictures == sum(p["image"] for p in before.values()), pictures, "pictures")
    want = changed(web, rng, tasks, questions, copy.deepcopy(before), export)
    back = path.parent / f"back.{'csv' if export == 'CSV' else 'json'}"
    back.write_bytes(web.raw("GET", f"/api/projects/{project}/export?exportType={export}&download_all_tasks=true"))
    arrive(duotone, path, back, before, want, export)
    web.call("DELETE", f"/api/projects/{project}/")
    return pictures


def arrive(duotone, path, back, before, want, export):
    """The other side's file, into the project itself and, where it has all, into an empty one."""
    dry = duotone.imported(path, back, "--dry-run")
    same(duotone.state(path), before, "a dry run")
    first = duotone.imported(path, back)
    check((first["new"], first["failed"]) == (0, 0), first["said"])
    check({k: dry[k] for k in ("new", "changed", "unchanged", "judgements")} == {k: first[k] for k in ("new", "changed", "unchanged", "judgements")},
          "a dry run says", dry["said"], "and then", first["said"])
    same(forget_hashes(duotone.state(path)), forget_hashes(want), f"{export} into the project")
    again = duotone.imported(path, back)
    check((again["new"], again["changed"], again["judgements"]) == (0, 0, 0), "a second import changes something:", again["said"])
    if export != "JSON":
        return
    empty = path.with_name("empty.duotone")
    duotone.run("project", "new", empty)
    got = duotone.imported(empty, back)
    check(got["failed"] == 0 and got["new"] == len(want), got["said"])
    same(forget_hashes(duotone.state(empty)), forget_hashes(want), f"{export} into an empty project")


def forget_hashes(state):
    """A note is known by its hash alone: that there is one."""
    state = copy.deepcopy(state)
    for post in state.values():
        post.pop("final", None)
        for one in post["people"].values():
            if "note" in one:
                one["note"] = True
    return state


def changed(web, rng, tasks, questions, want, export):
    """Random edits, and what the project is to hold then."""
    names = questions_of(questions)
    for task in tasks:
        post = json.loads(task["data"]["duotone"])["post"]
        people = want[post]["people"]
        for a in list(task["annotations"]):
            who = whose(a)
            what = rng.choice(["nothing", "relabel", "relabel", "flag", "note", "delete"] if export == "JSON" else ["nothing", "relabel", "flag"])
            if what == "delete":
                web.raw("DELETE", f"/api/annotations/{a['id']}/")
                people.pop(who, None)
                task["annotations"].remove(a)
                continue
            if what == "nothing":
                continue
            result = edited(rng, what, a["result"], questions, names, people.setdefault(who, {}))
            web.call("PATCH", f"/api/annotations/{a['id']}/", {"result": result})
        if rng.random() < 0.3 or not task["annotations"]:
            mine = {}
            result = edited(rng, "relabel", [], questions, names, mine)
            web.call("POST", f"/api/tasks/{task['id']}/annotations/", {"result": result, "lead_time": 2.5, "was_cancelled": False})
            people["annotator 1"] = mine  # its exports know people by numbers alone
    return want


def whose(annotation):
    for r in annotation["result"]:
        if r["id"].startswith("duotone:"):
            return r["id"].split(":", 2)[2]
    raise AssertionError(annotation)


def edited(rng, what, result, questions, names, mine):
    """An annotation as a person there leaves it; mine becomes what that says."""
    result = copy.deepcopy(result)

    def put(name, kind, value):
        for r in result:
            if r["from_name"] == name:
                r["value"] = value
                return
        result.append({"id": uuid.uuid4().hex[:10], "from_name": name, "to_name": "text", "type": kind, "value": value, "origin": "manual"})

    if what == "relabel":
        q = rng.choice(list(questions))
        chosen = answer(rng, questions, q)
        mine[q] = chosen
        put(names[q], "choices", {"choices": chosen.split(";") if q in MANY else [chosen]})
    elif what == "flag":
        mine["flags"] = ["offensive"]
        put("flags", "choices", {"choices": ["offensive"]})
    elif what == "note":
        mine["note"] = True
        put("note", "textarea", {"text": [f"noted there {rng.random()}"]})
    return result


def trips(duotone, venv, folder, rounds):
    with server(venv, folder) as web:
        version = web.call("GET", "/api/version")
        print("Label Studio", version.get("label-studio-os-package", {}).get("version", version.get("release")))
        for seed in range(rounds):
            for export in ("JSON", "JSON_MIN", "CSV"):
                for questions in (BUILT_IN, OWN):
                    embed = (seed + (questions is OWN)) % 2 == 1
                    n = trip(duotone, web, folder, questions, 2 * seed + (questions is OWN), embed, export)
                    print(f"  {export}, {'own codebook' if questions is OWN else 'sentiment'}, {n} pictures {'embedded' if embed else 'by local files'}: all changes arrived, once")
