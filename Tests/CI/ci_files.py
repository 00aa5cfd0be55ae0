#!/usr/bin/env python3
"""ci_files.py PROV: tries what other people's CI takes of this project: action.yml, .ci/gitlab.yml and .pre-commit-hooks.yaml.

Each is held against its service's published schema; what it runs is run in a folder with a runbook that is proven, one that fails, and one
with mistakes. What only the service itself can show is not tried: its runners, its upload of artifacts.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

import yaml

TREE = pathlib.Path(__file__).resolve().parents[2]
TOOLS = pathlib.Path(sys.executable).parent
PROV = pathlib.Path(sys.argv[1]).resolve()
GOOD = "# Good\n\n```sh\ntrue\n```\n\n```sh {check}\ntest -d .\n```\n"
BAD = "# Bad\n\n```sh\nfalse\n```\n"
WRONG = "# Wrong\n\n```sh {tiemout=3s}\ntrue\n```\n"
count = 0


def shell(script, folder, **variables):
    environment = dict(os.environ, PATH=f"{PROV.parent}:{TOOLS}:{os.environ['PATH']}", HOME=str(folder), **variables)
    environment.pop("PROV_STORE", None) if "PROV_STORE" not in variables else None
    done = subprocess.run(["bash", "-e", "-c", script], cwd=folder, env=environment, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def true(what, fact, output=""):
    global count
    if not fact:
        sys.exit(f"failed: {what}\n{output}")
    count += 1
    print(f"passed: {what}")


def schema(name, file):
    code, output = shell(f"check-jsonschema --builtin-schema vendor.{name} {TREE / file}", TREE)
    true(f"{file} fits the schema {name}", code == 0, output)


def action(folder):
    """The last step of the action, with its inputs as the service hands them over."""
    steps = yaml.safe_load((TREE / "action.yml").read_text())["runs"]["steps"]
    script = steps[-1]["run"]

    def run(command, runbook, arguments=""):
        output, summary = folder / "output", folder / "summary"
        output.write_text("")
        summary.write_text("")
        record = folder / f"record-{command}-{runbook}"
        code, printed = shell(
            script, folder, GITHUB_ACTION_PATH=str(TREE), GITHUB_OUTPUT=str(output), GITHUB_STEP_SUMMARY=str(summary), PROV_COMMAND=command,
            PROV_RUNBOOK=runbook, PROV_ARGUMENTS=arguments, PROV_RECORD=str(record), PROV_REASON="try")
        return code, dict(line.split("=", 1) for line in output.read_text().splitlines()), summary.read_text(), printed

    code, outputs, summary, printed = run("run", "good.md")
    true("the action runs a runbook", code == 0 and outputs["verdict"] == "proven", printed)
    true("its reports are written", all(pathlib.Path(outputs[name]).stat().st_size for name in ["report", "results"]) and "Good" in summary, summary)
    code, outputs, summary, printed = run("run", "bad.md")
    true("a failure fails the job, with its report", code == 1 and outputs["verdict"] == "failed" and pathlib.Path(outputs["report"]).exists(), printed)
    code, outputs, _, printed = run("verify", "good.md")
    true("the action verifies", code == 0 and outputs["verdict"] == "proven", printed)
    code, outputs, _, printed = run("lint", "good.md wrong.md")
    true("the action lints, and writes SARIF", code == 1 and "unknown-key" in pathlib.Path(outputs["results"]).read_text(), printed)


def gitlab(folder):
    jobs = yaml.safe_load((TREE / ".ci/gitlab.yml").read_text())

    def run(job, **variables):
        # The service fills variables in from the left to the right, and runs the lines as one script.
        values = {name: str(value) for name, value in jobs[job]["variables"].items()} | variables
        values = {name: value.replace("$CI_PROJECT_DIR", str(folder)) for name, value in values.items()}
        return shell("\n".join(jobs[job]["script"]), folder, CI_JOB_URL="try", CI_PROJECT_DIR=str(folder), **values)

    code, printed = run(".prov", PROV_RUNBOOK="good.md")
    true("GitLab's job runs a runbook", code == 0 and (folder / "prov-results.xml").exists() and (folder / "prov-record/runs").is_dir(), printed)
    code, printed = run(".prov", PROV_RUNBOOK="bad.md")
    true("a failure fails the job after its reports", code == 1 and "failure" in (folder / "prov-results.xml").read_text(), printed)
    code, printed = run(".prov-lint", PROV_PATHS="good.md")
    true("GitLab's lint accepts a good runbook", code == 0, printed)
    code, printed = run(".prov-lint", PROV_PATHS="wrong.md")
    true("GitLab's lint refuses a wrong one", code == 1, printed)


def pre_commit(folder):
    # The hooks as a repository of their own, as pre-commit clones them.
    hooks, repository = folder / "hooks", folder / "repository"
    for place in [hooks, repository]:
        place.mkdir()
    (hooks / ".pre-commit-hooks.yaml").write_text((TREE / ".pre-commit-hooks.yaml").read_text())
    identity = "git config user.name try && git config user.email try@example.com"
    shell(f"git init -q && {identity} && git add . && git commit -qm hooks", hooks)
    (repository / "good.md").write_text(GOOD)
    (repository / "notes.txt").write_text("```sh {tiemout=3s}\n")
    shell(f"git init -q && {identity} && git add .", repository)
    code, printed = shell(f"pre-commit try-repo {hooks} prov-lint", repository)
    true("the hook accepts a good runbook, and looks at Markdown alone", code == 0 and "Passed" in printed, printed)
    (repository / "wrong.md").write_text(WRONG)
    code, printed = shell(f"git add . && pre-commit try-repo {hooks} prov-lint", repository)
    true("the hook refuses a wrong one", code != 0 and "unknown-key" in printed, printed)


def main():
    schema("github-actions", "action.yml")
    schema("gitlab-ci", ".ci/gitlab.yml")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for file, text in {"good.md": GOOD, "bad.md": BAD, "wrong.md": WRONG}.items():
            (folder / file).write_text(text)
        action(folder)
        gitlab(folder)
        pre_commit(folder)
    print(f"{count} passed, 0 failed")


main()
